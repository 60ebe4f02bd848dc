//! Mistake: lets a stream poll one future at a time.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: both places

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s  6s  7s  8s  9s  10s
    a    |===========|
    b                |===|
    c                    |===|
    e                        |===========|
    f                                    |===|
    g                                        |===|
    "
}
