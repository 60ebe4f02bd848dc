//! Mistake: lets both futures run from the line on that makes them.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: from 0s

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    other    |===========|
    early    |=======|
    "
}
