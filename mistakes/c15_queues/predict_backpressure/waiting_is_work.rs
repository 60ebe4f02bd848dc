//! Mistake: draws the wait for room as work.
//! Breaks: "ends at the instant at which the work ends"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: takes a second

/// What the program does.
pub fn picture() -> &'static str {
    "
            0s      4s      8s      12s     16s     20s
    make    |=|=|=|===|=|
    use       |=======|=======|=======|=======|=======|
    "
}
