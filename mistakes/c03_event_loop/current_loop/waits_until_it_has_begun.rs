//! Mistake: waits until the work has begun.
//! Breaks: "does not wait until the runtime gets to it"
//! Rejected by: start_does_not_wait_until_the_runtime_gets_to_the_work
//! Told: had not come back after 2s

use std::sync::mpsc;

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
        let (begins, has_begun) = mpsc::channel();
        let task = self.runtime.spawn(async move {
            let _ = begins.send(());
            work.await
        });
        let _ = has_begun.recv();
        task
    }
}
