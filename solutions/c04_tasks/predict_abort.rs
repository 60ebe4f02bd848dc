//! `early` is aborted before anybody has polled it and never works. `long` is dropped where it
//! waits, at once; `short` has long ended.

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    long     |=======/
    short    |===|
    first    |=======|
    last             |===|
    "
}
