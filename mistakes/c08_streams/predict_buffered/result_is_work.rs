//! Mistake: draws a result that waits for its turn as work.
//! Breaks: "ends at the instant at which the work ends"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: was done at 1s

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s  6s  7s
    a    |===========|
    b    |===========|
    c                |===|
    e                    |===========|
    f                    |===|
    g                        |===|
    "
}
