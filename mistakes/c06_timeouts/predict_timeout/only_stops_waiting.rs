//! Mistake: lets the work go on when its limit is over.
//! Breaks: "work that is dropped before its end"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: drops

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s
    inner    |===========|
    next             |===========|
    after                    |===|
    "
}
