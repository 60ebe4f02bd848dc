//! Mistake: lets the loser run on beside what follows.
//! Breaks: "work that is dropped before its end"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: dropped

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s
    left     |===========|
    one      |===|
    two          |===============|
    after                |===|
    "
}
