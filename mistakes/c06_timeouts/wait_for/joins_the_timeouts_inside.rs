//! Mistake: takes an error of the work that is a timeout further down for its own timeout.
//! Breaks: "Its own error is never a timeout, whatever it is"
//! Rejected by: a_timeout_of_the_work_itself_is_its_error
//! Told: that is no timeout of yours

use std::any::Any;
use std::io;
use std::time::Duration;

use thiserror::Error;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

fn is_timeout(error: &dyn Any) -> bool {
    let io = error.downcast_ref::<io::Error>();
    error.is::<Elapsed>() || io.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum WaitError<E> {
    #[error("not done within {limit:?}")]
    TimedOut { limit: Duration },
    #[error("the work failed: {0}")]
    Failed(E),
}

pub async fn wait_for<W, T, E>(limit: Duration, work: W) -> Result<T, WaitError<E>>
where
    W: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    match timeout(limit, work).await {
        Ok(Err(error)) if !is_timeout(&error) => Err(WaitError::Failed(error)),
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) | Err(_) => Err(WaitError::TimedOut { limit }),
    }
}
