//! Chapter 3: The runtime.
