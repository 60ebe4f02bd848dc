//! Mistake: keeps a pool of eight places for calls: one may wait for another that has none.
//! Breaks: "Any number of threads that are not inside a runtime call at once"
//! Rejected by: many_threads_call_at_once
//! Told: no call should wait for another

use thiserror::Error;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Semaphore;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

pub struct Runner {
    runtime: Runtime,
    places: Semaphore,
}

impl Runner {
    pub fn new() -> std::io::Result<Self> {
        // Not a current-thread runtime: that one runs only while somebody is inside `block_on`.
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        Ok(Runner {
            runtime,
            places: Semaphore::new(8),
        })
    }

    pub fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, CallError> {
        if Handle::try_current().is_ok() {
            return Err(CallError::InsideRuntime);
        }
        Ok(self.runtime.block_on(async {
            let _place = self.places.acquire().await;
            work.await
        }))
    }
}
