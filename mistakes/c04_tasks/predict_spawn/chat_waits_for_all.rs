//! Mistake: lets the last line wait for both tasks.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: nobody awaits

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s  6s  7s  8s  9s
    tea      |=======|
    cake     |===================|
    table    |===|
    chat                         |===============|
    "
}
