//! Mistake: draws work that had come to its end as cut off.
//! Breaks: "ends at the instant at which the work ends"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: was done at 1s

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    a        |=======/
    b        |=======x
    c        |=======/
    after            |===|
    "
}
