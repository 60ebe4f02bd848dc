//! Both branches run from the start. The second has got through `one` and is in the middle of `two`
//! when `left` wins and it is dropped.

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s  4s
    left     |===========|
    one      |===|
    two          |=======/
    after                |===|
    "
}
