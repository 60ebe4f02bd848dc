//! Chapter 8: Streams.
