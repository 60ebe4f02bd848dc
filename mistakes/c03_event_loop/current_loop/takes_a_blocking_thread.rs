//! Mistake: from a thread that is not of the runtime, drives the work on a thread of `spawn_blocking`.
//! Breaks: "starts work as a task of that runtime, from whatever thread it is called"
//! Rejected by: wherever_it_was_started_the_work_stops_when_its_handle_aborts_it, wherever_they_are_started_a_thousand_works_run_at_once
//! Told: called on a plain thread

use thiserror::Error;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("no runtime is running on this thread")]
pub struct NoRunningLoop;

#[derive(Clone, Debug)]
pub struct RunningLoop {
    runtime: Handle,
}

pub fn current_loop() -> Result<RunningLoop, NoRunningLoop> {
    let runtime = Handle::try_current().map_err(|_| NoRunningLoop)?;
    Ok(RunningLoop { runtime })
}

impl RunningLoop {
    pub fn start<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match Handle::try_current() {
            Ok(_) => self.runtime.spawn(work),
            Err(_) => {
                let runtime = self.runtime.clone();
                self.runtime.spawn_blocking(move || runtime.block_on(work))
            }
        }
    }
}
