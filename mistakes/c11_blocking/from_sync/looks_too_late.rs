//! Mistake: hands the work to the runtime first and looks where it is afterwards.
//! Breaks: "and the work is not begun"
//! Rejected by: inside_a_runtime_it_is_an_error
//! Told: had begun the work

use thiserror::Error;
use tokio::runtime::{Builder, Handle, Runtime};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

pub struct Runner {
    runtime: Runtime,
}

impl Runner {
    pub fn new() -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        Ok(Runner { runtime })
    }

    pub fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, CallError> {
        let task = self.runtime.spawn(work);
        if Handle::try_current().is_ok() {
            while !task.is_finished() {
                std::thread::yield_now();
            }
            return Err(CallError::InsideRuntime);
        }
        Ok(self
            .runtime
            .block_on(task)
            .expect("the work does not panic"))
    }
}
