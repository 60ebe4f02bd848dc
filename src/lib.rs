//! The course: one module a chapter, one file a kata, each file a stub for you to fill.
//!
//! Start with `cargo test` and `KATAS.md`.
//!
//! The answers that we would give stand in `solutions/`, and take the place of the stubs under
//! `--features solutions`.

/// The standard library's `todo!`, and one form more: `todo!("wait for it", with work, limit)` names
/// what there is to work with. Without it the compiler would warn of every parameter that an answer
/// which nobody has written does not use.
#[allow(
    unused_macros,
    reason = "where every answer is written, nothing uses it"
)]
macro_rules! todo {
    ($what:literal, with $($part:expr),+ $(,)?) => {{
        let _ = ($(&$part,)+);
        std::todo!($what)
    }};
    ($($plain:tt)*) => {
        std::todo!($($plain)*)
    };
}

pub mod c01_sync_vs_async;
pub mod c02_async_await;
pub mod c03_event_loop;
pub mod c04_tasks;
pub mod c05_concurrency;
pub mod c06_timeouts;
pub mod c07_resources;
pub mod c08_streams;
pub mod c09_http;
pub mod c10_files;
pub mod c11_blocking;
pub mod c12_synchronization;
pub mod c13_errors;
pub mod c14_networking;
pub mod c15_queues;
pub mod c16_exercises;
pub mod c17_futures_by_hand;
pub mod c18_tiny_runtime;
pub mod c19_pinning;
pub mod c20_cancel_safety;
pub mod c21_shutdown;
pub mod c22_actors;
pub mod c24_fairness;
