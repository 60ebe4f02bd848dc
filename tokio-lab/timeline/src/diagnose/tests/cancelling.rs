//! What failures and cancellations do to the others.

use super::told;

#[test]
fn the_rest_is_cancelled_at_the_first_failure() {
    told! { "stopped at the first failure";
        "
           0s  1s  2s  3s
        a  |===x
        b  |=======|
        c  |===========|
        "
        "
           0s  1s  2s  3s
        a  |===x
        b  |===/
        c  |===/
        "
    }
}

#[test]
fn the_rest_never_starts_after_the_first_failure() {
    told! { "stopped at the first failure";
        "
           0s  1s  2s  3s
        a  |===x
        b      |===|
        c          |===|
        "
        "
           0s  1s  2s  3s
        a  |===x
        b
        c
        "
    }
}

#[test]
fn no_release_after_a_failure() {
    told! { "stopped at the first failure";
        "
                 0s     100ms  200ms  300ms
        acquire  |======|
        use             |======x
        release                |======|
        "
        "
                 0s     100ms  200ms  300ms
        acquire  |======|
        use             |======x
        release
        "
    }
}

#[test]
fn no_release_after_a_cancellation() {
    told! { "never started";
        "
                 0s  1s  2s  3s
        acquire  |===|
        use          |===/
        release          |===|
        "
        "
                 0s  1s  2s  3s
        acquire  |===|
        use          |===/
        "
    }
}

#[test]
fn carried_on_after_an_error() {
    told! { "carried on";
        "
           0s  1s  2s  3s
        a  |===|
        b      |===x
        c
        d
        "
        "
           0s  1s  2s  3s  4s
        a  |===|
        b      |===x
        c          |===|
        d              |===|
        "
    }
}

#[test]
fn started_though_it_should_never_be() {
    told! { "should never start";
        "
                0s  1s  2s
        page 1  |===|
        page 2
        "
        "
                0s  1s  2s
        page 1  |===|
        page 2      |===|
        "
    }
}

#[test]
fn kept_running_after_a_failure() {
    told! { "kept running";
        "
           0s  1s  2s  3s
        a  |===/
        b  |===x
        c  |===/
        "
        "
           0s  1s  2s  3s
        a  |===========|
        b  |===x
        c  |=======|
        "
    }
}

#[test]
fn kept_running_after_a_time_out() {
    told! { "kept running";
        "
              0s  1s  2s  3s
        work  |===/
        "
        "
              0s  1s  2s  3s
        work  |===========>
        "
    }
}

#[test]
fn cancelled_too_late() {
    told! { "kept running";
        "
                 0s  1s  2s  3s  4s
        connect  |===|
        request      |===/
        "
        "
                 0s  1s  2s  3s  4s
        connect  |===|
        request      |=======/
        "
    }
}

#[test]
fn cancelled_too_early() {
    told! { "cancelled too early";
        "
           0s  1s  2s  3s
        a  |=======|
        b  |===|
        "
        "
           0s  1s  2s  3s
        a  |===/
        b  |===|
        "
    }
}

#[test]
fn cancelled_before_its_time_out() {
    told! { "cancelled too early";
        "
              0s  1s  2s  3s
        work  |===========/
        "
        "
              0s  1s  2s  3s
        work  |===/
        "
    }
}

#[test]
fn cancelled_at_the_instant_at_which_it_would_be_done() {
    told! { "cancelled too early";
        "
              0s  1s  2s
        work  |=======|
        "
        "
              0s  1s  2s
        work  |=======/
        "
    }
}

#[test]
fn the_second_of_a_dead_heat_is_cancelled() {
    told! { "at 2s, when `a` finished,";
        "
           0s  1s  2s
        a  |=======|
        b  |=======|
        c  |=======/
        "
        "
           0s  1s  2s
        a  |=======|
        b  |=======/
        c  |=======/
        "
    }
}

#[test]
fn cancelled_though_it_should_run_on() {
    told! { "cancelled too early";
        "
              0s  1s  2s
        work  |=======>
        "
        "
              0s  1s  2s
        work  |===/
        "
    }
}

#[test]
fn never_started() {
    told! { "never started";
        "
           0s  1s  2s
        a  |===|
        b  |=======|
        "
        "
           0s  1s  2s
        a  |===|
        "
    }
}

#[test]
fn nothing_at_all_started() {
    told! { "never started";
        "
           0s  1s  2s
        a  |===|
        b  |=======|
        "
        "
           0s  1s  2s
        "
    }
}

#[test]
fn one_never_finished_and_the_next_never_started() {
    told! { "never finished";
        "
           0s  1s  2s
        a  |===|
        b      |===|
        "
        "
           0s  1s  2s
        a  |=======>
        "
    }
}

#[test]
fn a_turn_that_never_came() {
    told! { "never came";
        "
           0s  1s  2s  3s
        a  |===|
        b  ....|===|
        c  ........|===|
        "
        "
           0s  1s  2s  3s
        a  |===|
        b  ............
        c  ............
        "
    }
}

#[test]
fn panicked() {
    told! { "panicked";
        "
           0s  1s  2s
        a  |===x
        b  |=======|
        "
        "
           0s  1s  2s
        a  |===!
        b  |=======|
        "
    }
}

#[test]
fn an_error_where_there_is_none() {
    told! { "failed";
        "
           0s  1s
        a  |===|
        "
        "
           0s  1s
        a  |===x
        "
    }
}

#[test]
fn success_where_an_error_is_due() {
    told! { "finished";
        "
           0s  1s
        a  |===x
        b  |===|
        "
        "
           0s  1s
        a  |===|
        b  |===|
        "
    }
}

#[test]
fn the_last_runs_in_the_place_of_the_first() {
    told! { "in the place of `good`";
        "
               0s  1s  2s
        good   |===|
        bad        |===x
        later
        "
        "
               0s  1s  2s
        good
        bad        |===x
        later  |===|
        "
    }
}

#[test]
fn what_should_come_first_is_left_out() {
    told! { "`acquire` was never started";
        "
                 0s  1s  2s  3s
        acquire  |===|
        use          |===|
        release          |===|
        "
        "
                 0s  1s  2s  3s
        acquire
        use      |===|
        release      |===|
        "
    }
}

#[test]
fn what_should_come_first_and_fail_is_left_out() {
    told! { "`acquire` was never started";
        "
                 0s  1s  2s
        acquire  |===x
        use
        release
        "
        "
                 0s  1s  2s
        acquire
        use      |===|
        release      |===|
        "
    }
}

#[test]
fn the_second_failure_keeps_the_rest_from_starting() {
    told! { "it stopped at a panic: `wild` panicked at 2s";
        "
              0s  1s  2s  3s
        bad   |===x
        wild      |===!
        good          |===|
        "
        "
              0s  1s  2s  3s
        bad   |===x
        wild      |===!
        good
        "
    }
}
