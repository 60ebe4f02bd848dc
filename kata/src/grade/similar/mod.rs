//! Answers that are alike: runs of tokens that two of them have in common, without names, comments,
//! the stub, what all of the course's own answers share, and what much of the class has.
//!
//! That is no proof of anything: two who learned together write alike, and so do two who never met,
//! where there is one good way. It says which two texts a person may want to read side by side.

mod page;
mod runs;

pub use page::page;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::Path;

use serde::Serialize;

use super::{GradeError, HandedIn, Submission, writing};
use crate::course::{Course, KataId};
use runs::Runs;

/// What so much of the class has, one of so many and at least so many, is nobody's own.
const COMMON: usize = 3;
const FEW: usize = 4;

/// An answer with fewer runs of its own says nothing.
const SHORTEST: usize = 12;

/// What it all means, wherever it is shown.
pub const NO_PROOF: &str = "This is no proof. Alike are also answers of two who learned together, \
    and of two who never met, where there is one good way. Read both, and talk to both.";

/// Two submissions with answers that are alike.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// One of them.
    pub one: String,
    /// The other.
    pub other: String,
    /// How much of the shorter answers is in the longer ones, over all katas that say anything.
    pub percent: u64,
    /// The same kata by kata, the most alike first.
    pub katas: Vec<Alike>,
}

/// Two answers to one kata.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// The kata's slug.
    pub slug: String,
    /// How much of the shorter answer is in the longer one.
    pub percent: u64,
    /// The lines that are alike, from 1, of the one.
    pub one_lines: BTreeSet<usize>,
    /// And of the other.
    pub other_lines: BTreeSet<usize>,
}

/// The answers to one kata that have runs of their own.
struct Answers {
    slug: String,
    /// By the submission's place.
    runs: BTreeMap<usize, Runs>,
}

/// What two answers to one kata have in common: the runs that both hold, those of the shorter one,
/// and how that is told.
struct Common {
    runs: usize,
    shorter: usize,
    alike: Alike,
}

/// The pairs that are alike in so many percent or more, the most alike first.
pub fn similar(course: &Course, submissions: &[Submission], least: u64) -> Vec<Pair> {
    let mut shared: BTreeMap<(usize, usize), Vec<Common>> = BTreeMap::new();
    for kata in course.katas() {
        let answers = own_runs(course, kata, submissions);
        let mut by_run: HashMap<u64, Vec<usize>> = HashMap::new();
        for (place, runs) in &answers.runs {
            for run in runs.all() {
                by_run.entry(run).or_default().push(*place);
            }
        }
        let mut common: BTreeMap<(usize, usize), HashSet<u64>> = BTreeMap::new();
        for (run, places) in by_run {
            for (at, one) in places.iter().enumerate() {
                for other in &places[at + 1..] {
                    common.entry((*one, *other)).or_default().insert(run);
                }
            }
        }
        for ((one, other), runs) in common {
            let (first, second) = (&answers.runs[&one], &answers.runs[&other]);
            let shorter = first.len().min(second.len());
            let alike = Alike {
                slug: answers.slug.clone(),
                percent: (runs.len() * 100 / shorter) as u64,
                one_lines: first.lines(&runs),
                other_lines: second.lines(&runs),
            };
            let all = shared.entry((one, other)).or_default();
            all.push(Common {
                runs: runs.len(),
                shorter,
                alike,
            });
        }
    }
    let pairs = shared.into_iter().map(|((one, other), found)| {
        let common: usize = found.iter().map(|common| common.runs).sum();
        let shorter: usize = found.iter().map(|common| common.shorter).sum();
        let mut katas: Vec<Alike> = found.into_iter().map(|common| common.alike).collect();
        katas.sort_by(|a, b| b.percent.cmp(&a.percent).then(a.slug.cmp(&b.slug)));
        Pair {
            one: submissions[one].name.clone(),
            other: submissions[other].name.clone(),
            percent: (common * 100 / shorter.max(1)) as u64,
            katas,
        }
    });
    let alike = |pair: &Pair| pair.katas.iter().any(|kata| kata.percent >= least);
    let mut pairs: Vec<Pair> = pairs.filter(alike).collect();
    for pair in &mut pairs {
        pair.katas.retain(|kata| kata.percent >= least);
    }
    pairs.sort_by(|a, b| {
        let key = |pair: &Pair| (pair.percent, pair.katas.len());
        key(b)
            .cmp(&key(a))
            .then((&a.one, &a.other).cmp(&(&b.one, &b.other)))
    });
    pairs
}

/// The runs of everybody's answer to a kata that are their own.
fn own_runs(course: &Course, kata: &KataId, submissions: &[Submission]) -> Answers {
    let mut all: BTreeMap<usize, Runs> = BTreeMap::new();
    for (place, submission) in submissions.iter().enumerate() {
        if let HandedIn::Answer(source) = submission.of(kata) {
            all.insert(place, Runs::of(source));
        }
    }
    let mut held: HashMap<u64, usize> = HashMap::new();
    for runs in all.values() {
        for run in runs.all() {
            *held.entry(run).or_default() += 1;
        }
    }
    let most = FEW.max(all.len() / COMMON);
    let given = given(course, kata);
    for runs in all.values_mut() {
        runs.retain(|run| held[&run] <= most && !given.contains(&run));
    }
    all.retain(|_, runs| runs.len() >= SHORTEST);
    Answers {
        slug: kata.slug.clone(),
        runs: all,
    }
}

/// The runs that nobody has to think of: the stub's, and those of every answer of the course's own.
fn given(course: &Course, kata: &KataId) -> HashSet<u64> {
    let read = |path: &Path| fs::read_to_string(path).ok().map(|text| Runs::of(&text));
    let stub = read(&course.stub(kata));
    let mut given: HashSet<u64> = stub.iter().flat_map(Runs::all).collect();
    let mut own: Vec<Runs> = read(&course.reference(kata)).into_iter().collect();
    let alternatives = course.alternatives(kata).unwrap_or_default();
    own.extend(alternatives.iter().filter_map(|path| read(path)));
    // One answer alone shares all of it with itself: that would be every reference handed in.
    if let [first, others @ ..] = own.as_slice()
        && !others.is_empty()
    {
        let in_all = |run: &u64| others.iter().all(|other| other.has(*run));
        given.extend(first.all().filter(in_all));
    }
    given
}

/// Writes the answers as JPlag reads them: a folder a submission in `submissions`, the stubs in
/// `base`.
///
/// # Errors
/// [`GradeError::Write`].
pub fn for_jplag(
    course: &Course,
    submissions: &[Submission],
    folder: &Path,
) -> Result<(), GradeError> {
    let put = |parts: [&str; 2], kata: &KataId, source: &[u8]| {
        let file = format!("{}_{}.rs", kata.chapter, kata.slug);
        let path = folder.join(parts[0]).join(parts[1]).join(file);
        writing::own(&path, source)
    };
    for kata in course.katas() {
        if let Ok(stub) = fs::read(course.stub(kata)) {
            put(["base", ""], kata, &stub)?;
        }
        for submission in submissions {
            if let HandedIn::Answer(source) = submission.of(kata) {
                let name = super::formats::folder_name(&submission.name);
                put(["submissions", &name], kata, source.as_bytes())?;
            }
        }
    }
    Ok(())
}
