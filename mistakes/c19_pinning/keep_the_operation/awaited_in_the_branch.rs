//! Mistake: awaits the operation where the message is handled: nobody looks at messages meanwhile.
//! Breaks: "one operation at a time goes on beside them"
//! Breaks: "come at the instant at which the message comes"
//! Rejected by: messages_are_replied_to_while_an_operation_runs
//! Told: only when the operation was done

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
    while let Some(message) = messages.recv().await {
        match message {
            Message::Start(job) => {
                let output = start(&job).await;
                reply(Reply::Done(output));
            }
            Message::Ask => reply(Reply::Idle),
        }
    }
}
