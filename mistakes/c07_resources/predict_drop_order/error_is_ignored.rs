//! Mistake: goes on after the error.
//! Breaks: "a row for each job or guard that works"
//! Rejected by: the_picture_has_a_row_for_whoever_works
//! Told: nobody polls

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s
    whole    |===============|
    block    |===|
    one      |===|
    guard        |===========|
    check        |===x
    two              |=======|
    after                    |===|
    "
}
