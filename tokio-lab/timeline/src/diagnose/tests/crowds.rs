//! How many run at once.

use super::told;

#[test]
fn one_after_another() {
    told! { "one after another";
        "
              0s    1s    2s
        url1  |=====|
        url2  |===========|
        url3  |=====|
        "
        "
              0s    1s    2s    3s    4s
        url1  |=====|
        url2        |===========|
        url3                    |=====|
        "
    }
}

#[test]
fn one_after_another_around_which_a_caller_waits() {
    told! { "one after another";
        "
                0s    1s    2s
        caller  |===========|
        url1    |=====|
        url2    |===========|
        url3    |=====|
        "
        "
                0s    1s    2s    3s    4s
        caller  |=======================|
        url1    |=====|
        url2          |===========|
        url3                      |=====|
        "
    }
}

#[test]
fn one_after_another_where_a_few_may_run_at_once() {
    told! { "one after another";
        "
           0s  1s  2s
        a  |===|
        b  |===|
        c  ....|===|
        d  ....|===|
        "
        "
           0s  1s  2s  3s  4s
        a  |===|
        b  ....|===|
        c  ........|===|
        d  ............|===|
        "
    }
}

#[test]
fn one_after_another_until_one_fails() {
    told! { "one after another";
        "
           0s  1s  2s  3s
        a  |===|
        b  |=======x
        c  |===========|
        "
        "
           0s  1s  2s  3s
        a  |===|
        b      |=======x
        c
        "
    }
}

#[test]
fn the_first_of_a_row_fails() {
    told! { "one after another";
        "
           0s  1s  2s
        a  |===x
        b  |===/
        c  |===/
        "
        "
           0s  1s  2s
        a  |===x
        b
        c
        "
    }
}

#[test]
fn one_service_used_by_one_after_another() {
    told! { "one after another";
        "
                0s  1s
        server  |===|
                |===|
                |===|
        "
        "
                0s  1s  2s  3s
        server  |===|===|===|
        "
    }
}

#[test]
fn batches_of_uneven_jobs() {
    told! { "in batches";
        "
           0s  1s  2s  3s  4s
        a  |===|
        b  |===========|
        c      |=======|
        d              |===|
        "
        "
           0s  1s  2s  3s  4s  5s
        a  |===|
        b  |===========|
        c              |=======|
        d              |===|
        "
    }
}

#[test]
fn batches_where_all_should_run_at_once() {
    told! { "in batches";
        "
           0s  1s
        a  |===|
        b  |===|
        c  |===|
        d  |===|
        e  |===|
        "
        "
           0s  1s  2s  3s
        a  |===|
        b  |===|
        c      |===|
        d      |===|
        e          |===|
        "
    }
}

#[test]
fn at_once_where_one_should_follow_the_other() {
    told! { "at once";
        "
           0s  1s  2s  3s
        a  |===|
        b      |===|
        c          |===|
        "
        "
           0s  1s  2s  3s
        a  |===|
        b  |===|
        c  |===|
        "
    }
}

#[test]
fn at_once_in_spite_of_a_lock() {
    told! { "at once";
        "
           0s  1s  2s  3s
        a  |===|
        b  ....|===|
        c  ........|===|
        "
        "
           0s  1s  2s  3s
        a  |===|
        b  |===|
        c  |===|
        "
    }
}

#[test]
fn at_once_though_a_failure_should_keep_the_next_from_starting() {
    told! { "at once";
        "
           0s  1s  2s
        a  |===|
        b      |===x
        c
        "
        "
           0s  1s  2s
        a  |===|
        b  |===x
        c  |===|
        "
    }
}

#[test]
fn the_next_starts_a_little_before_its_turn() {
    told! { "at once";
        "
           0s  1s  2s
        a  |===|
        b      |===|
        "
        "
           0s  1s  2s
        a  |===|
        b    |===|
        "
    }
}

#[test]
fn no_limit() {
    told! { "too many at once";
        "
           0s  1s  2s
        a  |===|
        b  |===|
        c  |===|
        d  ....|===|
        e  ....|===|
        "
        "
           0s  1s  2s
        a  |===|
        b  |===|
        c  |===|
        d  |===|
        e  |===|
        "
    }
}

#[test]
fn one_place_too_many() {
    told! { "too many at once";
        "
           0s  1s  2s  3s
        a  |===|
        b  |===|
        c      |===|
        d      |===|
        e          |===|
        "
        "
           0s  1s  2s  3s
        a  |===|
        b  |===|
        c  |===|
        d      |===|
        e      |===|
        "
    }
}

#[test]
fn one_place_too_few() {
    told! { "too few at once";
        "
           0s  1s  2s
        a  |===|
        b  |===|
        c  |===|
        d  ....|===|
        e  ....|===|
        "
        "
           0s  1s  2s  3s
        a  |===|
        b  |===|
        c  ....|===|
        d  ....|===|
        e  ........|===|
        "
    }
}

#[test]
fn a_place_lost_to_a_failure() {
    told! { "its place was not given back";
        "
           0s  1s  2s  3s
        a  |===x
        b  |===|
        c  ....|===|
        d  ....|===|
        e  ........|===|
        "
        "
           0s  1s  2s  3s  4s
        a  |===x
        b  |===|
        c  ....|===|
        d  ........|===|
        e  ............|===|
        "
    }
}

#[test]
fn a_lock_lost_to_a_cancellation() {
    told! { "its place was not given back";
        "
           0s  1s  2s
        a  |===/
        b  ....|===|
        "
        "
           0s  1s  2s
        a  |===/
        b  ........
        "
    }
}

#[test]
fn too_many_in_one_burst() {
    told! { "too many at once";
        "
           0s  1s
        a  |
        b  |
        c  ....|
        d  ....|
        "
        "
           0s  1s
        a  |
        b  |
        c  |
        d  |
        "
    }
}

#[test]
fn a_fixed_gap_where_bursts_may_come() {
    told! { "too few at once";
        "
           0s  1s
        a  |
        b  |
        c  ....|
        d  ....|
        "
        "
           0s  1s
        a  |
        b  ..|
        c  ....|
        d  ......|
        "
    }
}

#[test]
fn one_lane_used_twice_at_the_same_time() {
    told! { "at once";
        "
                0s  1s  2s
        socket  |===|===|
        "
        "
                0s  1s  2s
        socket  |===|
                  |===|
        "
    }
}

#[test]
fn at_once_though_the_first_fails() {
    told! { "at once";
        "
           0s  1s  2s
        a  |===x
        b
        c
        "
        "
           0s  1s  2s
        a  |===x
        b  |===/
        c  |===/
        "
    }
}

#[test]
fn one_stage_after_another() {
    told! { "one after another";
        "
                0s  1s  2s  3s  4s
        fetch   |===|===|===|
        decode      |===|===|===|
        "
        "
                0s  1s  2s  3s  4s  5s  6s
        fetch   |===|===|===|
        decode              |===|===|===|
        "
    }
}

#[test]
fn a_step_at_once_pulls_the_next_one_along() {
    told! { "at once";
        "
                 0s  1s  2s  3s  4s
        connect  |===|
        request      |=======|
        decode               |===|
        "
        "
                 0s  1s  2s  3s  4s
        connect  |===|
        request  |=======|
        decode           |===|
        "
    }
}

#[test]
fn one_after_another_with_one_that_takes_no_time() {
    told! { "ran one after another";
        "
           0s  1s  2s
        1  |===|
        2  x
        3  |===|
        "
        "
           0s  1s  2s
        1  |===|
        2      x
        3      |===|
        "
    }
}

#[test]
fn work_that_is_started_anew_by_all_who_wait_for_it() {
    told! { "too many runs of `work`";
        "
                0s  1s  2s  3s  4s
        work    |===========|
        first   |===|
        second      |=======|
        "
        "
                0s  1s  2s  3s  4s
        work    |===========|
                    |===========|
        first   |===|
        second      |===========|
        "
    }
}

#[test]
fn the_newest_first() {
    told! { "not taken in order";
        "
           0s  1s  2s  3s
        a  |===|
        b  |=======|
        c      |===|
        d          |===|
        "
        "
           0s  1s  2s  3s
        a          |===|
        b      |=======|
        c  |=======|
        d  |===|
        "
    }
}

#[test]
fn two_at_a_time_where_one_should_follow_the_other() {
    told! { "up to 2 of";
        "
           0s  1s  2s  3s  4s
        a  |===|
        b      |===|
        c          |===|
        d              |===|
        "
        "
           0s  1s  2s  3s  4s
        a  |===|
        b  |===|
        c      |===|
        d      |===|
        "
    }
}
