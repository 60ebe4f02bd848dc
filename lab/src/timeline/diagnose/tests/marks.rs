//! Things that come out one by one, and the order of things.

use super::report;
use insta::assert_snapshot;

#[test]
fn marks_out_of_order() {
    assert_snapshot!(report(
        "out of order",
        "
             0s  1s  2s  3s
        out      2   1   3
    ",
        "
             0s  1s  2s  3s
        out      1   2   3
    "
    ));
}

#[test]
fn marks_in_reverse() {
    assert_snapshot!(report(
        "out of order",
        "
             0s  1s  2s  3s
        out      1   2   3
    ",
        "
             0s  1s  2s  3s
        out      3   2   1
    "
    ));
}

#[test]
fn lanes_in_reverse() {
    assert_snapshot!(report(
        "out of order",
        "
               0s  1s  2s  3s
        outer          |===|
        middle     |===|
        inner  |===|
    "
        .replace("outer   ", "outer   ")
        .as_str(),
        "
               0s  1s  2s  3s
        outer  |===|
        middle     |===|
        inner          |===|
    "
    ));
}

#[test]
fn turns_out_of_order() {
    assert_snapshot!(report(
        "out of order",
        "
           0s  1s  2s  3s  4s
        a  |===|
        b  ....|===|
        c  ........|=======|
    ",
        "
           0s  1s  2s  3s  4s
        a  |===|
        b  ............|===|
        c  ....|=======|
    "
    ));
}

#[test]
fn everything_collected_first() {
    assert_snapshot!(report(
        "collected first",
        "
             0s  1s  2s  3s
        out      1   2   3
    ",
        "
             0s  1s  2s  3s
        out              1
                         2
                         3
    "
    ));
}

#[test]
fn no_wait_between_marks() {
    assert_snapshot!(report(
        "no time passed",
        "
             0s  1s  2s  3s
        out  1   2   3
        job  |===|
    ",
        "
             0s  1s  2s  3s
        out  1
             2
             3
        job  |===|
    "
    ));
}

#[test]
fn no_time_passed_at_all() {
    assert_snapshot!(report(
        "no time passed",
        "
             0s  1s
        out  H   W
    ",
        "
             0s  1s
        out  H
             W
    "
    ));
}

#[test]
fn held_back_until_a_slower_one_came() {
    assert_snapshot!(report(
        "held back",
        "
             0s  1s  2s  3s
        out      2   1   3
    ",
        "
             0s  1s  2s  3s
        out          1   3
                     2
    "
    ));
}

#[test]
fn a_mark_is_missing() {
    assert_snapshot!(report(
        "too few",
        "
             0s  1s  2s  3s
        out  0   1   2   3
    ",
        "
             0s  1s  2s  3s
        out  0   1   2
    "
    ));
}

#[test]
fn nothing_came_out() {
    assert_snapshot!(report(
        "nothing came",
        "
             0s  1s
        job  |===|
        out      1
    ",
        "
             0s  1s
        job  |===|
    "
    ));
}

#[test]
fn a_mark_too_many() {
    assert_snapshot!(report(
        "too many",
        "
             0s  1s  2s  3s
        out  0   1   2
    ",
        "
             0s  1s  2s  3s
        out  0   1   2   3
    "
    ));
}

#[test]
fn another_mark() {
    assert_snapshot!(report(
        "should come",
        "
             0s  1s  2s
        out  a   b   c
    ",
        "
             0s  1s  2s
        out  a   x   c
    "
        .replace('x', "d")
        .as_str()
    ));
}

#[test]
fn waited_before_the_first() {
    assert_snapshot!(report(
        "too late",
        "
             0ms 500ms   1.5s
        out  0   1   2
    "
        .replace("500ms   1.5s", "    1s")
        .as_str(),
        "
             0ms     1s
        out      0   1   2
    "
    ));
}

#[test]
fn waited_in_the_middle() {
    assert_snapshot!(report(
        "too late",
        "
             0s  1s  2s  3s
        out  0   1   2
    ",
        "
             0s  1s  2s  3s
        out  0       1   2
    "
    ));
}
