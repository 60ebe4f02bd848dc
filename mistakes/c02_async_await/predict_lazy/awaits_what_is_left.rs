//! Mistake: counts the time since the future was made, and awaits only what is left of it.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: after `other`

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    other    |===========|
    early        |=======|
    "
}
