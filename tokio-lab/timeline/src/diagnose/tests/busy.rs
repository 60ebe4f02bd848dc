//! Places that are free while work waits, and more work than there are places.

use std::time::Duration;

use crate::diagnose::busy;
use crate::{End, Item, Timeline};

/// The ruler of all crowds: they stand below it with eight blanks before the names of their lanes.
const RULER: &str = "           0s  1s  2s  3s  4s";

/// Works on `a`, `b`, … in three places, all of which could begin at once.
fn told(crowd: &str) -> String {
    at_the_latest(crowd, 0)
}

/// As [`told`], looked at so many seconds after the last end.
fn at_the_latest(crowd: &str, later: u64) -> String {
    let timeline = Timeline::parse(&format!("{RULER}{crowd}")).unwrap();
    let ends = timeline
        .lanes
        .iter()
        .flat_map(|lane| &lane.items)
        .map(Item::end);
    let now = ends.max().unwrap_or_default() + Duration::from_secs(later);
    let lanes: Vec<(&str, Duration)> = timeline
        .lanes
        .iter()
        .map(|lane| (lane.name.as_str(), Duration::ZERO))
        .collect();
    busy(&timeline, now, 3, &lanes, None).map_or_else(String::new, |cause| cause.sentence)
}

#[test]
fn all_places_in_use_until_the_work_runs_out() {
    let told = told(
        "
        a  |===|
        b  |=======|
        c  |===========|
        d      |===========|
        e          |===|
        f              |===|
        ",
    );
    assert_eq!(told, "");
}

#[test]
fn batches() {
    insta::assert_snapshot!(told(
        "
        a  |===|
        b  |=======|
        c  |===|
        d          |===|
        e          |===|
        "
    ), @"from 1s to 2s only 1 of 3 places was in use, by `b`, though `d` and `e` waited: the next began only at 2s, when all that were at work had ended; each should begin as soon as there is a place");
}

#[test]
fn one_woken_where_three_could_work() {
    insta::assert_snapshot!(told(
        "
        a  |===|
        b  |===|
        c  |===|
        d      |===|
        e          |===|
        f          |===|
        "
    ), @"from 1s to 2s only 1 of 3 places was in use, by `d`, though `e` and `f` waited: at 1s only `d` began, and the next at 2s; as many should begin at once as there are places");
}

#[test]
fn a_place_lost_after_a_failure() {
    insta::assert_snapshot!(told(
        "
        a  |===x
        b  |=======|
        c  |===========|
        d          |===|
        e              |===|
        "
    ), @"from 1s to 2s only 2 of 3 places were in use, by `b` and `c`, though `d` and `e` waited: `a` failed at 1s, and its place was not given to the next");
}

#[test]
fn a_place_lost_after_a_cancellation_and_nobody_comes_any_more() {
    insta::assert_snapshot!(at_the_latest(
        "
        a  |===/
        b  |===/
        c  |===/
        d
        ", 5
    ), @"from 1s to 6s none of 3 places was in use, though `d` waited: `a` was cancelled at 1s, and its place was not given to the next");
}

#[test]
fn a_limit_that_is_too_small() {
    insta::assert_snapshot!(told(
        "
        a  |===|
        b  |===|
        c      |===|
        d      |===|
        "
    ), @"from 0s to 1s only 2 of 3 places were in use, by `a` and `b`, though `c` and `d` waited: no more than 2 were ever at work at once");
}

#[test]
fn too_late_by_a_while() {
    insta::assert_snapshot!(told(
        "
        a  |===|
        b  |===============|
        c  |===============|
        d          |===|
        "
    ), @"from 1s to 2s only 2 of 3 places were in use, by `b` and `c`, though `d` waited: the next began only at 2s; it should begin as soon as there is a place");
}

#[test]
fn too_many() {
    insta::assert_snapshot!(told(
        "
        a  |===|
        b  |=======|
        c  |=======|
        d  |===|
        "
    ), @"from 0s to 1s 4 were at work at once: `a`, `b`, `c` and `d`, where no more than 3 may be");
}

#[test]
fn work_that_comes_later_is_not_missed_before() {
    let timeline = Timeline::parse(
        "
           0s  1s  2s  3s  4s
        a  |===|   |===|
        b          |===|
        ",
    )
    .unwrap();
    let at = Duration::from_secs;
    let lanes = [("a", at(0)), ("a", at(2)), ("b", at(2))];
    assert!(busy(&timeline, at(4), 2, &lanes, None).is_none());
    // It could have been worked on from the first second on.
    let lanes = [("a", at(0)), ("a", at(1)), ("b", at(2))];
    let told = busy(&timeline, at(4), 2, &lanes, Some("nobody looked")).unwrap();
    assert_eq!(told.name, "place_free");
    insta::assert_snapshot!(told.sentence, @"from 1s to 2s none of 2 places was in use, though `a` waited: nobody looked");
}

#[test]
fn what_gave_up_waiting_does_not_wait_any_more() {
    let at = Duration::from_secs;
    let timeline = Timeline::new()
        .span("a", at(0), at(2))
        .cancelled("b", at(1), at(1))
        .span("c", at(2), at(3));
    let lanes = ["a", "b", "c"].map(|name| (name, at(0)));
    assert!(busy(&timeline, at(9), 1, &lanes, None).is_none());
    let running = Timeline::new().running("a", at(0)).empty("b");
    assert!(matches!(
        running.lanes[0].items[..],
        [Item::Span {
            end: End::Running,
            ..
        }]
    ));
    let lanes = ["a", "b"].map(|name| (name, at(0)));
    assert!(busy(&running, at(9), 1, &lanes, None).is_none());
}
