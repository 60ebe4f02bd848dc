//! Mistake: polls all works in one future, which the first panic ends.
//! Breaks: "A panic of the work comes out of `call` as a panic, and the `Runner` works on as
//! before"
//! Rejected by: a_panic_comes_out_of_the_call_and_the_runner_works_on
//! Told: forty

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
