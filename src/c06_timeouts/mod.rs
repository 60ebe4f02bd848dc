//! Chapter 6: Running out of time.
