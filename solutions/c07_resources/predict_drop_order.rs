//! The error of `check` leaves `steps` at 2s. With it go `_whole`, and `rest`, which nobody has
//! polled and which owns `guard`.

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    whole    |=======|
    block    |===|
    one      |===|
    guard        |===|
    check        |===x
    after            |===|
    "
}
