//! Mistake: lets each future run from the line on that makes it, as a task of asyncio does.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: as soon as its future is made

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s
    tea      |===========|
    toast    |=======|
    eggs                 |=======|
    juice                |===|
    "
}
