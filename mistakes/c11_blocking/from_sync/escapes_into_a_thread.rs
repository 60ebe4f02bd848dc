//! Mistake: gets round the panic inside a runtime with another thread, and blocks the runtime's
//! thread until that one is done.
//! Breaks: "wherever `Handle::try_current` finds one, the call is [`CallError::InsideRuntime`]"
//! Rejected by: inside_a_runtime_it_is_an_error
//! Told: ran its work and gave `Ok(7)`

use thiserror::Error;
use tokio::runtime::{Builder, Runtime};

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
        let handle = self.runtime.handle().clone();
        let thread = std::thread::spawn(move || handle.block_on(work));
        Ok(thread.join().expect("the work does not panic"))
    }
}
