//! Instead of `select!`, a poll that takes a message, polls the operation, which stands in a box, and
//! goes on like this until neither has anything new.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

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
    poll_fn(|cx| {
        loop {
            let message = messages.poll_recv(cx);
            let is_closed = matches!(message, Poll::Ready(None));
            let mut is_new = false;
            if let Poll::Ready(Some(message)) = message {
                is_new = true;
                match (message, &operation) {
                    (Message::Start(job), None) => operation = Some(Box::pin(start(&job))),
                    (Message::Start(job), Some(_)) => reply(Reply::Refused(job)),
                    (Message::Ask, None) => reply(Reply::Idle),
                    (Message::Ask, Some(_)) => reply(Reply::Working),
                }
            }
            let polled = operation.as_mut().map(|running| running.as_mut().poll(cx));
            if let Some(Poll::Ready(output)) = polled {
                operation = None;
                reply(Reply::Done(output));
            }
            if is_closed && operation.is_none() {
                return Poll::Ready(());
            }
            if !is_new {
                return Poll::Pending;
            }
        }
    })
    .await
}
