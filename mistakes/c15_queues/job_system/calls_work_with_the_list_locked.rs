//! Mistake: notes that a job runs and calls its work in one step, with the list locked: a job that
//! asks the system something waits for itself.
//! Breaks: "`work` is called once for each attempt, when the attempt begins"
//! Rejected by: a_job_may_ask_and_submit_while_it_is_called
//! Told: submits another one when it is called

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_util::task::TaskTracker;

#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub at_once: usize,
    pub attempts: u32,
    pub pause: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    Queued,
    Running { attempt: u32 },
    Pausing { failed: u32 },
    Done,
    Failed { error: String, attempts: u32 },
    Cancelled,
    HandedBack,
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum JobError {
    #[error("not one job may be at work")]
    NoPlaces,
    #[error("a job needs at least one attempt")]
    NoAttempts,
    #[error("the system is shutting down")]
    ShuttingDown,
    #[error("there is no job {0:?}")]
    Unknown(JobId),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub done: Vec<JobId>,
    pub failed: Vec<JobId>,
    pub cancelled: Vec<JobId>,
    pub handed_back: Vec<JobId>,
}
pub struct JobSystem {
    settings: Settings,
    places: Arc<Semaphore>,
    tasks: TaskTracker,
    list: Arc<Mutex<List>>,
}

#[derive(Default)]
struct List {
    closed: bool,
    jobs: Vec<(JobState, Option<JoinHandle<()>>)>,
}

impl JobSystem {
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
        let task = self.tasks.spawn(async move {
            let tell = |state| {
                let now = &mut lock(&states).jobs[place].0;
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
                let _place = places.acquire().await;
                let outcome = AssertUnwindSafe(async {
                    let attempt = {
                        let mut list = lock(&states);
                        list.jobs[place].0 = JobState::Running { attempt };
                        work()
                    };
                    attempt.await
                })
                .catch_unwind();
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

    pub fn state(&self, id: JobId) -> Result<JobState, JobError> {
        let list = lock(&self.list);
        let job = (id.0 as usize)
            .checked_sub(1)
            .and_then(|n| list.jobs.get(n));
        job.map(|job| job.0.clone()).ok_or(JobError::Unknown(id))
    }

    pub async fn cancel(&self, id: JobId) -> Result<bool, JobError> {
        self.state(id)?;
        let place = id.0 as usize - 1;
        let task = {
            let mut list = lock(&self.list);
            let (state, task) = &mut list.jobs[place];
            if is_over(state) {
                return Ok(false);
            }
            *state = JobState::Cancelled;
            task.take()
        };
        if let Some(task) = task {
            task.abort();
            let _gone = task.await;
        }
        Ok(true)
    }

    pub async fn shutdown(&self, patience: Duration) -> Report {
        lock(&self.list).closed = true;
        self.tasks.close();
        if timeout(patience, self.tasks.wait()).await.is_err() {
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
