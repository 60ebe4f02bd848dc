//! Mistake: leaves out the row of `g`.
//! Breaks: "a row for each job that works"
//! Rejected by: the_picture_has_a_row_for_whoever_works
//! Told: has no row for `g`

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s  6s  7s
    a    |===========|
    b    |===|
    c                |===|
    e                    |===========|
    f                    |===|
    "
}
