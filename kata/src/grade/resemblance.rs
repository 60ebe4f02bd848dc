//! Which of the course's known mistakes an answer resembles: it fails the tests that the mistake
//! must fail, and each of them tells what the mistake is told.

use crate::course::{Course, KataId, MistakeHeader, Told};

use super::judged::Judged;
use super::{GradeVerdict, TestGrade};

/// The known mistakes of a kata.
#[derive(Debug)]
pub(super) struct Known(Vec<MistakeHeader>);

impl Known {
    /// Those that the course holds. A handout for students holds none.
    pub(super) fn of(course: &Course, kata: &KataId) -> Self {
        let files = course.mistakes(kata).unwrap_or_default();
        let texts = files
            .iter()
            .filter_map(|file| std::fs::read_to_string(file).ok());
        Known(
            texts
                .filter_map(|text| MistakeHeader::parse(&text).ok())
                .collect(),
        )
    }

    /// What the answer does wrong, in the words of the mistake that it resembles most: the one with
    /// the most tests. None where two are as near.
    pub(super) fn resembled(&self, judged: &Judged) -> Option<String> {
        if judged.verdict != GradeVerdict::Failed {
            return None;
        }
        let fits = |mistake: &&MistakeHeader| {
            !mistake.rejected_by.is_empty()
                && mistake.rejected_by.iter().all(|name| {
                    let mut tests = judged.tests.iter();
                    let test = tests.find(|test| test.name == *name && !test.passed);
                    test.is_some_and(|test| tells(test, &mistake.told))
                })
        };
        let mut fitting: Vec<&MistakeHeader> = self.0.iter().filter(fits).collect();
        fitting.sort_by_key(|mistake| std::cmp::Reverse(mistake.rejected_by.len()));
        match fitting.as_slice() {
            [only] => Some(only.mistake.clone()),
            [first, second, ..] if first.rejected_by.len() > second.rejected_by.len() => {
                Some(first.mistake.clone())
            }
            _ => None,
        }
    }
}

fn tells(test: &TestGrade, told: &Told) -> bool {
    let on_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match told {
        Told::Cause(name) => test.cause_name.as_ref() == Some(name),
        Told::Words(words) => on_one_line(&test.message).contains(&on_one_line(words)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(what: &str, rejected_by: &[&str], told: Told) -> MistakeHeader {
        MistakeHeader {
            mistake: what.to_owned(),
            breaks: Vec::new(),
            rejected_by: rejected_by.iter().map(|name| (*name).to_owned()).collect(),
            told,
        }
    }

    fn judged(failing: &[(&str, &str)]) -> Judged {
        let mut judged = Judged::unbuilt(GradeVerdict::Failed, String::new());
        let test = |(name, message): &(&str, &str)| TestGrade {
            name: (*name).to_owned(),
            message: (*message).to_owned(),
            cause_name: Some("in_batches".to_owned()),
            ..TestGrade::default()
        };
        judged.tests = failing.iter().map(test).collect();
        judged
    }

    #[test]
    fn the_nearest_mistake_is_the_one_that_fails_most_of_the_same_tests() {
        let words = || Told::Words("one after another".to_owned());
        let known = Known(vec![
            mistake("in a loop", &["a"], words()),
            mistake("in a loop, and forgets errors", &["a", "b"], words()),
            mistake("in batches", &["c"], Told::Cause("in_batches".to_owned())),
            mistake("with a limit", &["c"], Told::Words("batches".to_owned())),
        ]);
        let told = "they ran one after\nanother";
        let resembled = |failing: &[(&str, &str)]| known.resembled(&judged(failing));
        assert_eq!(resembled(&[("a", told)]).as_deref(), Some("in a loop"));
        let both = resembled(&[("a", told), ("b", told)]);
        assert_eq!(both.as_deref(), Some("in a loop, and forgets errors"));
        assert_eq!(resembled(&[("a", "something else")]), None);
        assert_eq!(resembled(&[("c", "in batches")]), None, "two are as near");
        assert_eq!(
            resembled(&[("c", "a queue")]).as_deref(),
            Some("in batches")
        );
    }
}
