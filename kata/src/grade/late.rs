//! What coming late costs: a pure function of when something was due, when it came, and the rules.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::addressed::Addresses;
use super::{Given, GradeError, Moment, Points};

const DAY: i64 = 24 * 60 * 60;
/// A share of one, in the unit that penalties are counted in: hundredths of a percent.
const WHOLE: u64 = 100 * 100;

/// What holds for those who come late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LateRules {
    /// When it is due.
    pub due: Moment,
    /// Minutes after that in which nobody is late.
    pub grace_minutes: u32,
    /// Days late that cost nothing, for those of whom nothing else is said.
    pub grace_days: u64,
    /// What each day begun after that takes, in hundredths of a percent of the points won.
    pub penalty: u64,
    /// After this nothing counts.
    pub cut_off: Option<Moment>,
    /// Whose is due at another time. The cut-off moves along.
    pub extensions: BTreeMap<String, Given<Moment>>,
    /// Who has another number of days left that cost nothing.
    pub grace_days_left: BTreeMap<String, Given<u64>>,
    /// The file that says so.
    #[serde(skip)]
    pub stated_in: PathBuf,
}

/// When a submission came, and what that costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lateness {
    /// When it was due for this student.
    pub due: Moment,
    /// Whether that is an extension.
    pub extended: bool,
    /// When it came; none where nobody knows, and then it counts as in time.
    pub arrived: Option<Moment>,
    /// Days late, each begun one counted.
    pub days: u64,
    /// How many of them were days of grace.
    pub grace_days: u64,
    /// Whether it came after the cut-off.
    pub cut_off: bool,
    /// The points that were taken.
    pub taken: Points,
}

impl LateRules {
    /// Finds whom the rules name.
    ///
    /// # Errors
    /// [`GradeError::Table`] where that is nobody here, or several, or one by two names.
    pub(super) fn address(&mut self, addresses: &mut Addresses<'_>) -> Result<(), GradeError> {
        let extensions = std::mem::take(&mut self.extensions);
        self.extensions = addresses.all(&self.stated_in, extensions, true)?;
        let left = std::mem::take(&mut self.grace_days_left);
        self.grace_days_left = addresses.all(&self.stated_in, left, true)?;
        Ok(())
    }

    /// What it costs whom reports call that to come at that time with that many points won.
    ///
    /// What is left of the points is rounded down to hundredths.
    pub fn decide(&self, student: &str, arrived: Option<&Moment>, won: Points) -> Lateness {
        let extension = self.extensions.get(student);
        let due = extension.map_or(&self.due, |given| &given.what);
        let after = arrived.map_or(0, |arrived| arrived.seconds() - due.seconds());
        let is_late = after > i64::from(self.grace_minutes) * 60;
        let days = match is_late {
            true => u64::try_from((after + DAY - 1) / DAY).unwrap_or(0),
            false => 0,
        };
        let moved = due.seconds() - self.due.seconds();
        let cut_off = self
            .cut_off
            .as_ref()
            .is_some_and(|cut_off| is_late && due.seconds() + after > cut_off.seconds() + moved);
        let left = self.grace_days_left.get(student).map(|given| given.what);
        let grace_days = match cut_off {
            true => 0,
            false => days.min(left.unwrap_or(self.grace_days)),
        };
        let share = match cut_off {
            true => WHOLE,
            false => WHOLE.min((days - grace_days).saturating_mul(self.penalty)),
        };
        let kept = Points(won.0 * (WHOLE - share) / WHOLE);
        Lateness {
            due: due.clone(),
            extended: extension.is_some(),
            arrived: arrived.map(|arrived| arrived.shown_as(due)),
            days,
            grace_days,
            cut_off,
            taken: Points(won.0 - kept.0),
        }
    }
}

impl Lateness {
    /// In words: `2 days late, 1 of them a day of grace`.
    pub fn words(&self) -> String {
        let days = |days: u64| match days {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        };
        if self.arrived.is_none() {
            return "when it came is not known: it counts as in time".to_owned();
        }
        if self.days == 0 {
            return "in time".to_owned();
        }
        let late = format!("{} late", days(self.days));
        match (self.cut_off, self.grace_days) {
            (true, _) => format!("{late}, after the cut-off"),
            (false, 0) => late,
            (false, grace) => format!("{late}, {} of grace", days(grace)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(&format!("{text}+09:00"), None).unwrap()
    }

    fn of<T>(student: &str, what: T) -> BTreeMap<String, Given<T>> {
        BTreeMap::from([(student.to_owned(), Given { what, line: 1 })])
    }

    /// Due on the first at six, ten minutes and two days of grace, ten percent a day.
    fn rules() -> LateRules {
        LateRules {
            due: at("2026-12-01 18:00"),
            grace_minutes: 10,
            grace_days: 2,
            penalty: 1_000,
            cut_off: Some(at("2026-12-08 18:00")),
            extensions: of("ada", at("2026-12-04 12:00")),
            grace_days_left: of("bo", 0),
            stated_in: PathBuf::new(),
        }
    }

    /// Days late, days of grace, and the hundredths of points that are taken of 10.01.
    fn decided(who: &str, arrived: &str) -> (u64, u64, u64) {
        let decided = rules().decide(who, Some(&at(arrived)), Points(1001));
        (decided.days, decided.grace_days, decided.taken.0)
    }

    #[test]
    fn in_time_costs_nothing_to_the_second() {
        assert_eq!(decided("cy", "2026-11-01 00:00"), (0, 0, 0));
        assert_eq!(decided("cy", "2026-12-01 18:00"), (0, 0, 0));
        assert_eq!(decided("bo", "2026-12-01 18:10"), (0, 0, 0));
        assert_eq!(decided("bo", "2026-12-01 18:10:01").0, 1);
    }

    #[test]
    fn each_day_begun_counts_and_days_of_grace_come_first() {
        assert_eq!(decided("cy", "2026-12-02 18:00"), (1, 1, 0));
        assert_eq!(decided("cy", "2026-12-03 18:00"), (2, 2, 0));
        // 10.01 less 10 % is 9.009, rounded down to 9.00.
        assert_eq!(decided("cy", "2026-12-03 18:00:01"), (3, 2, 101));
        assert_eq!(decided("bo", "2026-12-02 18:00"), (1, 0, 101));
        // Less 70 % is 3.003.
        assert_eq!(decided("bo", "2026-12-08 18:00"), (7, 0, 701));
    }

    #[test]
    fn after_the_cut_off_nothing_counts_and_no_grace_is_used() {
        assert_eq!(decided("cy", "2026-12-08 18:00"), (7, 2, 501));
        assert_eq!(decided("cy", "2026-12-08 18:00:01"), (8, 0, 1001));
        let mut rules = rules();
        rules.cut_off = Some(at("2026-12-01 18:05"));
        let late = rules.decide("cy", Some(&at("2026-12-01 18:09")), Points(1));
        assert!(
            !late.cut_off,
            "the minutes of grace come before the cut-off"
        );
    }

    #[test]
    fn an_extension_moves_due_and_cut_off() {
        assert_eq!(decided("ada", "2026-12-04 12:00"), (0, 0, 0));
        assert_eq!(decided("ada", "2026-12-07 11:59"), (3, 2, 101));
        assert_eq!(decided("ada", "2026-12-11 12:00"), (7, 2, 501));
        assert_eq!(decided("ada", "2026-12-11 12:00:01"), (8, 0, 1001));
        let lateness = rules().decide("ada", None, Points(100));
        assert!(lateness.extended);
        assert_eq!((lateness.days, lateness.taken), (0, Points(0)));
    }

    #[test]
    fn no_penalty_takes_more_than_there_is() {
        let mut rules = rules();
        (rules.penalty, rules.cut_off) = (4_000, None);
        let late = rules.decide("bo", Some(&at("2027-12-01 18:00")), Points(1001));
        assert_eq!((late.days, late.taken), (365, Points(1001)));
        assert_eq!(late.words(), "365 days late");
    }
}
