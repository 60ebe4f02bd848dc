//! Mistake: lets the three run one after another.
//! Breaks: "a row for each job that works"
//! Rejected by: the_picture_has_a_row_for_whoever_works
//! Told: polls all of them

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s
    a        |===|
    b            |=======x
    after                |===|
    "
}
