//! One lane by itself: attempts, pauses, delays.

use super::report;
use insta::assert_snapshot;

#[test]
fn one_attempt_too_many() {
    assert_snapshot!(report(
        "too many attempts",
        "
                 0s  1s  2s  3s
        service  |   |       |
    "
        .replace("|   |       |", "x   x       x")
        .as_str(),
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x               x
    "
    ));
}

#[test]
fn one_attempt_too_few() {
    assert_snapshot!(report(
        "too few attempts",
        "
                 0s  1s  2s  3s
        service  x   x       |
    ",
        "
                 0s  1s  2s  3s
        service  x   x
    "
    ));
}

#[test]
fn tried_again_after_success() {
    assert_snapshot!(report(
        "too many attempts",
        "
                 0s  1s  2s  3s
        service  |=x |=|
    ",
        "
                 0s  1s  2s  3s
        service  |=x |=|     |=|
    "
    ));
}

#[test]
fn started_twice() {
    assert_snapshot!(report(
        "too many runs",
        "
              0s  1s  2s
        work  |===|
    ",
        "
              0s  1s  2s
        work  |===|===|
    "
    ));
}

#[test]
fn no_pause_between_attempts() {
    assert_snapshot!(report(
        "no pause",
        "
                 0s  1s  2s  3s  4s  5s
        service  |=x   |=x       |=|
    ",
        "
                 0s  1s  2s
        service  |=x=x=|
    "
    ));
}

#[test]
fn a_fixed_pause_where_it_should_grow() {
    assert_snapshot!(report(
        "always 1s",
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x               |
    ",
        "
                 0s  1s  2s  3s
        service  x   x   x   |
    "
    ));
}

#[test]
fn a_pause_that_is_not_capped() {
    assert_snapshot!(report(
        "the pauses",
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x       |
    ",
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x               |
    "
    ));
}

#[test]
fn waited_after_the_last_attempt() {
    assert_snapshot!(report(
        "waited after the last",
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x
        caller   |===========x
    ",
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x
        caller   |===========================x
    "
    ));
}

#[test]
fn everything_too_late() {
    assert_snapshot!(report(
        "everything came 1s too late",
        "
           0s  1s  2s  3s
        a  |===|
        b      |===|
    ",
        "
           0s  1s  2s  3s
        a      |===|
        b          |===|
    "
    ));
}

#[test]
fn some_too_late_by_a_constant() {
    assert_snapshot!(report(
        "1s too late",
        "
           0s  1s  2s  3s  4s
        a  |===|
        b      |=|
        c      |===|
    ",
        "
           0s  1s  2s  3s  4s
        a  |===|
        b          |=|
        c          |===|
    "
    ));
}

#[test]
fn started_only_when_another_had_ended() {
    assert_snapshot!(report(
        "too late",
        "
             0s  1s  2s
        job  |=======|
        log  *
    ",
        "
             0s  1s  2s
        job  |=======|
        log          *
    "
    ));
}

#[test]
fn too_early_by_a_constant() {
    assert_snapshot!(report(
        "too early",
        "
           0s  1s  2s  3s
        a  |===|
        b          |===|
    ",
        "
           0s  1s  2s  3s
        a  |===|
        b      |===|
    "
    ));
}

#[test]
fn took_too_long() {
    assert_snapshot!(report(
        "took too long",
        "
           0s  1s  2s  3s
        a  |===|
        b  |=====|
    ",
        "
           0s  1s  2s  3s
        a  |===|
        b  |===========|
    "
    ));
}

#[test]
fn a_turn_asked_for_too_late() {
    assert_snapshot!(report(
        "did not wait",
        "
           0s  1s  2s
        a  |===|
        b  ....|===|
    ",
        "
           0s  1s  2s
        a  |===|
        b      |===|
    "
    ));
}

#[test]
fn no_rule_knows_it() {
    assert_snapshot!(report(
        "should run from 0s to 1s",
        "
           0s  1s  2s  3s
        a  |===|
        b  |===|
    ",
        "
           0s  1s  2s  3s
        a  |===|
        b    |=====x
    "
    ));
}
