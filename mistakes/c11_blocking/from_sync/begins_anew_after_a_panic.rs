//! Mistake: polls all works in one future, and makes another one when a panic has ended it,
//! without the works that were under way.
//! Breaks: "and the `Runner` works on as before"
//! Rejected by: a_panic_costs_no_other_call_and_no_task
//! Told: the work of one call panicked while that of another was under way

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use thiserror::Error;
use tokio::runtime::{Builder, Handle};
use tokio::sync::{mpsc, oneshot};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

type Work = BoxFuture<'static, ()>;

pub struct Runner {
    works: mpsc::UnboundedSender<Work>,
}

impl Runner {
    pub fn new() -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (works, mut asked) = mpsc::unbounded_channel::<Work>();
        thread::Builder::new().spawn(move || {
            let mut drive = || {
                runtime.block_on(async {
                    let mut running = FuturesUnordered::new();
                    loop {
                        tokio::select! {
                            work = asked.recv() => match work {
                                Some(work) => running.push(work),
                                None => return,
                            },
                            Some(()) = running.next() => {}
                        }
                    }
                });
            };
            while catch_unwind(AssertUnwindSafe(&mut drive)).is_err() {}
        })?;
        Ok(Runner { works })
    }

    pub fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, CallError> {
        if Handle::try_current().is_ok() {
            return Err(CallError::InsideRuntime);
        }
        let (done, given) = oneshot::channel();
        let _ = self.works.send(Box::pin(async move {
            let _ = done.send(work.await);
        }));
        Ok(given.blocking_recv().expect("the thread drives it"))
    }
}
