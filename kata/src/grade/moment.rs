//! Instants as people write them: with the offset from UTC or the time zone that they hold in, since
//! a grade may depend on the hour.

use std::fmt;

use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant, with the zone that it is shown in.
#[derive(Clone, Debug)]
pub struct Moment {
    at: Timestamp,
    zone: TimeZone,
}

impl Moment {
    /// What a text says: `2026-12-01T18:00+09:00`, `2026-12-01 18:00[Asia/Seoul]`, or, where a zone
    /// is known, `2026-12-01 18:00`.
    ///
    /// # Errors
    /// In words, what the text lacks.
    pub fn parse(text: &str, zone: Option<&TimeZone>) -> Result<Self, String> {
        let text = text.trim();
        let wrong = |_| format!("`{text}` is no time such as 2026-12-01 18:00+09:00");
        let pieces = Pieces::parse(text).map_err(wrong)?;
        let Some(time) = pieces.time() else {
            return Err(format!("`{text}` lacks the time of day"));
        };
        let civil = pieces.date().to_datetime(time);
        let named = pieces.to_time_zone().map_err(|error| error.to_string())?;
        let offset = pieces.to_numeric_offset();
        let zone = match (named, offset, zone) {
            (Some(named), ..) => named,
            // `Z` is an instant whose zone nobody knows.
            (None, Some(offset), Some(zone)) if offset == jiff::tz::Offset::UTC => {
                let at = offset.to_timestamp(civil).map_err(wrong)?;
                let zone = zone.clone();
                return Ok(Moment { at, zone });
            }
            (None, Some(offset), _) => TimeZone::fixed(offset),
            (None, None, Some(zone)) => zone.clone(),
            (None, None, None) => {
                return Err(format!(
                    "`{text}` lacks its offset from UTC: write {text}+09:00, or name the \
                     time-zone once"
                ));
            }
        };
        let at = match offset {
            Some(offset) => offset.to_timestamp(civil),
            None => zone.to_timestamp(civil),
        };
        Ok(Moment {
            at: at.map_err(wrong)?,
            zone,
        })
    }

    /// So many seconds after 1970 began.
    pub fn of_seconds(seconds: i64) -> Option<Self> {
        let at = Timestamp::from_second(seconds).ok()?;
        Some(Moment {
            at,
            zone: TimeZone::UTC,
        })
    }

    /// Seconds since 1970 began.
    pub fn seconds(&self) -> i64 {
        self.at.as_second()
    }

    /// So many seconds later.
    #[must_use]
    pub fn plus(&self, seconds: i64) -> Self {
        let at = self.at.checked_add(seconds.seconds());
        Moment {
            at: at.unwrap_or(self.at),
            zone: self.zone.clone(),
        }
    }

    /// The same instant as the other's zone shows it.
    #[must_use]
    pub fn shown_as(&self, other: &Moment) -> Self {
        Moment {
            at: self.at,
            zone: other.zone.clone(),
        }
    }

    /// The zone that it is shown in.
    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Moment) -> bool {
        self.at == other.at
    }
}

impl Eq for Moment {}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = self.at.to_zoned(self.zone.clone());
        let format = match here.second() {
            0 => "%Y-%m-%d %H:%M %:z",
            _ => "%Y-%m-%d %H:%M:%S %:z",
        };
        write!(f, "{}", here.strftime(format))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let here = self.at.to_zoned(self.zone.clone());
        serializer.collect_str(&here.strftime("%Y-%m-%dT%H:%M:%S%:z"))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Moment::parse(&text, None).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_instant_is_the_same_however_it_is_written() {
        let seoul = TimeZone::get("Asia/Seoul").unwrap();
        let due = Moment::parse("2026-12-01T18:00:00+09:00", None).unwrap();
        for other in [
            "2026-12-01 18:00",
            "2026-12-01T09:00:00Z",
            "2026-12-01 18:00:00[Asia/Seoul]",
            "2026-12-01T04:00-05:00",
        ] {
            let other = Moment::parse(other, Some(&seoul)).unwrap();
            assert_eq!(other.seconds(), due.seconds(), "{other}");
        }
        assert_eq!(due.to_string(), "2026-12-01 18:00 +09:00");
        assert_eq!(
            Moment::of_seconds(due.seconds())
                .unwrap()
                .shown_as(&due)
                .to_string(),
            "2026-12-01 18:00 +09:00"
        );
    }

    #[test]
    fn what_is_no_instant_is_told_what_it_lacks() {
        let lacks = |text: &str| Moment::parse(text, None).unwrap_err();
        assert!(lacks("2026-12-01 18:00").contains("offset from UTC"));
        assert!(lacks("2026-12-01").contains("time of day"));
        assert!(lacks("tomorrow").contains("no time such as"));
        assert!(lacks("2026-12-01 18:00[Asia/Soul]").contains("Asia/Soul"));
    }
}
