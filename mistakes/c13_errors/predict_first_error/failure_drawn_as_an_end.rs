//! Mistake: draws the failure as an end like any other.
//! Breaks: "work that fails"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: fails at 2s

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    a        |===|
    b        |=======|
    c        |=======/
    after            |===|
    "
}
