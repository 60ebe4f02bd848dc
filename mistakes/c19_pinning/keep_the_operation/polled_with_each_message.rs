//! Mistake: looks after the operation only when a message has come: what the operation waits for wakes
//! nobody.
//! Breaks: "until [`Reply::Done`] tells what it gave, at that instant"
//! Rejected by: an_operation_that_nobody_asks_for_comes_to_its_end
//! Told: was not polled

use std::pin::Pin;

use futures::FutureExt;
use tokio::sync::mpsc;

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
    while let Some(message) = messages.recv().await {
        match message {
            Message::Start(job) if operation.is_some() => reply(Reply::Refused(job)),
            Message::Start(job) => operation = Some(Box::pin(start(&job))),
            Message::Ask if operation.is_some() => reply(Reply::Working),
            Message::Ask => reply(Reply::Idle),
        }
        let polled = operation
            .as_mut()
            .map(|running| running.as_mut().now_or_never());
        if let Some(Some(output)) = polled {
            operation = None;
            reply(Reply::Done(output));
        }
    }
    if let Some(running) = operation {
        let output = running.await;
        reply(Reply::Done(output));
    }
}
