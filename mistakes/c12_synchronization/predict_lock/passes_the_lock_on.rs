//! Mistake: lets whoever leaves the line wake the next one, though the lock is held.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: holds the lock

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s
    a    |===========|
    c            |=======|
    "
}
