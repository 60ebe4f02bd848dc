//! Mistake: lets the work inside have the limit of the outer one.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: the shorter one

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s
    inner    |===========|
    next                 |===/
    after                    |===|
    "
}
