//! Mistake: lets the guard be dropped where the future takes it along.
//! Breaks: "ends at the instant at which the work ends"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: owns it

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    whole    |=======|
    block    |===|
    one      |===|
    guard        |=======|
    check        |===x
    after            |===|
    "
}
