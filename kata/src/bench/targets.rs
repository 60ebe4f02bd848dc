//! Targets: the proofs of the katas that are judged, shared among as many test targets as there are
//! cores to build them.
//!
//! The compiler's front end takes most of a build and works on one core, so that one target with all
//! proofs would leave the others idle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::thread::available_parallelism;

use crate::course::{Course, KataId};

/// What the names of all targets begin with.
const NAME: &str = "judged";

/// Each target has the standard library's and tokio's common code anew: more than this many cost more
/// than they save, and each takes most of a gigabyte while it is built.
const MOST: usize = 4;

/// A test target, and the chapters whose proofs it holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub name: String,
    pub chapters: BTreeSet<String>,
}

impl Target {
    /// Its file: each chapter as the chapter's own `main.rs` declares it.
    pub(super) fn source(&self) -> String {
        let chapters = self.chapters.iter();
        chapters
            .map(|chapter| format!("#[path = \"{chapter}/main.rs\"]\nmod {chapter};\n"))
            .collect()
    }
}

/// The targets for these katas. They depend on the chapters alone: an answer less moves no proof to
/// another target, where it would have to be built again.
pub(super) fn of(course: &Course, katas: &BTreeSet<KataId>) -> Vec<Target> {
    let mut sizes: BTreeMap<&str, u64> = katas.iter().map(|kata| (&*kata.chapter, 0)).collect();
    for kata in course.katas() {
        if let Some(size) = sizes.get_mut(&*kata.chapter) {
            *size += fs::metadata(course.proof(kata)).map_or(0, |proof| proof.len());
        }
    }
    let cores = available_parallelism().map_or(1, usize::from);
    share(&sizes, cores.min(MOST))
}

/// Shares chapters of these sizes among so many targets at most: the largest first, each to the target
/// that has least.
fn share(sizes: &BTreeMap<&str, u64>, most: usize) -> Vec<Target> {
    let mut largest_first: Vec<(&str, u64)> =
        sizes.iter().map(|(name, size)| (*name, *size)).collect();
    largest_first.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let mut shares = vec![(0, BTreeSet::new()); most.max(1)];
    for (chapter, size) in largest_first {
        if let Some((total, chapters)) = shares.iter_mut().min_by_key(|(total, _)| *total) {
            *total += size;
            chapters.insert(chapter.to_owned());
        }
    }
    let shares = shares.into_iter().map(|(_, chapters)| chapters);
    shares
        .filter(|chapters| !chapters.is_empty())
        .enumerate()
        .map(|(number, chapters)| Target {
            name: format!("{NAME}_{number}"),
            chapters,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(sizes: &[(&'static str, u64)], most: usize) -> Vec<Vec<String>> {
        share(&sizes.iter().copied().collect(), most)
            .into_iter()
            .map(|target| target.chapters.into_iter().collect())
            .collect()
    }

    #[test]
    fn no_target_has_much_more_to_build_than_another() {
        let sizes = [("c01", 10), ("c02", 70), ("c03", 40), ("c04", 25)];
        assert_eq!(shared(&sizes, 2), [vec!["c02"], vec!["c01", "c03", "c04"]]);
    }

    #[test]
    fn there_are_no_targets_without_a_chapter() {
        assert_eq!(shared(&[("c01", 10)], 4), [["c01"]]);
        assert!(shared(&[], 4).is_empty());
    }
}
