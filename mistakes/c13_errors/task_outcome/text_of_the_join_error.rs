//! Mistake: gives the text of the `JoinError`, in which the message is one word among others.
//! Breaks: "the panic's message as it is"
//! Rejected by: the_message_of_a_panic_is_kept, the_message_may_have_been_put_together
//! Told: and nothing else

use tokio::task::JoinHandle;

#[derive(Debug, PartialEq)]
pub enum Outcome<T, E> {
    Finished(T),
    Failed(E),
    Panicked(String),
    Cancelled,
}

pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    match task.await {
        Ok(Ok(value)) => Outcome::Finished(value),
        Ok(Err(error)) => Outcome::Failed(error),
        Err(ended) if ended.is_cancelled() => Outcome::Cancelled,
        Err(ended) => Outcome::Panicked(ended.to_string()),
    }
}
