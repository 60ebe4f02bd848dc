//! Instead of one `select!` a job, aborted tasks: whoever stops a job writes down what becomes of
//! it, aborts its task and waits for it to be gone.

use std::future::ready;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::{Either, FutureExt};
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, unconstrained};
use tokio::time::{sleep, timeout};
use tokio_util::task::TaskTracker;

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
pub struct JobSystem {
    settings: Settings,
    places: Arc<Semaphore>,
    tasks: TaskTracker,
    list: Arc<Mutex<List>>,
}

#[derive(Default)]
struct List {
    closed: bool,
    /// What is known of each job, and its task until somebody waits for the end of it.
    jobs: Vec<(JobState, Option<JoinHandle<()>>)>,
}

impl JobSystem {
    /// A system without jobs.
    ///
    /// # Errors
    /// [`JobError::NoPlaces`] and [`JobError::NoAttempts`] for settings that are 0.
    pub fn new(settings: Settings) -> Result<Self, JobError> {
        match settings {
            Settings { at_once: 0, .. } => Err(JobError::NoPlaces),
            Settings { attempts: 0, .. } => Err(JobError::NoAttempts),
            settings => Ok(JobSystem {
                settings,
                places: Arc::new(Semaphore::new(settings.at_once)),
                tasks: TaskTracker::new(),
                list: Arc::default(),
            }),
        }
    }

    /// Adds a job to the queue.
    ///
    /// # Errors
    /// [`JobError::ShuttingDown`] once [`shutdown`](Self::shutdown) was called.
    pub fn submit<W, F>(&self, mut work: W) -> Result<JobId, JobError>
    where
        W: FnMut() -> F + Send + 'static,
        F: Future<Output = Result<(), String>> + Send + 'static,
    {
        let mut list = lock(&self.list);
        if list.closed {
            return Err(JobError::ShuttingDown);
        }
        let (settings, places) = (self.settings, Arc::clone(&self.places));
        let (place, states) = (list.jobs.len(), Arc::clone(&self.list));
        // In line now, and not only when the task is first polled: the runtime may poll another one
        // before. Whatever the caller has done in this poll, tokio lets this through.
        let mut first = Box::pin(unconstrained(Arc::clone(&places).acquire_owned()));
        let mut first = match first.as_mut().now_or_never() {
            Some(place) => Some(Either::Left(ready(place))),
            None => Some(Either::Right(first)),
        };
        let task = self.tasks.spawn(async move {
            let tell = |state| {
                let now = &mut lock(&states).jobs[place].0;
                // Whoever has cancelled it meanwhile has the last word.
                if !is_over(now) {
                    *now = state;
                }
            };
            let mut error = String::new();
            for attempt in 1..=settings.attempts {
                if attempt > 1 {
                    tell(JobState::Pausing {
                        failed: attempt - 1,
                    });
                    sleep(settings.pause).await;
                    tell(JobState::Queued);
                }
                let _place = match first.take() {
                    Some(first) => first.await,
                    None => Arc::clone(&places).acquire_owned().await,
                };
                tell(JobState::Running { attempt });
                let outcome = AssertUnwindSafe(async { work().await }).catch_unwind();
                error = match outcome.await {
                    Ok(Ok(())) => return tell(JobState::Done),
                    Ok(Err(error)) => error,
                    Err(_) => "panicked".to_owned(),
                };
            }
            tell(JobState::Failed {
                error,
                attempts: settings.attempts,
            });
        });
        list.jobs.push((JobState::Queued, Some(task)));
        Ok(JobId(list.jobs.len() as u64))
    }

    /// Where the job is at this moment.
    ///
    /// # Errors
    /// [`JobError::Unknown`] if there is no such job.
    pub fn state(&self, id: JobId) -> Result<JobState, JobError> {
        let list = lock(&self.list);
        let job = (id.0 as usize)
            .checked_sub(1)
            .and_then(|n| list.jobs.get(n));
        job.map(|job| job.0.clone()).ok_or(JobError::Unknown(id))
    }

    /// Stops the job and waits until all that it held is dropped; says whether it was not over.
    ///
    /// # Errors
    /// [`JobError::Unknown`] if there is no such job.
    pub async fn cancel(&self, id: JobId) -> Result<bool, JobError> {
        self.state(id)?;
        let place = id.0 as usize - 1;
        let task = {
            let mut list = lock(&self.list);
            let (state, task) = &mut list.jobs[place];
            if is_over(state) {
                return Ok(false);
            }
            // Before the task is gone: a shutdown may be waiting for it too.
            *state = JobState::Cancelled;
            task.take()
        };
        if let Some(task) = task {
            task.abort();
            let _gone = task.await;
        }
        Ok(true)
    }

    /// Lets the jobs go on for so long, then stops those that are left; tells what became of all.
    pub async fn shutdown(&self, patience: Duration) -> Report {
        lock(&self.list).closed = true;
        self.tasks.close();
        if timeout(patience, self.tasks.wait()).await.is_err() {
            // All at once, or the place of the first that is gone would go to the next.
            for (_, task) in &lock(&self.list).jobs {
                if let Some(task) = task {
                    task.abort();
                }
            }
            self.tasks.wait().await;
        }
        let mut report = Report::default();
        for (n, (state, task)) in (1..).zip(&mut lock(&self.list).jobs) {
            *task = None;
            match state {
                JobState::Done => report.done.push(JobId(n)),
                JobState::Failed { .. } => report.failed.push(JobId(n)),
                JobState::Cancelled => report.cancelled.push(JobId(n)),
                state => {
                    *state = JobState::HandedBack;
                    report.handed_back.push(JobId(n));
                }
            }
        }
        report
    }
}

fn is_over(state: &JobState) -> bool {
    !matches!(
        state,
        JobState::Queued | JobState::Running { .. } | JobState::Pausing { .. }
    )
}

fn lock(list: &Mutex<List>) -> MutexGuard<'_, List> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}
