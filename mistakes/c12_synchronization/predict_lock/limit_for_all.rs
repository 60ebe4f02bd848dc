//! Mistake: lets the limit of one cut off all.
//! Breaks: "ends at the instant at which the work ends"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: limit of `b` alone

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s
    a    |=======/
    c            |=======|
    "
}
