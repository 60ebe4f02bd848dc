//! Pictures that look like a cause and are not: the sentence must not claim it.

use crate::{End, Item, Style, Timeline, diagnose, draw_pair};

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
    for seed in 0..5_000 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (expected, actual) = (any(&mut rng), any(&mut rng));
        let said = diagnose(&expected, &actual);
        assert!(
            !said.contains('\n') && !said.ends_with('.') && said.len() < 400,
            "seed {seed}: {said}"
        );
        let end_of_time = &crate::short(std::time::Duration::MAX)[..6];
        assert!(!said.contains(end_of_time), "seed {seed}: {said}");
        let mut lanes = expected.lanes.iter().chain(&actual.lanes);
        let named = lanes.any(|lane| said.contains(&format!("`{}`", lane.name)));
        let needs_none = said.starts_with("no time") || expected.matches(&actual);
        assert!(named || needs_none, "seed {seed} names no lane: {said}");
    }
}

/// Words, and what must hold for the lanes of which they are said.
type Claim = (&'static str, fn(&[Vec<Item>]) -> bool);

/// What a sentence claims of the lanes at its start must be so in the picture.
#[test]
fn what_is_claimed_of_a_lane_is_to_be_seen_on_it() {
    let claims: [Claim; 4] = [
        (" ran one after another", |lanes| !overlap(lanes)),
        (" ran at once", overlap),
        (" never started", |lanes| lanes.iter().all(Vec::is_empty)),
        (" cancelled too early", |lanes| {
            let cancelled = |item: &Item| {
                matches!(
                    item,
                    Item::Span {
                        end: End::Cancelled,
                        ..
                    }
                )
            };
            lanes.iter().all(|lane| lane.iter().any(cancelled))
        }),
    ];
    let mut seen = [0; 4];
    for seed in 0..10_000 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (expected, actual) = (any(&mut rng), any(&mut rng));
        let said = diagnose(&expected, &actual);
        for ((words, holds), seen) in claims.iter().zip(&mut seen) {
            let Some((names, _)) = said.split_once(words) else {
                continue;
            };
            // Names stand between backticks; other words first, and the names are others.
            if !names.starts_with('`') || names.contains(':') {
                continue;
            }
            let lanes: Vec<_> = names
                .split('`')
                .skip(1)
                .step_by(2)
                .map(|name| actual.items(name))
                .collect();
            assert!(
                holds(&lanes),
                "seed {seed}: {said}\n{}",
                draw_pair(&expected, &actual, Style::default())
            );
            *seen += 1;
        }
    }
    assert!(seen.iter().all(|seen| *seen > 10), "claims seen: {seen:?}");
}

/// Whether spans of these lanes run at the same time.
fn overlap(lanes: &[Vec<Item>]) -> bool {
    let spans: Vec<_> = lanes
        .iter()
        .flatten()
        .filter_map(|item| match *item {
            Item::Span {
                from,
                end: End::Running,
                ..
            } => Some((from, std::time::Duration::MAX)),
            Item::Span { from, to, .. } if from < to => Some((from, to)),
            _ => None,
        })
        .collect();
    let meet = |a: usize, b: usize| spans[a].0 < spans[b].1 && spans[b].0 < spans[a].1;
    (0..spans.len()).any(|a| (0..a).any(|b| meet(a, b)))
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
