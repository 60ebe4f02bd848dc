//! Mistake: tells a shutdown only of jobs that were over while they were at work.
//! Breaks: "until all are over or `patience` has passed"
//! Rejected by: a_shutdown_hears_of_each_job_that_is_cancelled_wherever_that_was
//! Told: cancelled while it paused or stood in the queue

use std::future::ready;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use thiserror::Error;
use tokio::sync::{AcquireError, Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::unconstrained;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
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
    shared: Arc<Shared>,
    tasks: TaskTracker,
    jobs: Mutex<Vec<Job>>,
}

struct Shared {
    settings: Settings,
    places: Arc<Semaphore>,
    stop: CancellationToken,
    ended: Notify,
}

type Place = Result<OwnedSemaphorePermit, AcquireError>;

struct Job {
    state: watch::Receiver<JobState>,
    cancel: CancellationToken,
}

impl JobSystem {
    pub fn new(settings: Settings) -> Result<Self, JobError> {
        if settings.at_once == 0 {
            return Err(JobError::NoPlaces);
        }
        if settings.attempts == 0 {
            return Err(JobError::NoAttempts);
        }
        Ok(JobSystem {
            shared: Arc::new(Shared {
                settings,
                places: Arc::new(Semaphore::new(settings.at_once)),
                stop: CancellationToken::new(),
                ended: Notify::new(),
            }),
            tasks: TaskTracker::new(),
            jobs: Mutex::default(),
        })
    }

    pub fn submit<W, F>(&self, work: W) -> Result<JobId, JobError>
    where
        W: FnMut() -> F + Send + 'static,
        F: Future<Output = Result<(), String>> + Send + 'static,
    {
        let mut jobs = self.jobs();
        if self.tasks.is_closed() {
            return Err(JobError::ShuttingDown);
        }
        let (tell, state) = watch::channel(JobState::Queued);
        let cancel = CancellationToken::new();
        let (shared, cancelled) = (Arc::clone(&self.shared), cancel.clone());
        let place = shared.in_line();
        self.tasks.spawn(async move {
            let end = tokio::select! {
                biased;
                () = cancelled.cancelled() => JobState::Cancelled,
                () = shared.stop.cancelled() => JobState::HandedBack,
                end = shared.attempts(place, work, &tell) => end,
            };
            let was_at_work = matches!(*tell.borrow(), JobState::Running { .. });
            tell.send_replace(end);
            if was_at_work {
                shared.ended.notify_waiters();
            }
        });
        jobs.push(Job { state, cancel });
        Ok(JobId(jobs.len() as u64))
    }

    pub fn state(&self, id: JobId) -> Result<JobState, JobError> {
        self.job(id, |job| job.state.borrow().clone())
    }

    pub async fn cancel(&self, id: JobId) -> Result<bool, JobError> {
        let (mut state, cancel) = self.job(id, |job| (job.state.clone(), job.cancel.clone()))?;
        if state.borrow().is_over() {
            return Ok(false);
        }
        cancel.cancel();
        let end = state.wait_for(JobState::is_over).await;
        Ok(end.is_ok_and(|end| *end == JobState::Cancelled))
    }

    pub async fn shutdown(&self, patience: Duration) -> Report {
        {
            let _no_submit_meanwhile = self.jobs();
            self.tasks.close();
        }
        let all_over = async {
            loop {
                let ended = self.shared.ended.notified();
                if self.jobs().iter().all(|job| job.state.borrow().is_over()) {
                    return;
                }
                ended.await;
            }
        };
        if timeout(patience, all_over).await.is_err() {
            self.shared.stop.cancel();
        }
        self.tasks.wait().await;
        let mut report = Report::default();
        for (n, job) in (1..).zip(self.jobs().iter()) {
            let list = match *job.state.borrow() {
                JobState::Done => &mut report.done,
                JobState::Failed { .. } => &mut report.failed,
                JobState::Cancelled => &mut report.cancelled,
                _ => &mut report.handed_back,
            };
            list.push(JobId(n));
        }
        report
    }

    fn job<R>(&self, id: JobId, look: impl FnOnce(&Job) -> R) -> Result<R, JobError> {
        let place = usize::try_from(id.0).ok().and_then(|n| n.checked_sub(1));
        let jobs = self.jobs();
        let job = place.and_then(|place| jobs.get(place));
        job.map(look).ok_or(JobError::Unknown(id))
    }

    fn jobs(&self) -> MutexGuard<'_, Vec<Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    fn in_line(&self) -> BoxFuture<'static, Place> {
        let mut place = unconstrained(Arc::clone(&self.places).acquire_owned()).boxed();
        match place.as_mut().now_or_never() {
            Some(place) => ready(place).boxed(),
            None => place,
        }
    }

    async fn attempts<W, F>(
        &self,
        mut place: BoxFuture<'static, Place>,
        mut work: W,
        tell: &watch::Sender<JobState>,
    ) -> JobState
    where
        W: FnMut() -> F,
        F: Future<Output = Result<(), String>>,
    {
        let mut attempt = 1;
        loop {
            let held = place.await;
            tell.send_replace(JobState::Running { attempt });
            let outcome = AssertUnwindSafe(async { work().await })
                .catch_unwind()
                .await;
            drop(held);
            let error = match outcome {
                Ok(Ok(())) => return JobState::Done,
                Ok(Err(error)) => error,
                Err(_) => "panicked".to_owned(),
            };
            if attempt == self.settings.attempts {
                return JobState::Failed {
                    error,
                    attempts: attempt,
                };
            }
            tell.send_replace(JobState::Pausing { failed: attempt });
            sleep(self.settings.pause).await;
            tell.send_replace(JobState::Queued);
            place = self.in_line();
            attempt += 1;
        }
    }
}

impl JobState {
    fn is_over(&self) -> bool {
        !matches!(
            self,
            JobState::Queued | JobState::Running { .. } | JobState::Pausing { .. }
        )
    }
}
