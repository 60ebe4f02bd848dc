//! # semaphore_by_hand: so many permits, in the order of asking
//!
//! Why: a limit on connections, memory or requests is a semaphore. To count is the easy part. The
//! hard part is the line of those who wait, and one in it who is cancelled at the wrong moment: a
//! permit that nobody gives back is missing for ever, and one day the service stands still. Well
//! known libraries had this wrong, and even a tool that looks for such errors.
//!
//! Build: a [`Semaphore`] has so many permits. [`acquire_many`](Semaphore::acquire_many) takes
//! `count` of them together, and [`Permits`] gives them back when it is dropped.
//! - Who asks waits as long as there are too few, holding none of them meanwhile, and goes on at the
//!   instant at which there are enough.
//! - Turns come in the order of asking, which is that of the first polls. Nobody overtakes: who wants
//!   few stands behind who wants many, even if there are enough for the few.
//! - What is given back goes to those at the head of the line, to as many of them as it is enough
//!   for. It is theirs from that instant: nobody who comes before they are polled can take it.
//! - Each of them is woken at that instant, once, and by the waker of its last poll. Nobody else is
//!   woken by anything: who is woken finds the permits when polled.
//! - Who is cancelled while waiting leaves the line, and those behind go on at that instant if there
//!   are enough for them.
//! - Who is cancelled after having been woken leaves the permits to the next, at that instant.
//! - Whoever is woken may poll at once, inside the call of `wake`: no lock is held.
//! - Clones share the permits, and may be on other threads: there is no gap between a look at the
//!   permits and the place in the line through which what is given back could slip.
//! - [`available`](Semaphore::available) tells how many permits nobody has.
//!
//! Bad input: more permits than the semaphore has in all are refused with [`TooMany`] at once,
//! whoever waits. No permits at all are given at once, whoever waits. A semaphore may have any
//! number of permits, from 0 to `usize::MAX`.
//!
//! Left open: what `available` tells while somebody waits; permits that are leaked.
//!
//! In asyncio, this is a `Semaphore`, which takes one at a time, and in which a cancelled waiter used
//! to lose wake-ups, too: `release` was mended more than once. A task that is cancelled there is told
//! so by an exception. Here the future is dropped, and `Drop` is all it gets.
//!
//! Rule of thumb: whatever stands in a line has to be able to leave it, at each moment, in its `Drop`.

use thiserror::Error;

/// More permits were asked for than there are in all.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{asked} permits were asked for, and there are {total} in all")]
pub struct TooMany {
    /// How many were asked for.
    pub asked: usize,
    /// How many the semaphore has in all.
    pub total: usize,
}

/// So many permits. Clones share them.
#[derive(Clone)]
pub struct Semaphore {
    // Yours to design.
}

/// Permits that somebody has. Dropped, they are given back.
#[must_use = "permits are given back as soon as they are dropped"]
pub struct Permits {
    // Yours to design.
}

impl Semaphore {
    /// A semaphore that has so many permits.
    pub fn new(permits: usize) -> Self {
        todo!("all of them are free, and nobody waits", with permits)
    }

    /// How many permits nobody has.
    pub fn available(&self) -> usize {
        todo!("how many are free?")
    }

    /// Takes so many permits together, and waits for them if it has to.
    ///
    /// # Errors
    /// [`TooMany`] if there are not so many in all.
    ///
    /// # Cancel safety
    /// Dropped before its end, it has taken nothing, and stands in nobody's way.
    pub async fn acquire_many(&self, count: usize) -> Result<Permits, TooMany> {
        todo!("take them if you may, else stand in line", with count)
    }
}
