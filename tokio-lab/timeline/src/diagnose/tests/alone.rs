//! One lane by itself: attempts, pauses, delays.

use super::told;

#[test]
fn one_attempt_too_many() {
    told! { "too many attempts";
        "
                 0s  1s  2s  3s
        service  x   x       x
        "
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x               x
        "
    }
}

#[test]
fn one_attempt_too_few() {
    told! { "too few attempts";
        "
                 0s  1s  2s  3s
        service  x   x       |
        "
        "
                 0s  1s  2s  3s
        service  x   x
        "
    }
}

#[test]
fn tried_again_after_success() {
    told! { "too many attempts";
        "
                 0s  1s  2s  3s
        service  |=x |=|
        "
        "
                 0s  1s  2s  3s
        service  |=x |=|     |=|
        "
    }
}

#[test]
fn started_twice() {
    told! { "too many runs";
        "
              0s  1s  2s
        work  |===|
        "
        "
              0s  1s  2s
        work  |===|===|
        "
    }
}

#[test]
fn no_pause_between_attempts() {
    told! { "no pause";
        "
                 0s  1s  2s  3s  4s  5s
        service  |=x   |=x       |=|
        "
        "
                 0s  1s  2s
        service  |=x=x=|
        "
    }
}

#[test]
fn a_fixed_pause_where_it_should_grow() {
    told! { "always 1s";
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x               |
        "
        "
                 0s  1s  2s  3s
        service  x   x   x   |
        "
    }
}

#[test]
fn a_pause_that_is_not_capped() {
    told! { "the pauses";
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x       |
        "
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x               |
        "
    }
}

#[test]
fn waited_after_the_last_attempt() {
    told! { "waited after the last";
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x
        caller   |===========x
        "
        "
                 0s  1s  2s  3s  4s  5s  6s  7s
        service  x   x       x
        caller   |===========================x
        "
    }
}

#[test]
fn everything_too_late() {
    told! { "everything came 1s too late";
        "
           0s  1s  2s  3s
        a  |===|
        b      |===|
        "
        "
           0s  1s  2s  3s
        a      |===|
        b          |===|
        "
    }
}

#[test]
fn some_too_late_by_a_constant() {
    told! { "1s too late";
        "
           0s  1s  2s  3s  4s
        a  |===|
        b      |=|
        c      |===|
        "
        "
           0s  1s  2s  3s  4s
        a  |===|
        b          |=|
        c          |===|
        "
    }
}

#[test]
fn started_only_when_another_had_ended() {
    told! { "too late";
        "
             0s  1s  2s
        job  |=======|
        log  *
        "
        "
             0s  1s  2s
        job  |=======|
        log          *
        "
    }
}

#[test]
fn too_early_by_a_constant() {
    told! { "too early";
        "
           0s  1s  2s  3s
        a  |===|
        b          |===|
        "
        "
           0s  1s  2s  3s
        a  |===|
        b      |===|
        "
    }
}

#[test]
fn took_too_long() {
    told! { "took too long";
        "
           0s  1s  2s  3s
        a  |===|
        b  |=====|
        "
        "
           0s  1s  2s  3s
        a  |===|
        b  |===========|
        "
    }
}

#[test]
fn a_turn_asked_for_too_late() {
    told! { "did not wait";
        "
           0s  1s  2s
        a  |===|
        b  ....|===|
        "
        "
           0s  1s  2s
        a  |===|
        b      |===|
        "
    }
}

#[test]
fn no_rule_knows_it() {
    told! { "should run from 0s to 1s";
        "
           0s  1s  2s  3s
        a  |===|
        b  |===|
        "
        "
           0s  1s  2s  3s
        a  |===|
        b    |=====x
        "
    }
}

#[test]
fn pauses_counted_from_the_start_of_an_attempt() {
    told! { "counted from the start";
        "
                 0s  1s  2s  3s  4s  5s  6s  7s  8s  9s
        service  |===x       |===x           |===x
        "
        "
                 0s  1s  2s  3s  4s  5s  6s  7s  8s  9s
        service  |===x   |===x       |===x
        "
    }
}

#[test]
fn the_first_run_of_all_follows_no_other() {
    told! { "work";
        "
              0s  1s  2s  3s
        work  |===|   |===|
        "
        "
              0s  1s  2s  3s
        work      |===|===|
        "
    }
}
