//! Drawn twice as wide: what counts is instants, not columns.

/// What the program does.
pub fn picture() -> &'static str {
    "
            0s      1s      2s      3s      4s      5s      6s
    main    |=======|
    a               |=======|=======|
    b                               |=======|       |=======|
    c                                       |=======|
    "
}
