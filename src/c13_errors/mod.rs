//! Chapter 13: When things go wrong.
