//! Mistake: returns when an operation is done and the channel is closed, though something may still be
//! in it.
//! Breaks: "all that they sent is replied to"
//! Breaks: "in the order of the messages, of which none is lost"
//! Rejected by: what_was_sent_is_replied_to_when_operations_end_meanwhile
//! Told: were never replied to: what was sent is in the channel still

use std::pin::pin;

use futures::future::OptionFuture;
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
    let mut operation = pin!(None::<F>);
    let mut is_open = true;
    loop {
        let is_running = operation.is_some();
        tokio::select! {
            message = messages.recv(), if is_open => match message {
                Some(Message::Start(job)) if is_running => reply(Reply::Refused(job)),
                Some(Message::Start(job)) => operation.set(Some(start(&job))),
                Some(Message::Ask) if is_running => reply(Reply::Working),
                Some(Message::Ask) => reply(Reply::Idle),
                None => is_open = false,
            },
            Some(output) = OptionFuture::from(operation.as_mut().as_pin_mut()), if is_running => {
                operation.set(None);
                reply(Reply::Done(output));
                if messages.is_closed() {
                    // Nobody can start another one.
                    return;
                }
            }
            // Nobody sends any more, and nothing is running.
            else => return,
        }
    }
}
