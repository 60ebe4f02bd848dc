//! The policy of a course's grading: `grading.toml`. Without one, every kata counts its stars.
//!
//! ```toml
//! due = "2026-12-01 18:00"        # shown in reports, decides nothing
//! all-or-nothing = true           # a kata counts in full or not at all
//! katas = ["c05", "shield"]       # chapters and katas that count; all, where it is not there
//!
//! [points]                        # other points than stars, for katas or whole chapters
//! gather = 10
//! c06_timeouts = 4
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::digest::digest;
use super::{GradeError, Points};
use crate::course::{Course, KataId};

/// No kata is worth more: a larger number is a slip of the finger.
const MOST_POINTS: i64 = 10_000;

/// So many digits tell policies apart.
const DIGITS: usize = 12;

/// Which katas count, and for how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// By when submissions are due, in the policy's own words.
    pub due: Option<String>,
    /// Whether a kata counts in full or not at all.
    pub all_or_nothing: bool,
    /// The katas that count, with their points, in the course's order.
    pub katas: Vec<(KataId, Points)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    due: Option<String>,
    #[serde(default)]
    all_or_nothing: bool,
    katas: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    points: BTreeMap<Spanned<String>, Spanned<i64>>,
}

impl Policy {
    /// Every kata, for as many points as it has stars; one that has none counts one.
    pub fn stars(course: &Course) -> Self {
        let points = |kata: &KataId| {
            let stars = course.entry(kata).map_or(1, |entry| entry.stars.max(1));
            Points::whole(u64::from(stars))
        };
        let katas = course
            .katas()
            .iter()
            .map(|kata| (kata.clone(), points(kata)))
            .collect();
        Policy {
            due: None,
            all_or_nothing: false,
            katas,
        }
    }

    /// The policy that a file states.
    ///
    /// # Errors
    /// [`GradeError::Read`], and [`GradeError::Policy`] with the line and key of what is wrong.
    pub fn read(course: &Course, path: &Path) -> Result<Self, GradeError> {
        let text = fs::read_to_string(path).map_err(|source| GradeError::Read {
            path: path.to_owned(),
            source,
        })?;
        let wrong = |span: Option<Range<usize>>, problem: String| GradeError::Policy {
            path: path.to_owned(),
            line: span.map_or(1, |span| 1 + text[..span.start].matches('\n').count()),
            problem,
        };
        let file: File = toml::from_str(&text)
            .map_err(|error| wrong(error.span(), error.message().to_owned()))?;
        let mut policy = Policy::stars(course);
        policy.due = file.due;
        policy.all_or_nothing = file.all_or_nothing;
        if let Some(names) = file.katas {
            let mut counted = Vec::new();
            for name in &names {
                let named = course.select(&[name.get_ref().clone()]);
                counted.extend(named.map_err(|e| wrong(Some(name.span()), format!("katas: {e}")))?);
            }
            policy.katas.retain(|(kata, _)| counted.contains(kata));
        }
        // Chapters first, so that a kata of one can be worth something else.
        let is_kata = |name: &str| course.katas().iter().any(|kata| kata.slug == name);
        let (katas, chapters): (Vec<_>, Vec<_>) = file
            .points
            .iter()
            .partition(|(name, _)| is_kata(name.get_ref()));
        for (name, points) in chapters.into_iter().chain(katas) {
            let key = name.get_ref();
            let named = course
                .select(std::slice::from_ref(key))
                .map_err(|error| wrong(Some(name.span()), format!("points: {error}")))?;
            let value = *points.get_ref();
            let whole = u64::try_from(value).ok().filter(|_| value <= MOST_POINTS);
            let Some(whole) = whole else {
                let problem = format!("points.{key}: {value} is not from 0 to {MOST_POINTS}");
                return Err(wrong(Some(points.span()), problem));
            };
            for (kata, worth) in &mut policy.katas {
                if named.contains(kata) {
                    *worth = Points::whole(whole);
                }
            }
        }
        Ok(policy)
    }

    /// A name for this policy: another one has another.
    pub fn digest(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        digest(&[&text])[..DIGITS].to_owned()
    }

    /// What a kata is worth with so many of its behaviours right.
    pub fn score(&self, points: Points, right: usize, of: usize) -> Points {
        match self.all_or_nothing && right < of {
            true => Points::default(),
            false => points.share(right, of),
        }
    }
}
