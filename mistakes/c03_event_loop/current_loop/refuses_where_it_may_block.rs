//! Mistake: refuses the threads that a runtime has started, to keep blocking code from starting tasks.
//! Breaks: "A thread of `spawn_blocking` counts"
//! Rejected by: on_a_thread_of_spawn_blocking_its_runtime_is_found
//! Told: your function did not find it

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
    let name = std::thread::current().name().map(str::to_owned);
    if name.is_some_and(|name| name.starts_with("tokio-rt")) {
        return Err(NoRunningLoop);
    }
    Ok(RunningLoop { runtime })
}

impl RunningLoop {
    pub fn start<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.runtime.spawn(work)
    }
}
