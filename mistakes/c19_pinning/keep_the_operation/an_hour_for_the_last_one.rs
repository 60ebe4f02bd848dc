//! Mistake: gives the operation that is running an hour when all senders are gone, which nobody asked for, and
//! drops it then.
//! Breaks: "and the operation that is running comes to its end"
//! Rejected by: nobody_has_limited_how_long_anything_takes
//! Told: was dropped before its end, 1h after it was begun, when `serve` returned

use std::pin::pin;

use futures::future::OptionFuture;
use tokio::sync::mpsc;
use tokio::time::{Duration, timeout};

/// What others send.
#[derive(Debug)]
pub enum Message<J> {
    /// Begin this job.
    Start(J),
    /// Is one running?
    Ask,
}

/// What they are told.
#[derive(Debug)]
pub enum Reply<J, T> {
    /// The operation is done, and gave this.
    Done(T),
    /// Another one is running; here is the job again.
    Refused(J),
    /// One is running.
    Working,
    /// None is running.
    Idle,
}

/// So long for an operation when nobody is there any more who could ask for it.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// Replies to each message, and lets one operation run meanwhile.
pub async fn serve<J, F>(
    messages: &mut mpsc::Receiver<Message<J>>,
    mut start: impl FnMut(&J) -> F,
    mut reply: impl FnMut(Reply<J, F::Output>),
) where
    F: Future,
{
    let mut operation = pin!(None::<F>);
    loop {
        let is_running = operation.is_some();
        tokio::select! {
            message = messages.recv() => match message {
                Some(Message::Start(job)) if is_running => reply(Reply::Refused(job)),
                Some(Message::Start(job)) => operation.set(Some(start(&job))),
                Some(Message::Ask) if is_running => reply(Reply::Working),
                Some(Message::Ask) => reply(Reply::Idle),
                None => break,
            },
            Some(output) = OptionFuture::from(operation.as_mut().as_pin_mut()), if is_running => {
                operation.set(None);
                reply(Reply::Done(output));
            }
        }
    }
    if let Some(running) = operation.as_mut().as_pin_mut()
        && let Ok(output) = timeout(PATIENCE, running).await
    {
        operation.set(None);
        reply(Reply::Done(output));
    }
}
