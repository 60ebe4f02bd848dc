//! Mistake: lets the inner limit end what is around it, as an error would.
//! Breaks: "a row for each job that works"
//! Rejected by: the_picture_has_a_row_for_whoever_works
//! Told: only drops

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    inner    |=======/
    after            |===|
    "
}
