//! Mistake: leaves out the row of `chat`.
//! Breaks: "a row for each job that works"
//! Rejected by: the_picture_has_a_row_for_whoever_works
//! Told: has no row for `chat`

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s
    tea      |=======|
    cake     |===================|
    table    |===|
    "
}
