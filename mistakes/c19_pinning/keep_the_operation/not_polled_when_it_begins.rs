//! Mistake: polls what is running, then takes messages: what begins with the last of them has not been
//! polled by anybody, so nothing wakes it.
//! Breaks: "calls `start` with the job and begins what that gives"
//! Rejected by: an_operation_that_nobody_asks_for_comes_to_its_end
//! Told: was not polled then

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
    let mut is_open = true;
    poll_fn(|cx| {
        let polled = operation.as_mut().map(|running| running.as_mut().poll(cx));
        if let Some(Poll::Ready(output)) = polled {
            operation = None;
            reply(Reply::Done(output));
        }
        while is_open {
            match messages.poll_recv(cx) {
                Poll::Ready(Some(Message::Start(job))) => match &operation {
                    Some(_) => reply(Reply::Refused(job)),
                    None => operation = Some(Box::pin(start(&job))),
                },
                Poll::Ready(Some(Message::Ask)) => reply(match &operation {
                    Some(_) => Reply::Working,
                    None => Reply::Idle,
                }),
                Poll::Ready(None) => is_open = false,
                Poll::Pending => return Poll::Pending,
            }
        }
        match &operation {
            Some(_) => Poll::Pending,
            None => Poll::Ready(()),
        }
    })
    .await
}
