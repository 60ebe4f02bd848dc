//! Mistake: leaves the ruler out, so that no column has an instant.
//! Breaks: "a ruler of two instants or more as its first line"
//! Rejected by: the_picture_has_a_row_for_whoever_works
//! Told: the picture has no ruler

/// What the program does.
pub fn picture() -> &'static str {
    "
    whole    |=======|
    block    |===|
    one      |===|
    guard        |===|
    check        |===x
    after            |===|
    "
}
