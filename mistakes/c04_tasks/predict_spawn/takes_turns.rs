//! Mistake: lets tasks take turns with whoever has spawned them.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: beside it

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s  6s  7s  8s
    tea          |=======|
    cake                 |===================|
    table    |===|
    chat                 |===============|
    "
}
