//! Chapter 5: Many at once.
