//! `a` holds the lock until 3s. `b` leaves the line at 2s and never works. `c` is next.

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s
    a    |===========|
    c                |=======|
    "
}
