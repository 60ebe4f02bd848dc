//! Mistake: cuts the message out of the text of the `JoinError`, where quotes and line breaks are
//! written as in a source.
//! Breaks: "the panic's message as it is"
//! Rejected by: the_message_of_a_panic_is_kept, the_message_may_have_been_put_together
//! Told: kept as it is

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
        Err(ended) => {
            let text = ended.to_string();
            let message = text
                .split_once("with message \"")
                .and_then(|(_, rest)| rest.strip_suffix('"'));
            Outcome::Panicked(message.unwrap_or("no message").to_owned())
        }
    }
}
