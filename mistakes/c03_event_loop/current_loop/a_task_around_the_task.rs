//! Mistake: starts a task that starts the work as another one and waits for it, and gives the handle of
//! the outer one.
//! Breaks: "It gives the task's `JoinHandle` at once"
//! Rejected by: the_handle_is_that_of_the_work
//! Told: was aborted through its handle after 1s

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
        let runtime = self.runtime.clone();
        self.runtime
            .spawn(async move { runtime.spawn(work).await.expect("the work has finished") })
    }
}
