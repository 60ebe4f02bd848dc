//! Mistake: lets an inner block run beside the lines below it, as a task would.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: is no task

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s
    whole    |===|
    block    |===|
    one      |===|
    guard    |===|
    check    |===x
    after        |===|
    "
}
