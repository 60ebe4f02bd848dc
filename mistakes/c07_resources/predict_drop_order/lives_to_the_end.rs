//! Mistake: lets guards live to the end of the program.
//! Breaks: "ends at the instant at which the work ends"
//! Rejected by: everything_ends_where_and_how_the_picture_says
//! Told: leaves the block

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    whole    |===========|
    block    |===|
    one      |===|
    guard        |=======|
    check        |===x
    after            |===|
    "
}
