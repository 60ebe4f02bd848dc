//! Draws those who wait as well, with a row for the one that never works.

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s
    a    |===========|
    b    .........
    c    ............|=======|
    "
}
