//! `buffered` keeps the result of `b` until that of `a` is out, and its place with it.
//! `buffer_unordered` gives `f` away at once, so `g` begins.

/// What the program does.
pub fn picture() -> &'static str {
    "
         0s  1s  2s  3s  4s  5s  6s  7s
    a    |===========|
    b    |===|
    c                |===|
    e                    |===========|
    f                    |===|
    g                        |===|
    "
}
