//! Mistake: takes a panic that carries no text for no panic.
//! Breaks: "a panic may carry a value of any other type; then the message is `no message`"
//! Rejected by: a_panic_without_a_text_is_a_panic_too
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
        Err(ended) => {
            let payload = ended.try_into_panic().ok();
            let text = payload.and_then(|payload| {
                let text = payload.downcast_ref::<String>().cloned();
                text.or_else(|| payload.downcast_ref::<&str>().map(|text| text.to_string()))
            });
            text.map_or(Outcome::Cancelled, Outcome::Panicked)
        }
    }
}
