//! Mistake: knows only messages that were put together, and throws on the panic that it cannot
//! read.
//! Breaks: "be it a `&'static str`"
//! Rejected by: the_message_of_a_panic_is_kept, a_panic_without_a_text_is_a_panic_too
//! Told: the panic of a job reached the caller

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
            Ok(payload) => match payload.downcast::<String>() {
                Ok(text) => Outcome::Panicked(*text),
                Err(other) => std::panic::resume_unwind(other),
            },
            Err(_) => Outcome::Cancelled,
        },
    }
}
