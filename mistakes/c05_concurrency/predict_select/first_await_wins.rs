//! Mistake: lets the first await that is over win.
//! Breaks: "ends at the instant at which the work ends"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: as a whole

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s  6s
    left     |===/
    one      |===|
    two          |===============|
    after                        |===|
    "
}
