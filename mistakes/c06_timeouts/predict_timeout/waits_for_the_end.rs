//! Mistake: lets a limit be noticed only when the work is done.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: in the middle of its work

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s  6s  7s
    inner    |===========|
    next                 |===========|
    after                            |===|
    "
}
