//! Mistake: starts all at once.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: two at a time

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s  6s
    a    |===========|
    b    |===|
    c    |===|
    e                |===========|
    f                |===|
    g                |===|
    "
}
