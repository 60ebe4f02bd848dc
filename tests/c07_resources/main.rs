//! Chapter 7: Acquire and release.
