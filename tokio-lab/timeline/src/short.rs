//! Durations as a person writes them: short, and exact to the nanosecond.

use std::time::Duration;

/// The units, the largest first, each with its nanoseconds.
const UNITS: [(&str, u128); 7] = [
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("µs", 1_000),
    ("us", 1_000),
    ("ns", 1),
];

/// Writes a duration short and exact.
///
/// ```
/// use std::time::Duration;
/// use tokio_lab_timeline::short;
///
/// assert_eq!(short(Duration::ZERO), "0s");
/// assert_eq!(short(Duration::from_millis(250)), "250ms");
/// assert_eq!(short(Duration::from_millis(1500)), "1.5s");
/// assert_eq!(short(Duration::from_secs(90)), "1m30s");
/// assert_eq!(short(Duration::from_millis(1001)), "1.001s");
/// ```
#[must_use]
pub fn short(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    match nanos {
        0 => "0s".to_owned(),
        1..1_000 => format!("{nanos}ns"),
        1_000..1_000_000 => decimal(nanos, 1_000, "µs"),
        1_000_000..1_000_000_000 => decimal(nanos, 1_000_000, "ms"),
        _ => clock(nanos),
    }
}

/// A second or more: hours and minutes where there are any, then seconds with their fraction.
fn clock(mut nanos: u128) -> String {
    let mut text = String::new();
    for (unit, size) in &UNITS[..2] {
        if nanos >= *size {
            text += &format!("{}{unit}", nanos / size);
            nanos %= size;
        }
    }
    if nanos > 0 {
        text += &decimal(nanos, UNITS[2].1, "s");
    }
    text
}

fn decimal(nanos: u128, size: u128, unit: &str) -> String {
    let digits = size.ilog10() as usize;
    let fraction = format!("{:0digits$}", nanos % size);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}{unit}", nanos / size)
}

/// Reads what [`short`] writes. `None` if it is anything else, or finer than a nanosecond.
pub(super) fn read(mut text: &str) -> Option<Duration> {
    let mut nanos = 0_u128;
    if text.is_empty() {
        return None;
    }
    while !text.is_empty() {
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, rest) = text.split_at(digits);
        let letters = rest
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(rest.len());
        let (unit, rest) = rest.split_at(letters);
        let (_, size) = UNITS.iter().find(|(name, _)| *name == unit)?;
        nanos = nanos.checked_add(scaled(number, *size)?)?;
        text = rest;
    }
    let seconds = u64::try_from(nanos / 1_000_000_000).ok()?;
    Some(Duration::new(seconds, (nanos % 1_000_000_000) as u32))
}

/// A decimal number times a size, if the product is whole.
fn scaled(number: &str, size: u128) -> Option<u128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let tenths = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let part = fraction.parse::<u128>().ok()?.checked_mul(size)?;
    let whole = whole.parse::<u128>().ok()?.checked_mul(size)?;
    (part % tenths == 0).then_some(whole.checked_add(part / tenths)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_short_and_exact_and_read_back() {
        let written = [
            (0, "0s"),
            (1, "1ns"),
            (1_500, "1.5µs"),
            (250_000_000, "250ms"),
            (250_500_000, "250.5ms"),
            (1_500_000_000, "1.5s"),
            (2_000_000_000, "2s"),
            (1_001_000_000, "1.001s"),
            (1_000_000_001, "1.000000001s"),
            (60_000_000_000, "1m"),
            (90_000_000_000, "1m30s"),
            (3_600_000_000_000, "1h"),
            (3_661_500_000_000, "1h1m1.5s"),
        ];
        for (nanos, text) in written {
            let duration = Duration::from_nanos(nanos);
            assert_eq!(short(duration), text);
            assert_eq!(read(text), Some(duration), "reading {text:?}");
        }
    }

    #[test]
    fn what_is_no_duration_is_not_read_as_one() {
        for text in [
            "",
            "s",
            "1",
            "1 s",
            "1x",
            "-1s",
            "1.s",
            ".5s",
            "1.2.3s",
            "0.0000000001s",
        ] {
            assert_eq!(read(text), None, "reading {text:?}");
        }
        assert_eq!(read("99999999999999999999999999999999999999999h"), None);
    }
}
