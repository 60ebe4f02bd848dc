//! Mistake: notes that the operation is done, and does not switch off its branch: it is polled again in
//! the next turn.
//! Breaks: "and is polled no more"
//! Rejected by: what_is_done_is_dropped_and_polled_no_more
//! Told: polled again after its end

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
    let (mut is_open, mut is_running) = (true, false);
    while is_open || is_running {
        tokio::select! {
            message = messages.recv(), if is_open => match message {
                Some(Message::Start(job)) if is_running => reply(Reply::Refused(job)),
                Some(Message::Start(job)) => {
                    operation.set(Some(start(&job)));
                    is_running = true;
                }
                Some(Message::Ask) if is_running => reply(Reply::Working),
                Some(Message::Ask) => reply(Reply::Idle),
                None => is_open = false,
            },
            Some(output) = OptionFuture::from(operation.as_mut().as_pin_mut()) => {
                is_running = false;
                reply(Reply::Done(output));
            }
        }
    }
}
