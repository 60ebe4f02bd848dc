//! Pictures that look like a cause and are not: the sentence must not claim it.

use crate::timeline::{Timeline, diagnose};

fn sentence(expected: &str, actual: &str) -> String {
    let read = |picture| Timeline::parse(picture).expect("a good picture");
    diagnose(&read(expected), &read(actual))
}

fn claims(words: &str, expected: &str, actual: &str) -> bool {
    sentence(expected, actual).contains(words)
}

#[test]
fn whoever_never_started_after_another_failed_was_not_forgotten() {
    assert!(!claims(
        "a future does nothing",
        "
           0s  1s  2s
        a  |===x
        b      |===|
    ",
        "
           0s  1s  2s
        a  |===x
        b
    "
    ));
}

#[test]
fn lanes_that_stop_short_are_not_one_after_another() {
    assert!(!claims(
        "one after another",
        "
           0s  1s  2s
        a  |=======|
        b  |===|
    ",
        "
           0s  1s  2s
        a  |=======|
        b
    "
    ));
}

#[test]
fn a_limit_of_two_is_not_batches() {
    assert!(!claims(
        "batches",
        "
           0s  1s  2s
        a  |===|
        b  |===|
        c  |===|
        d      |===|
        e      |===|
        f      |===|
    ",
        "
           0s  1s  2s  3s
        a  |===|
        b  |===|
        c      |===|
        d      |===|
        e          |===|
        f          |===|
    "
    ));
}

#[test]
fn what_keeps_running_into_the_next_is_not_started_at_once() {
    assert!(claims(
        "kept running",
        "
           0s  1s  2s  3s
        a  |===/
        b      |===|
    ",
        "
           0s  1s  2s  3s
        a  |===========|
        b      |===|
    "
    ));
}

#[test]
fn a_mark_that_is_missing_does_not_stop_the_clock() {
    assert!(!claims(
        "no time",
        "
             0s  1s
        out  1   2
    ",
        "
             0s  1s
        out  1
    "
    ));
}

#[test]
fn a_cancellation_with_no_failure_near_is_not_blamed_on_one() {
    assert!(!claims(
        "first failure",
        "
           0s  1s  2s
        a  x
        b  |=======|
    ",
        "
           0s  1s  2s
        a  x
        b  |===/
    "
    ));
}

/// Any two timelines get one sentence that names a lane and holds no nonsense.
#[test]
fn whatever_happens_there_is_one_sentence() {
    for seed in 0..3_000 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (expected, actual) = (any(&mut rng), any(&mut rng));
        let said = diagnose(&expected, &actual);
        assert!(
            !said.contains('\n') && !said.ends_with('.') && said.len() < 400,
            "seed {seed}: {said}"
        );
        assert!(
            !said.contains("5124095576"),
            "seed {seed} tells the end of time: {said}"
        );
        let named = expected
            .lanes
            .iter()
            .chain(&actual.lanes)
            .any(|lane| said.contains(&format!("`{}`", lane.name)));
        let silent = said.starts_with("no time") || expected.matches(&actual);
        assert!(named || silent, "seed {seed} names no lane: {said}");
    }
}

fn any(rng: &mut fastrand::Rng) -> Timeline {
    let half = std::time::Duration::from_millis(500);
    let mut timeline = Timeline::new();
    for name in ["a", "b", "c", "out"] {
        for _ in 0..rng.usize(0..3) {
            let from = rng.u32(0..3);
            let (start, end) = (half * from, half * (from + rng.u32(0..4)));
            timeline = match rng.u8(0..8) {
                0..3 => timeline.span(name, start, end),
                3 => timeline.failed(name, start, end),
                4 => timeline.cancelled(name, start, end),
                5 => timeline.running(name, start),
                6 => timeline.wait(name, start, end),
                _ => timeline.mark(name, start, rng.char('0'..='4')),
            };
        }
    }
    timeline
}
