//! Chapter 11: Blocking code.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c11_blocking/bridge_threads.rs"
)]
pub mod bridge_threads;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c11_blocking/from_sync.rs"
)]
pub mod from_sync;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c11_blocking/run_blocking.rs"
)]
pub mod run_blocking;
