//! Chapter 14: Networking.
