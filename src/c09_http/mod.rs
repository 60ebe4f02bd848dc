//! Chapter 9: HTTP.
