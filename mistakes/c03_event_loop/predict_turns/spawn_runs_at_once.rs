//! Mistake: lets a task run in the line that spawns it.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: first waits

/// What the program does.
pub fn picture() -> &'static str {
    "
            0s  1s  2s  3s  4s  5s  6s  7s
    main                        |===|
    a       |===|===|
    b               |===|           |===|
    c                   |===|
    "
}
