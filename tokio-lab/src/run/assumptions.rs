//! What the laboratory takes for granted of tokio, beyond what tokio promises.
//!
//! Each of these was measured with tokio 1.54.1. Each has a test in `tests/assumptions.rs`, which
//! asks tokio alone and names its version where it is another one.
//!
//! | taken for granted | where tokio tells, or is asked to |
//! | --- | --- |
//! | A paused clock jumps to the next timer as soon as the runtime is idle, and never otherwise. | [`pause`](tokio::time::pause), "auto-advance" |
//! | It also jumps while a plain thread, or a socket served by one, is about to wake somebody. | tokio#8232 |
//! | Work of `spawn_blocking` holds it still. | [`pause`](tokio::time::pause) |
//! | `advance` returns before tasks whose timers it has passed have run. | tokio#7841 |
//! | A timer is a whole number of milliseconds long, and at the most about thirty years. | [`sleep`](tokio::time::sleep) |
//! | `select!` without `biased` begins with a branch that no seed of a test reaches. | tokio#8091 |
//! | `on_thread_park` and `on_thread_unpark` of a current-thread runtime are called around each time that it goes idle. | [`Builder::on_thread_park`](tokio::runtime::Builder::on_thread_park) |
//! | A timer that is far ahead wakes an idle runtime some hundred times before it fires. | not documented |
//! | Before it fires it does so at multiples of 64 ms. | not documented |

use std::time::Duration;

/// Longer than any timer of tokio's, whose longest lies about thirty years ahead: whoever waits
/// beyond this waits for no timer.
pub(super) const LONGEST_TIMER: Duration = Duration::from_secs(60 * 365 * 24 * 60 * 60);

/// A few wake-ups of the runtime belong to whatever happened last. More than this to which nothing
/// happens are somebody polling.
pub(super) const IDLE_WAKES: u64 = 100;

/// The timer wheel wakes the runtime on the way to a timer that is far ahead, once for each slot
/// that it passes on its way down the levels: some hundred times for all the timers that look
/// whether anything comes after the horizon. More than this are somebody polling.
pub(super) const WAKES_OF_A_LONG_TIMER: u64 = 20 * IDLE_WAKES;

/// The lowest level of the timer wheel has so many slots of a millisecond each. At multiples of that
/// timers come down from the level above, and the runtime is woken though nobody looks.
pub(super) const TURN: Duration = Duration::from_millis(64);

/// So many wake-ups to which nothing happens are somebody polling however long the run may last:
/// fewer than a day has seconds, so that whoever looks every second is found long before the
/// watchdog's real time is up.
pub(super) const MANY_IDLE_WAKES: u64 = 50_000;
