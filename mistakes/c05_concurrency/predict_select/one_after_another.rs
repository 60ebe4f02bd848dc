//! Mistake: lets the second branch begin when the first is over.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: at the same time

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s  6s  7s  8s  9s
    left     |===========|
    one                  |===|
    two                      |===============|
    after                                    |===|
    "
}
