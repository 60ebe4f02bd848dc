//! A future runs while it is awaited: `toast` waits for `tea`. `join!` awaits its two at the same
//! time, and each ends when it is done.

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s  6s  7s
    tea      |===========|
    toast                |=======|
    eggs                         |=======|
    juice                        |===|
    "
}
