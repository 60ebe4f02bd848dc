//! Drawn twice as wide: what counts is instants, not columns.

/// What the program does.
pub fn picture() -> &'static str {
    "
            0s              4s              8s              12s             16s             20s
    make    |===|===|===|===|   |===|
    use         |===============|===============|===============|===============|===============|
    "
}
