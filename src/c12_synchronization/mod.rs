//! Chapter 12: Taking turns.
