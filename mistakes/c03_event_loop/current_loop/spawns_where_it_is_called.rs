//! Mistake: spawns on the runtime of the calling thread, and a plain thread has none.
//! Breaks: "as a task of *that* runtime"
//! Rejected by: a_plain_thread_starts_work_with_what_it_was_given
//! Told: there is no reactor running

use thiserror::Error;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("no runtime is running on this thread")]
pub struct NoRunningLoop;

#[derive(Clone, Debug)]
pub struct RunningLoop {}

pub fn current_loop() -> Result<RunningLoop, NoRunningLoop> {
    match Handle::try_current() {
        Ok(_) => Ok(RunningLoop {}),
        Err(_) => Err(NoRunningLoop),
    }
}

impl RunningLoop {
    pub fn start<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        tokio::spawn(work)
    }
}
