//! The same jobs arranged in every way, with durations drawn from a seed: the way must be named.

use std::time::Duration;

use crate::{Timeline, diagnose};

/// How jobs are arranged.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Limit(usize),
    Batches(usize),
}

/// One at a time is a limit of one; no limit is one that is never reached.
const IN_TURN: Way = Way::Limit(1);
const AT_ONCE: Way = Way::Limit(usize::MAX);

fn arrange(jobs: &[Duration], way: Way) -> Timeline {
    let mut timeline = Timeline::new();
    let mut free = vec![Duration::ZERO; 0];
    for (i, job) in jobs.iter().enumerate() {
        let start = match way {
            Way::Batches(size) if i % size == 0 => {
                let all_done = free.iter().max().copied().unwrap_or_default();
                free = vec![all_done; size];
                all_done
            }
            Way::Limit(limit) if free.len() < limit => {
                free.push(Duration::ZERO);
                Duration::ZERO
            }
            _ => free.iter().min().copied().unwrap_or_default(),
        };
        let start = match way {
            Way::Batches(size) => free[i % size].min(start),
            Way::Limit(_) => start,
        };
        let place = match way {
            Way::Batches(size) => Some(i % size),
            Way::Limit(_) => free.iter().position(|at| *at == start),
        };
        if let Some(place) = place {
            free[place] = start + *job;
        }
        timeline = timeline.span(&format!("job {i}"), start, start + *job);
    }
    timeline
}

/// Checks, for many sets of jobs, that the words are said whenever the pictures differ.
fn always(expected: Way, actual: Way, words: &str) {
    let mut said = 0;
    for seed in 0..300 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let jobs: Vec<Duration> = (0..rng.usize(5..9))
            .map(|_| Duration::from_millis(rng.u64(1..1000)))
            .collect();
        let (expected, actual) = (arrange(&jobs, expected), arrange(&jobs, actual));
        if !expected.matches(&actual) {
            let sentence = diagnose(&expected, &actual);
            assert!(
                sentence.contains(words),
                "seed {seed}, {jobs:?}: {sentence}"
            );
            said += 1;
        }
    }
    assert!(said > 200, "the pictures differed for {said} seeds only");
}

#[test]
fn one_after_another_instead_of_at_once() {
    always(AT_ONCE, IN_TURN, "one after another");
}

#[test]
fn one_after_another_instead_of_three_at_a_time() {
    always(Way::Limit(3), IN_TURN, "one after another");
}

#[test]
fn at_once_instead_of_one_after_another() {
    always(IN_TURN, AT_ONCE, "ran at once");
}

#[test]
fn two_at_a_time_instead_of_one_after_another() {
    always(IN_TURN, Way::Limit(2), "ran at once");
}

#[test]
fn no_limit_instead_of_three_at_a_time() {
    always(Way::Limit(3), AT_ONCE, "too many at once");
}

#[test]
fn three_instead_of_two_at_a_time() {
    always(Way::Limit(2), Way::Limit(3), "too many at once");
}

#[test]
fn two_instead_of_three_at_a_time() {
    always(Way::Limit(3), Way::Limit(2), "too few at once");
}

#[test]
fn three_at_a_time_instead_of_all_at_once() {
    always(AT_ONCE, Way::Limit(3), "too few at once");
}

#[test]
fn batches_instead_of_a_limit() {
    always(Way::Limit(3), Way::Batches(3), "in batches");
}

#[test]
fn batches_instead_of_all_at_once() {
    always(AT_ONCE, Way::Batches(2), "in batches");
}
