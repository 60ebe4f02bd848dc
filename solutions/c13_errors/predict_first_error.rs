//! All three run from the start. At 2s `b` fails, `try_join!` returns and drops `c`; `a` was done
//! long before.

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    a        |===|
    b        |=======x
    c        |=======/
    after            |===|
    "
}
