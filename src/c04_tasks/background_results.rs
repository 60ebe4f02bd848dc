//! # background_results: submit now, collect later
//!
//! Why: often many tasks run in the background, and their results are needed later, by name, in an
//! order of their own. Then somebody has to own the tasks: to know which is which, and to stop them
//! all when nobody wants them any more.
//!
//! Build: [`Background`], a set of jobs:
//! - [`submit`](Background::submit) starts a job at once, as a task of the runtime that is running,
//!   however many there are, and gives its id. It neither waits for the job nor runs any of it
//!   itself. No two jobs of a set ever have the same id.
//! - [`collect`](Background::collect) waits until the job with this id is done and gives its result
//!   at that instant, in whatever order you ask. The other jobs go on meanwhile, and their results are
//!   kept. Whoever gives up waiting, by dropping the future of `collect`, loses nothing: the job goes
//!   on, and can be collected later.
//! - Dropping the set stops all its jobs, on whatever thread it is dropped.
//!
//! Bad input: an id that no job of this set has, or whose result was collected already, gives
//! [`CollectError::Unknown`] at once. A job that panicked gives [`CollectError::Panicked`], once; after
//! that it counts as collected. The others are not touched by that.
//!
//! Left open: what `collect` gives for a job whose runtime has ended.
//!
//! Good to know: dropping cannot await, so the jobs of a dropped set are gone a little later, when the
//! runtime gets to them. Jobs are `Send + 'static`, since the runtime may run them on any thread, and for as
//! long as the set lives.
//!
//! In asyncio you keep a set of tasks too, because the loop itself holds them only weakly. In tokio a
//! task that nobody holds runs on, and nobody can stop it.
//!
//! Rule of thumb: every task has an owner who stops it.

use std::marker::PhantomData;

use thiserror::Error;

/// Why there is no result.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CollectError {
    /// No job has this id, or its result was collected already.
    #[error("there is no job {0}, or its result was collected already")]
    Unknown(u64),
    /// The job with this id panicked.
    #[error("job {0} panicked")]
    Panicked(u64),
}

/// Jobs that run in the background, each with an id. Dropping it stops them all.
pub struct Background<T> {
    /// Put your own fields here instead of this one.
    yours: PhantomData<T>,
}

impl<T: Send + 'static> Background<T> {
    /// A set without jobs.
    pub fn empty() -> Self {
        todo!("what has to be known of each job?")
    }

    /// Starts a job and gives its id.
    ///
    /// # Panics
    /// Outside a runtime.
    pub fn submit<F>(&mut self, job: F) -> u64
    where
        F: Future<Output = T> + Send + 'static,
    {
        todo!("start the job", with job)
    }

    /// Waits until the job with this id is done, and gives its result.
    ///
    /// Dropping the future that this gives loses nothing: the job can be collected later.
    ///
    /// # Errors
    /// [`CollectError::Unknown`] if there is no such job or its result was collected already,
    /// [`CollectError::Panicked`] if it panicked.
    pub async fn collect(&mut self, id: u64) -> Result<T, CollectError> {
        todo!("wait for job {id}")
    }
}
