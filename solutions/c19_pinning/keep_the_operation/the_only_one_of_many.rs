//! A collection of futures in which there is never more than one: it pins them, polls them, and drops
//! what is done.

use futures::StreamExt;
use futures::stream::FuturesUnordered;
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
    let mut running = FuturesUnordered::new();
    let mut is_open = true;
    while is_open || !running.is_empty() {
        tokio::select! {
            message = messages.recv(), if is_open => match message {
                Some(Message::Start(job)) => match running.is_empty() {
                    true => running.push(start(&job)),
                    false => reply(Reply::Refused(job)),
                },
                Some(Message::Ask) => reply(match running.is_empty() {
                    true => Reply::Idle,
                    false => Reply::Working,
                }),
                None => is_open = false,
            },
            Some(output) = running.next() => reply(Reply::Done(output)),
        }
    }
}
