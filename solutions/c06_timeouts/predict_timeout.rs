//! The inner limit drops `inner` and no more, so `next` begins. The outer one counts from 0s and
//! drops `next` in its middle.

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s  5s
    inner    |=======/
    next             |=======/
    after                    |===|
    "
}
