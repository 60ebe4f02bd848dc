//! Mistake: lets `buffered` start the next one as soon as any is done.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: takes a place

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s  6s
    a    |===========|
    b    |===|
    c        |===|
    e                |===========|
    f                |===|
    g                    |===|
    "
}
