//! # wait_for_zero: wait until the last one is gone
//!
//! Why: a server that shuts down waits for the requests that it still answers. A connection that
//! nobody uses is closed, and opened when somebody comes. Counting who is inside is easy. To wait for
//! a count, without asking again and again and without missing the one instant that matters, is not:
//! a shutdown that hangs once in a thousand times has missed it.
//!
//! Build: a [`Tracker`] counts who is inside, at first nobody.
//! - [`enter`](Tracker::enter) counts one in and gives a [`Guard`]. Dropping the guard counts it out
//!   at once, wherever and for whatever reason that happens: in a task that is cancelled, in a panic,
//!   on another thread, when the tracker is gone.
//! - [`inside`](Tracker::inside) tells how many are inside, however many that are.
//! - [`idle`](Tracker::idle) waits for a moment at which nobody is inside. If nobody is, it returns at
//!   once, in its first poll; otherwise at the instant at which the last guard is dropped, for all who
//!   wait, however long that takes.
//! - [`busy`](Tracker::busy) waits for a moment at which somebody is inside, in the same way: it
//!   returns at once if somebody is, otherwise at the instant at which the first one enters.
//! - One moment is enough: whoever waited when it came goes on, even if it is over before the waiter
//!   gets to run.
//! - Nobody is missed: there is no gap between looking and waiting through which the moment could
//!   slip, from whatever thread it comes. A waiter is woken once, when what it waits for has come, and
//!   neither by others who come and go nor now and then to look.
//! - Waiters may be dropped at any time, which changes nothing for the others. Nothing of those that
//!   were dropped piles up, however many come and go.
//! - `enter`, `inside` and dropping a guard never wait: any thread may do it, without a runtime.
//!
//! Left open: whether somebody waits already when `idle` or `busy` has been called, or only when its
//! future has been polled. Whether a wait that begins at the very moment at which another thread
//! drops the last guard, or is the first to enter, hears of that moment if it is over at once. A
//! guard that is forgotten and never dropped. tokio lets a task do only so much in one poll: who has
//! used that up may find in a later one that nobody is inside.
//!
//! Good to know: `TaskTracker` of tokio-util does this for tasks.
//!
//! In asyncio, a `Condition` with `wait_for` looks again on every wake-up; between two awaits nothing
//! else runs, so nothing is missed. Here another thread may drop its guard between your look and your
//! wait.
//!
//! Rule of thumb: first sign up for the wake-up, then look, then wait.

/// Counts who is inside.
pub struct Tracker {
    // What do those who come, those who leave and those who wait share?
}

/// Somebody inside, as long as this lives.
#[must_use = "whoever drops it at once has left again"]
pub struct Guard {
    // Yours to design.
}

impl Default for Tracker {
    fn default() -> Self {
        Tracker::new()
    }
}

impl Tracker {
    /// A tracker with nobody inside.
    pub fn new() -> Self {
        todo!("count nobody")
    }

    /// Counts one in, until the guard is dropped.
    pub fn enter(&self) -> Guard {
        todo!("count one in")
    }

    /// How many are inside.
    pub fn inside(&self) -> usize {
        todo!("how many are there?")
    }

    /// Waits for a moment at which nobody is inside.
    pub async fn idle(&self) {
        todo!("wait until the last one is gone")
    }

    /// Waits for a moment at which somebody is inside.
    pub async fn busy(&self) {
        todo!("wait until somebody comes")
    }
}
