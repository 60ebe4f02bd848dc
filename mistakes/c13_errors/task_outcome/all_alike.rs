//! Mistake: takes every task that did not come to its end for cancelled.
//! Breaks: "The task panicked: [`Outcome::Panicked`] with the panic's message"
//! Rejected by: the_message_of_a_panic_is_kept, the_message_may_have_been_put_together,
//! a_panic_without_a_text_is_a_panic_too
//! Told: and its outcome was Cancelled

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
        Err(_) => Outcome::Cancelled,
    }
}
