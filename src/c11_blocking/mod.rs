//! Chapter 11: Blocking code.
