//! Mistake: draws the work that fails as if it had come to its end.
//! Breaks: "work that fails"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: fails at 2s

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    whole    |=======|
    block    |===|
    one      |===|
    guard        |===|
    check        |===|
    after            |===|
    "
}
