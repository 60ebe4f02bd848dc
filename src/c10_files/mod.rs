//! Chapter 10: Files.
