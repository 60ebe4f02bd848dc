//! Mistake: lets the task that is aborted at once work a little.
//! Breaks: "a row for each job that works"
//! Rejected by: the_picture_has_a_row_for_whoever_works
//! Told: has no row

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    long     |=======/
    short    |===|
    early    |=======/
    first    |=======|
    last             |===|
    "
}
