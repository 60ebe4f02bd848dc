//! Mistake: takes all messages that are there at once, and looks whether an operation is running before the
//! first of them only.
//! Breaks: "is replied to in [`Reply::Working`] while an operation is running"
//! Rejected by: what_was_sent_is_replied_to_when_operations_end_meanwhile
//! Told: look anew for each message

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
    let (mut is_open, mut several) = (true, Vec::new());
    loop {
        let is_running = operation.is_some();
        tokio::select! {
            count = messages.recv_many(&mut several, 100), if is_open => {
                is_open = count > 0;
                for message in several.drain(..) {
                    match message {
                        Message::Start(job) if is_running => reply(Reply::Refused(job)),
                        Message::Start(job) => operation.set(Some(start(&job))),
                        Message::Ask if is_running => reply(Reply::Working),
                        Message::Ask => reply(Reply::Idle),
                    }
                }
            }
            Some(output) = OptionFuture::from(operation.as_mut().as_pin_mut()), if is_running => {
                operation.set(None);
                reply(Reply::Done(output));
            }
            // Nobody sends any more, and nothing is running.
            else => return,
        }
    }
}
