//! Mistake: lets the error be told when all have ended.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: at the first error

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s
    a        |===|
    b        |=======x
    c        |===========|
    after                |===|
    "
}
