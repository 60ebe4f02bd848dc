//! Mistake: lets the consumer begin when all is made.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: as soon as

/// What the program does.
pub fn picture() -> &'static str {
    "
            0s      4s      8s      12s     16s     20s     24s
    make    |=|=|=|=| |=|
    use                 |=======|=======|=======|=======|=======|
    "
}
