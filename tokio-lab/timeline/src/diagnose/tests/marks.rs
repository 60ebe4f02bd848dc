//! Things that come out one by one, and the order of things.

use super::told;

#[test]
fn marks_out_of_order() {
    told! { "out of order";
        "
             0s  1s  2s  3s
        out      2   1   3
        "
        "
             0s  1s  2s  3s
        out      1   2   3
        "
    }
}

#[test]
fn marks_in_reverse() {
    told! { "out of order";
        "
             0s  1s  2s  3s
        out      1   2   3
        "
        "
             0s  1s  2s  3s
        out      3   2   1
        "
    }
}

#[test]
fn lanes_in_reverse() {
    told! { "out of order";
        "
               0s  1s  2s  3s
        outer          |===|
        middle     |===|
        inner  |===|
        "
        "
               0s  1s  2s  3s
        outer  |===|
        middle     |===|
        inner          |===|
        "
    }
}

#[test]
fn turns_out_of_order() {
    told! { "out of order";
        "
           0s  1s  2s  3s  4s
        a  |===|
        b  ....|===|
        c  ........|=======|
        "
        "
           0s  1s  2s  3s  4s
        a  |===|
        b  ............|===|
        c  ....|=======|
        "
    }
}

#[test]
fn everything_collected_first() {
    told! { "collected first";
        "
             0s  1s  2s  3s
        out      1   2   3
        "
        "
             0s  1s  2s  3s
        out              1
                         2
                         3
        "
    }
}

#[test]
fn no_wait_between_marks() {
    told! { "no time passed";
        "
             0s  1s  2s  3s
        out  1   2   3
        job  |===|
        "
        "
             0s  1s  2s  3s
        out  1
             2
             3
        job  |===|
        "
    }
}

#[test]
fn no_time_passed_at_all() {
    told! { "no time passed";
        "
             0s  1s
        out  H   W
        "
        "
             0s  1s
        out  H
             W
        "
    }
}

#[test]
fn held_back_until_a_slower_one_came() {
    told! { "held back";
        "
             0s  1s  2s  3s
        out      2   1   3
        "
        "
             0s  1s  2s  3s
        out          1   3
                     2
        "
    }
}

#[test]
fn a_mark_is_missing() {
    told! { "too few";
        "
             0s  1s  2s  3s
        out  0   1   2   3
        "
        "
             0s  1s  2s  3s
        out  0   1   2
        "
    }
}

#[test]
fn nothing_came_out() {
    told! { "nothing came";
        "
             0s  1s
        job  |===|
        out      1
        "
        "
             0s  1s
        job  |===|
        "
    }
}

#[test]
fn a_mark_too_many() {
    told! { "too many";
        "
             0s  1s  2s  3s
        out  0   1   2
        "
        "
             0s  1s  2s  3s
        out  0   1   2   3
        "
    }
}

#[test]
fn another_mark() {
    told! { "should come";
        "
             0s  1s  2s
        out  a   b   c
        "
        "
             0s  1s  2s
        out  a   d   c
        "
    }
}

#[test]
fn waited_before_the_first() {
    told! { "too late";
        "
             0s      1s
        out  0   1   2
        "
        "
             0s      1s
        out      0   1   2
        "
    }
}

#[test]
fn waited_in_the_middle() {
    told! { "too late";
        "
             0s  1s  2s  3s
        out  0   1   2
        "
        "
             0s  1s  2s  3s
        out  0       1   2
        "
    }
}

#[test]
fn one_counter_after_the_other() {
    told! { "one after another";
        "
           0s      1s      2s
        A  1   2   3
        B  1   2   3
        "
        "
           0s      1s      2s
        A  1   2   3
        B          1   2   3
        "
    }
}

#[test]
fn waited_before_all_of_it() {
    told! { "the wait came before the first";
        "
             0s  1s
        out  H   W
        "
        "
             0s  1s
        out      H
                 W
        "
    }
}

#[test]
fn one_wait_for_all() {
    told! { "no time passed between them";
        "
             0s  1s  2s  3s
        out      1   2   3
        "
        "
             0s  1s  2s  3s
        out      1
                 2
                 3
        "
    }
}

#[test]
fn a_source_is_read_ahead() {
    told! { "`source` ran ahead";
        "
                0s  1s  2s  3s  4s
        source  o   o       o
        work    |===|=======|===|
        "
        "
                0s  1s  2s  3s  4s
        source  o   o
                o
        work    |===|=======|===|
        "
    }
}

#[test]
fn a_source_is_read_late() {
    told! { "`source` lagged behind";
        "
                0s  1s  2s  3s  4s
        source  o   o   o
        work    |===|=======|===|
        "
        "
                0s  1s  2s  3s  4s
        source  o       o       o
        work    |===|=======|===|
        "
    }
}

#[test]
fn one_too_late_and_one_too_early() {
    told! { "`1` on `x` came at 2s and should come at 1s";
        "
           0s  1s  2s  3s  4s
        x      1       2
        "
        "
           0s  1s  2s  3s  4s
        x          1 2
        "
    }
}
