//! Chapter 4: Tasks.
