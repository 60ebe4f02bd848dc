//! # timer_wheel: a hundred thousand timers, and a look at the few that matter
//!
//! Why: a server has a timer for each connection, and nearly all of them are cancelled before they
//! are due. Who looks at all timers in each tick has no time for anything else. A wheel looks at the
//! hour hand for what is hours away, and at the seconds only when it is near: so do tokio, Linux and
//! Netty. It is also where a timer comes a tick early, or never, because it sat on an edge.
//!
//! Build: a [`TimerWheel`] stands at tick 0 and holds timers, which know at which tick they are due:
//! - [`insert`](TimerWheel::insert) puts a timer in, and gives an id that no other timer of this wheel
//!   ever gets.
//! - [`advance_to`](TimerWheel::advance_to) moves the wheel on to a tick and gives the timers that
//!   are due by then: each whose tick is that one or an earlier one, once, and no other.
//! - It gives them in the order of their ticks.
//! - However far it moves, it is quick: what is empty is passed over.
//! - [`cancel`](TimerWheel::cancel) gives back the timer with this id, which then never comes. It gives
//!   `None` if that was given already, by `advance_to` or by `cancel`.
//! - To look at a timer is to ask it for its tick: `insert` looks at no other timer than the new one,
//!   and `cancel` at no other than its own.
//! - As long as a timer is not due, `advance_to` looks at it in twenty calls at the most, however many
//!   calls there are.
//! - A hundred thousand timers that wait make nothing slower, neither `advance_to` nor `insert` nor
//!   `cancel`.
//!
//! Bad input: ticks are anything from 0 to `u64::MAX`. A timer that is due already when it is put in
//! comes with the next `advance_to`, to whatever tick, before all others. A tick that lies behind leaves
//! the wheel where it is.
//!
//! Left open: in which order those come that are due at the same tick, or were due when they were put
//! in.
//!
//! Good to know: write ticks in base 64, as a clock writes seconds in base 60. They have eleven digits.
//! Compare the tick of a timer with that of the wheel: the highest digit in which they differ is the
//! level at which it waits, and its value there is its slot. When the wheel comes to a slot of a higher
//! level, its timers are put in again, further down: they cascade.
//!
//! With a queue of tasks, a way to sleep, and this, you have all that a runtime needs. It would sleep,
//! as your `block_on` does, until the next slot that is not empty.
//!
//! In asyncio the loop keeps its timers in a heap, where an insert costs the logarithm of how many
//! there are, and the cancelled ones stay until their time comes, or until they are more than half of
//! it.
//!
//! Rule of thumb: sort only as finely as you have to by now.

use std::marker::PhantomData;

/// Something that is due at a tick.
pub trait Due {
    /// The tick. Always the same.
    fn due(&self) -> u64;
}

/// Which timer of a wheel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerId {
    // Yours to design.
}

/// Timers that wait for their ticks.
pub struct TimerWheel<T> {
    /// Yours to design: replace it by what you need.
    design: PhantomData<T>,
}

impl<T: Due> TimerWheel<T> {
    /// A wheel without timers, at tick 0.
    #[expect(clippy::new_without_default, reason = "there is one way to make one")]
    pub fn new() -> Self {
        todo!("all slots are empty")
    }

    /// Puts a timer in.
    pub fn insert(&mut self, timer: T) -> TimerId {
        todo!("into the slot where it waits", with timer)
    }

    /// Takes a timer out, if it is still there.
    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        todo!("out of the slot where it waits by now", with id)
    }

    /// Moves on to this tick, and gives what is due by then.
    pub fn advance_to(&mut self, tick: u64) -> Vec<T> {
        todo!("from slot to slot, as long as there is one before this tick", with tick)
    }
}
