//! Mistake: lets the limit count from when the lock was had.
//! Breaks: "a row for each job that works"
//! Rejected by: the_picture_has_a_row_for_whoever_works
//! Told: while it waits

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s  6s  7s
    a    |===========|
    b                |=======|
    c                        |=======|
    "
}
