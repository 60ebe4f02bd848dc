//! Nobody polls `early` before it is awaited, and nobody ever polls `never`: dropping a future that
//! was not polled drops a plan.

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s
    other    |===========|
    early                |=======|
    "
}
