//! # limit_concurrency: so many at a time, and no more
//!
//! Why: a server that takes ten requests at once may fall over at a thousand. Starting everything
//! at once is easy; what is left to decide is how much of it may run at the same time.
//!
//! Build: a [`Limit`] has a number of places, and as many jobs run at a time as there are places, as
//! long as there is work, and never more.
//! - [`run`](Limit::run) waits for a free place, however long that takes, runs the job in it, gives
//!   the place back and returns what the job gave.
//! - [`run_all`](Limit::run_all) does so with many jobs at once, however many they are, and gives the
//!   results in the order of the jobs.
//! - Everybody who uses the same `Limit` shares its places, whichever of the two they call.
//! - A place that comes free is taken at that instant, as long as anybody waits for one.
//! - First come, first served: nobody who asks later is let in earlier, and who asks again goes to
//!   the end of the line. `run` asks in its first poll; `run_all` asks in its first poll for all its
//!   jobs, in their order.
//! - Who waits is woken when a place comes free, and does not look now and then.
//! - The place is given back however the job ends: with a result, with an error, by a panic (which
//!   goes on to the caller of `run` or `run_all`), or because the caller is cancelled, that is,
//!   dropped.
//! - A caller that is cancelled while it waits costs nobody a turn, and nobody else in the line
//!   changes places.
//!
//! Bad input: a limit may be as large as `usize::MAX`, which is no limit at all. No jobs give an
//! empty list at once, also while all places are taken.
//!
//! Left open: tokio lets a task do only so much in one poll. Who has used that up may ask in a later
//! one, and of more than a hundred jobs, `run_all` may ask for some in a later one.
//!
//! Good to know: a limit of 0 would let nobody in, ever, and its type rules it out. Your tool may hold
//! fewer places than `usize::MAX`: look up how many.
//!
//! In asyncio, a `Semaphore` is the same tool. There, `async with` gives the place back at the end of
//! its block; here, dropping a guard does.
//!
//! Rule of thumb: hold the permit in a variable that lives as long as the work, and let its drop
//! give it back.

use std::num::NonZeroUsize;

/// Lets so many jobs run at a time.
pub struct Limit {
    // What do all callers share?
}

impl Limit {
    /// A limit with this many places, all of them free.
    pub fn new(most: NonZeroUsize) -> Self {
        todo!("{most} places, all free")
    }

    /// Runs the job as soon as there is a place for it.
    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        todo!("wait for a place, then run the job", with job)
    }

    /// Runs all jobs, each as soon as there is a place for it, and gives their results in the
    /// order of the jobs.
    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        todo!("{} jobs wait for places", jobs.len())
    }
}
