//! Mistake: polls both, and when the operation is done, forgets that a message was taken as well.
//! Breaks: "of which none is lost"
//! Rejected by: a_message_and_the_end_of_the_operation_come_together
//! Told: the message was taken out of the channel

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
    while is_open || operation.is_some() {
        let (message, output) = poll_fn(|cx| {
            let message = match is_open {
                true => messages.poll_recv(cx),
                false => Poll::Pending,
            };
            let output = match &mut operation {
                Some(running) => running.as_mut().poll(cx),
                None => Poll::Pending,
            };
            match message.is_pending() && output.is_pending() {
                true => Poll::Pending,
                false => Poll::Ready((message, output)),
            }
        })
        .await;
        match (message, output) {
            (_, Poll::Ready(output)) => {
                operation = None;
                reply(Reply::Done(output));
            }
            (Poll::Ready(Some(Message::Start(job))), _) => match &operation {
                Some(_) => reply(Reply::Refused(job)),
                None => operation = Some(Box::pin(start(&job))),
            },
            (Poll::Ready(Some(Message::Ask)), _) => reply(match &operation {
                Some(_) => Reply::Working,
                None => Reply::Idle,
            }),
            (Poll::Ready(None), _) => is_open = false,
            (Poll::Pending, Poll::Pending) => {}
        }
    }
}
