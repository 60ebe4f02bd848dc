//! # job_system: submit, watch, retry, cancel, shut down
//!
//! Why: this is what stands behind "your export is being prepared". Jobs come in faster than they
//! can be done, some fail and deserve another chance, some are not wanted any more, and one day
//! the machine is to be restarted: then nothing may get lost without somebody being told. This is
//! the larger exercise of the chapter; take it method by method.
//!
//! Build a [`JobSystem`], which runs jobs on the current runtime, with methods that take `&self`, so
//! that it can be shared:
//!
//! - In the [`Settings`] of [`new`](JobSystem::new), `at_once` of 0 is [`JobError::NoPlaces`], and
//!   `attempts` of 0 is [`JobError::NoAttempts`].
//! - [`submit`](JobSystem::submit) adds a job to the queue and gives its number: from 1, in the order
//!   in which jobs are submitted, on whichever threads. Work begins in that order too: a place that
//!   becomes free goes to the job that has been queued for the longest. Never are more than `at_once`
//!   jobs at work, and never fewer as long as jobs are queued. `work` is called once for each attempt,
//!   when the attempt begins.
//! - An attempt that gives `Err` has failed, and so has one that panics, in calling `work` too: its
//!   error is then the text `panicked`. Before the next attempt the job pauses for `pause`. While it
//!   pauses its place belongs to others. After the pause it joins the end of the queue, also if the
//!   pause is zero. When `attempts` attempts have failed, the job has failed, at that instant, with
//!   the last error.
//! - [`state`](JobSystem::state) tells where a job is: see [`JobState`].
//! - [`cancel`](JobSystem::cancel) stops a job that is queued, at work or pausing. It begins no other
//!   attempt. When `cancel` returns, all that the job held is dropped and its place is free. It gives
//!   `true`; for a job that was over already it gives `false` and changes nothing.
//! - [`shutdown`](JobSystem::shutdown) takes no more jobs: `submit` gives
//!   [`JobError::ShuttingDown`]. The jobs that are there go on, queue, retries, cancelling and all,
//!   until all are over or `patience` has passed, which may be [`Duration::MAX`]. What is not over by
//!   then is stopped, begins no other attempt, and is handed back. It returns at that instant, and no
//!   job is running any more. Its [`Report`] names every job that was ever submitted, in exactly one
//!   list, each list in order of number.
//!
//! Bad input: a number that was never given out is [`JobError::Unknown`], in `state` and `cancel`.
//! A job that fails or panics costs nobody else a place.
//!
//! Left open: `new` outside of a runtime, or with both settings 0. A job that gets a place may still
//! be `Queued` until the runtime has had its next turn, and on several threads another one that has got
//! a place after it may begin before it. What becomes of a job that ends by itself at
//! the very instant at which it is cancelled or at which the patience is over, and of one that panics
//! while it is dropped. A drop without a shutdown, a second shutdown, and what the second of two
//! `cancel` at once gives. More places than a million.
//!
//! Good to know: `work` and its future are `Send + 'static` because they move into a task, which may
//! run on another thread and outlive the caller. A runtime of many threads polls new tasks in an
//! order that nobody can count on, often the newest first.
//!
//! In asyncio a task that is cancelled gets an exception and may refuse. Here a cancelled future
//! is dropped: what it holds is released by `Drop`, and it has no say in it.
//!
//! Rule of thumb: for every job there must be an answer to "what became of it?", at every instant
//! and after the last one.

use std::time::Duration;

use thiserror::Error;

/// How a [`JobSystem`] works.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// So many jobs may be at work at once.
    pub at_once: usize,
    /// So many times a job is tried, the first time included.
    pub attempts: u32,
    /// So long a job pauses after an attempt that failed, if there is another one.
    pub pause: Duration,
}

/// The number of a job: the first one that is submitted is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// Where a job is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It waits for a place.
    Queued,
    /// It is at work, for the first time or again; the first attempt is 1.
    Running {
        /// Which attempt this is.
        attempt: u32,
    },
    /// It waits for its pause to pass, after so many failed attempts.
    Pausing {
        /// So many attempts have failed.
        failed: u32,
    },
    /// It came to a good end.
    Done,
    /// All its attempts failed.
    Failed {
        /// The error of the last attempt.
        error: String,
        /// So many attempts there were.
        attempts: u32,
    },
    /// It was cancelled.
    Cancelled,
    /// It was not over when the system shut down.
    HandedBack,
}

/// What a [`JobSystem`] cannot do.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum JobError {
    /// The settings let no job be at work.
    #[error("not one job may be at work")]
    NoPlaces,
    /// The settings let no job be tried.
    #[error("a job needs at least one attempt")]
    NoAttempts,
    /// It takes no more jobs.
    #[error("the system is shutting down")]
    ShuttingDown,
    /// No job has this number.
    #[error("there is no job {0:?}")]
    Unknown(JobId),
}

/// What became of all the jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Those that came to a good end.
    pub done: Vec<JobId>,
    /// Those whose attempts all failed.
    pub failed: Vec<JobId>,
    /// Those that were cancelled.
    pub cancelled: Vec<JobId>,
    /// Those that were not over in time.
    pub handed_back: Vec<JobId>,
}

/// Runs jobs, a few at once.
pub struct JobSystem {/* yours */}

impl JobSystem {
    /// A system without jobs.
    ///
    /// # Errors
    /// [`JobError::NoPlaces`] and [`JobError::NoAttempts`] for settings that are 0.
    pub fn new(settings: Settings) -> Result<Self, JobError> {
        todo!("what does a system with {settings:?} have to remember?")
    }

    /// Adds a job to the queue.
    ///
    /// # Errors
    /// [`JobError::ShuttingDown`] once [`shutdown`](Self::shutdown) was called.
    pub fn submit<W, F>(&self, work: W) -> Result<JobId, JobError>
    where
        W: FnMut() -> F + Send + 'static,
        F: Future<Output = Result<(), String>> + Send + 'static,
    {
        todo!("each call makes an attempt: who polls it, and when?", with work)
    }

    /// Where the job is at this moment.
    ///
    /// # Errors
    /// [`JobError::Unknown`] if there is no such job.
    pub fn state(&self, id: JobId) -> Result<JobState, JobError> {
        todo!("look {id:?} up")
    }

    /// Stops the job and waits until all that it held is dropped; says whether it was not over.
    ///
    /// # Errors
    /// [`JobError::Unknown`] if there is no such job.
    pub async fn cancel(&self, id: JobId) -> Result<bool, JobError> {
        todo!("tell {id:?} to stop, and wait until it has")
    }

    /// Lets the jobs go on for so long, then stops those that are left; tells what became of all.
    pub async fn shutdown(&self, patience: Duration) -> Report {
        todo!("nothing new from now on, and the end in {patience:?} at the latest")
    }
}
