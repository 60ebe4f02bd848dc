//! Both tasks begin at once, beside `table`. Awaiting `tea` ends when it does. `cake` is detached
//! and comes to its end.

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s  6s
    tea      |=======|
    cake     |===================|
    table    |===|
    chat             |===============|
    "
}
