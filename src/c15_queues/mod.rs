//! Chapter 15: Queues.
