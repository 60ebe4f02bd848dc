//! Mistake: draws a task that had ended as cut off.
//! Breaks: "ends at the instant at which the work ends"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: had ended

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    long     |=======/
    short    |=======/
    first    |=======|
    last             |===|
    "
}
