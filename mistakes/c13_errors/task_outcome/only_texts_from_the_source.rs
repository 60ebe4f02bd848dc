//! Mistake: knows only messages that stand in the source as they are, not those put together.
//! Breaks: "or a `String`"
//! Rejected by: the_message_may_have_been_put_together
//! Told: which is a `String`

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
        Err(ended) => match ended.try_into_panic() {
            Ok(payload) => {
                let text = payload.downcast_ref::<&str>().copied();
                Outcome::Panicked(text.unwrap_or("no message").to_owned())
            }
            Err(_) => Outcome::Cancelled,
        },
    }
}
