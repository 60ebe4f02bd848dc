//! Mistake: lets the task end when its handle is dropped, as a future would.
//! Breaks: "ends at the instant at which the work ends"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: detaches

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s  6s
    tea      |=======|
    cake     |=======/
    table    |===|
    chat             |===============|
    "
}
