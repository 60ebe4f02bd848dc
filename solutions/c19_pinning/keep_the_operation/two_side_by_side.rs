//! Two futures side by side, joined: one replies, the other one gets jobs through a channel and awaits
//! one after the other.

use std::cell::{Cell, RefCell};

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
    start: impl FnMut(&J) -> F,
    reply: impl FnMut(Reply<J, F::Output>),
) where
    F: Future,
{
    let (jobs, mut taken) = mpsc::unbounded_channel();
    let (is_running, reply) = (Cell::new(false), RefCell::new(reply));
    let tells = |what| {
        let mut reply = reply.borrow_mut();
        reply(what);
    };
    let replies = async {
        while let Some(message) = messages.recv().await {
            match message {
                Message::Start(job) if is_running.get() => tells(Reply::Refused(job)),
                Message::Start(job) => {
                    is_running.set(true);
                    // The other one takes jobs until this one is at its end.
                    let _ = jobs.send(job);
                }
                Message::Ask if is_running.get() => tells(Reply::Working),
                Message::Ask => tells(Reply::Idle),
            }
        }
        drop(jobs);
    };
    let works = async {
        let mut start = start;
        while let Some(job) = taken.recv().await {
            let output = start(&job).await;
            is_running.set(false);
            tells(Reply::Done(output));
        }
    };
    tokio::join!(replies, works);
}
