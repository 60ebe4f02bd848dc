//! Mistake: lets the place in the line stay, though nobody stands there.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: place in the line

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s  6s  7s
    a    |===========|
    c                        |=======|
    "
}
