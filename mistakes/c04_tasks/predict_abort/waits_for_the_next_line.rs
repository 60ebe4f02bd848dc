//! Mistake: lets awaiting an aborted task take the time that was left of it.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: takes no time

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s  6s
    long     |=======/
    short    |===|
    first    |=======|
    last                         |===|
    "
}
