//! Mistake: leaves out the row of `after`.
//! Breaks: "a row for each job that works"
//! Rejected by: the_picture_has_a_row_for_whoever_works
//! Told: has no row for `after`

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s
    a    |===|
    b    |=======x
    c    |=======/
    "
}
