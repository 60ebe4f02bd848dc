//! Mistake: lets the task that was spawned last run first.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: in the order

/// What the program does.
pub fn picture() -> &'static str {
    "
            0s  1s  2s  3s  4s  5s  6s
    main    |===|
    a                   |===|===|
    b               |===|       |===|
    c           |===|
    "
}
