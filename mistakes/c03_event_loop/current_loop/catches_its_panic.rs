//! Mistake: lets tokio panic where there is no runtime, and catches that.
//! Breaks: "It does not panic"
//! Rejected by: that_there_is_none_is_told_without_a_panic
//! Told: it panicked inside and caught that

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
    match std::panic::catch_unwind(Handle::current) {
        Ok(runtime) => Ok(RunningLoop { runtime }),
        Err(_panic) => Err(NoRunningLoop),
    }
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
