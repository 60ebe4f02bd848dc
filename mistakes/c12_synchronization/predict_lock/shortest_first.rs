//! Mistake: lets the shorter work go first.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: in the order of asking

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s
    a            |===========|
    c    |=======|
    "
}
