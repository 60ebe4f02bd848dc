//! Chapter 11: Blocking code.

mod bridge_threads;
mod from_sync;
mod run_blocking;
