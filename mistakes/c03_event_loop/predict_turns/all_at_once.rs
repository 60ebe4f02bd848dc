//! Mistake: lets tasks run at the same time, as threads would.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: one thread

/// What the program does.
pub fn picture() -> &'static str {
    "
            0s  1s  2s
    main    |===|
    a       |===|===|
    b       |===|===|
    c       |===|
    "
}
