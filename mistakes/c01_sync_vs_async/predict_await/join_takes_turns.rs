//! Mistake: lets `join!` await its two one after another.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: one after another

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s  6s  7s  8s
    tea      |===========|
    toast                |=======|
    eggs                         |=======|
    juice                                |===|
    "
}
