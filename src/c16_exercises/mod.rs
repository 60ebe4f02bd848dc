//! Chapter 16: The big exercises.
