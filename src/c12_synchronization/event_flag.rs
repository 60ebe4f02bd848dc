//! # event_flag: wait until it is set
//!
//! Why: "start when the database is up", "go on when somebody pressed the button". Many tasks wait
//! for one thing that happens once or now and then. Asking again and again costs time and comes
//! late; a flag that wakes those who wait costs nothing and comes at once.
//!
//! Build: an [`Event`] is a flag that can be waited for, and begins unset.
//! - [`wait`](Event::wait) returns at once, in its first poll, while the flag is set, and waits
//!   otherwise, however long that takes.
//! - [`set`](Event::set) sets the flag and lets *all* go on at that instant who wait at that moment,
//!   however many they are, even if [`clear`](Event::clear) follows before they get to run.
//! - [`clear`](Event::clear) unsets the flag: whoever waits from then on waits for the next `set`.
//!   It wakes nobody.
//! - [`is_set`](Event::is_set) tells how the flag stands, and changes nothing.
//! - Nobody is missed: there is no gap between looking at the flag and waiting through which a
//!   `set` could slip, from whatever thread it comes. A waiter is woken by `set` alone, and not now
//!   and then to look.
//! - Waiters may be cancelled, that is, dropped, at any time, which changes nothing for the others.
//! - `set`, `clear` and `is_set` never wait: any task and any thread may call them, whoever waits.
//! - Setting a flag that is set, or clearing one that is not, changes nothing.
//!
//! Left open: whether somebody waits already when `wait` has been called, or only when its future
//! has been polled. tokio also lets a task do only so much in one poll: who has used that up may
//! find a flag that is set in a later one.
//!
//! In asyncio, this is an `Event`. There, nothing else runs between two awaits. In Rust another
//! thread may run at any moment, so "look, then wait" has to be one step, or be ordered so that it
//! does not matter.
//!
//! Rule of thumb: first sign up for the wake-up, then look, then wait.

/// A flag that can be waited for.
pub struct Event {
    // What do those who set it and those who wait for it share?
}

impl Default for Event {
    fn default() -> Self {
        Event::new()
    }
}

impl Event {
    /// A flag that is not set.
    pub fn new() -> Self {
        todo!("a flag, not set, and a way to wake those who wait for it")
    }

    /// Sets the flag and lets all go on who wait for it.
    pub fn set(&self) {
        todo!("set the flag and wake everybody")
    }

    /// Unsets the flag.
    pub fn clear(&self) {
        todo!("unset the flag and wake nobody")
    }

    /// Whether the flag is set.
    pub fn is_set(&self) -> bool {
        todo!("how the flag stands")
    }

    /// Waits until the flag is set; returns at once while it is.
    pub async fn wait(&self) {
        todo!("return if the flag is set, else when it is set next")
    }
}
