//! Instead of the task's handle, a oneshot channel that the work sends its result into.

use std::time::Duration;

use thiserror::Error;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Why a wait brought no result.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ShieldError {
    /// The limit passed; the work goes on.
    #[error("the work still runs")]
    StillRunning,
    /// The work panicked.
    #[error("the work panicked")]
    Panicked,
    /// An earlier wait has had the result.
    #[error("the result was taken before")]
    Taken,
}

/// Work that goes on whether somebody waits for it or not.
pub struct Shield<T> {
    /// None once the work is over.
    result: Option<oneshot::Receiver<T>>,
    panicked: bool,
}

impl<T: Send + 'static> Shield<T> {
    /// Waits for the result, but not longer than the limit. The work goes on in any case.
    ///
    /// # Errors
    /// [`ShieldError`]: the limit passed, the work panicked, or its result was handed out before.
    pub async fn wait(&mut self, limit: Duration) -> Result<T, ShieldError> {
        let Some(result) = &mut self.result else {
            return Err(match self.panicked {
                true => ShieldError::Panicked,
                false => ShieldError::Taken,
            });
        };
        let Ok(outcome) = timeout(limit, result).await else {
            return Err(ShieldError::StillRunning);
        };
        self.result = None;
        // The sender goes without a word only when the work unwinds.
        self.panicked = outcome.is_err();
        outcome.map_err(|_| ShieldError::Panicked)
    }
}

/// Starts the work, once and at once, so that nobody's giving up can stop it.
pub fn shield<S, W>(start: S) -> Shield<W::Output>
where
    S: Fn() -> W + Send + Sync + 'static,
    W: Future + Send + 'static,
    W::Output: Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let work = start();
    tokio::spawn(async move {
        let _ = sender.send(work.await);
    });
    Shield {
        result: Some(receiver),
        panicked: false,
    }
}
