//! The first item is taken at once, two more fit into the channel. The fourth is made at 4s and
//! waits in the producer's hand until there is room, at 5s.

/// What the program does.
pub fn picture() -> &'static str {
    "
            0s      4s      8s      12s     16s     20s
    make    |=|=|=|=| |=|
    use       |=======|=======|=======|=======|=======|
    "
}
