//! Chapter 11: Blocking code.

#[path = "../common/payloads.rs"]
mod payloads;

mod bridge_threads;
mod from_sync;
mod run_blocking;
