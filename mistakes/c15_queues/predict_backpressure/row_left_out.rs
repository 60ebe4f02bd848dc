//! Mistake: leaves out the row of `use`.
//! Breaks: "a row for each job that works"
//! Rejected by: the_picture_has_a_row_for_whoever_works
//! Told: has no row for `use`

/// What the program does.
pub fn picture() -> &'static str {
    "
            0s      4s      8s      12s     16s     20s
    make    |=|=|=|=| |=|
    "
}
