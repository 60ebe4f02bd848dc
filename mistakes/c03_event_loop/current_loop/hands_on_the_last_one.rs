//! Mistake: keeps the runtime that was found last, for threads that have none.
//! Breaks: "on a thread where no runtime is running, `current_loop` gives [`NoRunningLoop`]"
//! Rejected by: a_thread_that_async_code_has_started_has_no_runtime
//! Told: has started a plain thread, where no runtime is running

use std::sync::{Mutex, PoisonError};

use thiserror::Error;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

static LAST: Mutex<Option<Handle>> = Mutex::new(None);

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("no runtime is running on this thread")]
pub struct NoRunningLoop;

#[derive(Clone, Debug)]
pub struct RunningLoop {
    runtime: Handle,
}

pub fn current_loop() -> Result<RunningLoop, NoRunningLoop> {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Ok(runtime) = Handle::try_current() {
        *last = Some(runtime);
    }
    let runtime = last.clone().ok_or(NoRunningLoop)?;
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
