//! Mistake: looks ten times a second whether the operation is done.
//! Breaks: "and not now and then to look"
//! Rejected by: an_operation_that_nobody_asks_for_comes_to_its_end
//! Told: looks every 100ms

use std::pin::Pin;

use futures::FutureExt;
use tokio::sync::mpsc;
use tokio::time::{Duration, sleep};

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

/// Replies to each message, and lets one operation run meanwhile.
pub async fn serve<J, F>(
    messages: &mut mpsc::Receiver<Message<J>>,
    mut start: impl FnMut(&J) -> F,
    mut reply: impl FnMut(Reply<J, F::Output>),
) where
    F: Future,
{
    let mut operation: Option<Pin<Box<F>>> = None;
    let mut is_open = true;
    while is_open || operation.is_some() {
        tokio::select! {
            message = messages.recv(), if is_open => match message {
                Some(Message::Start(job)) if operation.is_some() => reply(Reply::Refused(job)),
                Some(Message::Start(job)) => operation = Some(Box::pin(start(&job))),
                Some(Message::Ask) if operation.is_some() => reply(Reply::Working),
                Some(Message::Ask) => reply(Reply::Idle),
                None => is_open = false,
            },
            () = sleep(Duration::from_millis(100)), if operation.is_some() => {}
        }
        let polled = operation
            .as_mut()
            .map(|running| running.as_mut().now_or_never());
        if let Some(Some(output)) = polled {
            operation = None;
            reply(Reply::Done(output));
        }
    }
}
