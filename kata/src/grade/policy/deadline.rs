//! When a submission is due, and what coming late costs, as `grading.toml` says it.
//!
//! ```toml
//! due = 2026-12-01T18:00:00+09:00
//! time-zone = "Asia/Seoul"        # of times without an offset, here and in lists of arrivals
//!
//! [late]
//! grace-minutes = 10              # nobody is late in them
//! grace-days = 2                  # days late that cost nothing
//! penalty-per-day = 10            # percent of the points won, for each day begun after those
//! cut-off = 2026-12-08T18:00:00+09:00
//!
//! [late.extensions]               # whose is due later; the cut-off moves along
//! ada = 2026-12-04T18:00:00+09:00
//!
//! [late.grace-days-left]          # who used up days of grace before
//! bo = 0
//! ```

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use serde::Deserialize;
use toml::{Spanned, Value};

use super::problem::{Problem, line};
use crate::grade::{Given, LateRules, Moment, Points};

#[derive(Deserialize)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    expecting = "a table, `[late]`, with grace-days, penalty-per-day and the like"
)]
pub(super) struct Late {
    #[serde(default)]
    grace_minutes: u32,
    #[serde(default)]
    grace_days: u64,
    penalty_per_day: Option<Spanned<Value>>,
    cut_off: Option<Spanned<Value>>,
    #[serde(default)]
    extensions: BTreeMap<Spanned<String>, Spanned<Value>>,
    #[serde(default)]
    grace_days_left: BTreeMap<Spanned<String>, u64>,
}

/// A time or a text as reports show it.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Datetime(time) => time.to_string().replace('T', " "),
        other => other.type_str().to_owned(),
    }
}

/// The zone that is named, where one is.
pub(super) fn zone(named: Option<Spanned<String>>) -> Result<Option<TimeZone>, Problem> {
    let Some(name) = named else {
        return Ok(None);
    };
    let zone = TimeZone::get(name.get_ref());
    zone.map(Some).map_err(|_| {
        let problem = format!(
            "time-zone: `{}` is no time zone such as Asia/Seoul",
            name.get_ref()
        );
        Problem::at(Some(name.span()), problem)
    })
}

/// By when it is due, as reports show it: with the offset where one is known.
pub(super) fn shown(due: &Value, zone: Option<&TimeZone>) -> String {
    let words = words(due);
    Moment::parse(&words, zone).map_or(words, |due| due.to_string())
}

/// The rules of a text, where there are any.
pub(super) fn rules(
    due: Option<Spanned<Value>>,
    zone: Option<&TimeZone>,
    late: Option<Spanned<Late>>,
    text: &str,
) -> Result<Option<LateRules>, Problem> {
    let Some(due) = due else {
        return match late {
            None => Ok(None),
            Some(late) => Err(Problem::at(
                Some(late.span()),
                "late: nobody is late without `due`".to_owned(),
            )),
        };
    };
    match due.get_ref() {
        Value::String(_) | Value::Datetime(_) => (),
        other => {
            let problem = format!("due: {} is neither a time nor a text", other.type_str());
            return Err(Problem::at(Some(due.span()), problem));
        }
    }
    let Some(late) = late else {
        return Ok(None);
    };
    let late = late.into_inner();
    let due = moment("due", &due, zone)?;
    let zone = due.zone().clone();
    let time = |key: &str, value: &Spanned<Value>| moment(key, value, Some(&zone));
    let cut_off = match &late.cut_off {
        None => None,
        Some(value) => {
            let cut_off = time("late.cut-off", value)?;
            if cut_off.seconds() < due.seconds() {
                let problem = "late.cut-off: it is before `due`".to_owned();
                return Err(Problem::at(Some(value.span()), problem));
            }
            Some(cut_off)
        }
    };
    let mut extensions = BTreeMap::new();
    for (name, value) in &late.extensions {
        let what = time(&format!("late.extensions.{}", name.get_ref()), value)?;
        let line = line(text, name.span().start);
        extensions.insert(name.get_ref().clone(), Given { what, line });
    }
    let left = late.grace_days_left.iter().map(|(name, days)| {
        let (what, line) = (*days, line(text, name.span().start));
        (name.get_ref().clone(), Given { what, line })
    });
    let grace_days_left = left.collect();
    let penalty = match &late.penalty_per_day {
        None => 0,
        // Percents have hundredths as points do.
        Some(value) => {
            Points::stated(value.get_ref(), 100)
                .map_err(|problem| {
                    let problem = format!("late.penalty-per-day, in percent: {problem}");
                    Problem::at(Some(value.span()), problem)
                })?
                .0
        }
    };
    Ok(Some(LateRules {
        due,
        grace_minutes: late.grace_minutes,
        grace_days: late.grace_days,
        penalty,
        cut_off,
        extensions,
        grace_days_left,
        stated_in: PathBuf::new(),
    }))
}

fn moment(key: &str, value: &Spanned<Value>, zone: Option<&TimeZone>) -> Result<Moment, Problem> {
    let text = words(value.get_ref());
    Moment::parse(&text, zone)
        .map_err(|problem| Problem::at(Some(value.span()), format!("{key}: {problem}")))
}
