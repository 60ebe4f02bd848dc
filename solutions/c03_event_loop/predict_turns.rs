//! `main` runs until its `join!`. Then the tasks run in the order of their spawning, and `b` lets
//! `c` go first.

/// What the program does.
pub fn picture() -> &'static str {
    "
            0s  1s  2s  3s  4s  5s  6s
    main    |===|
    a           |===|===|
    b                   |===|   |===|
    c                       |===|
    "
}
