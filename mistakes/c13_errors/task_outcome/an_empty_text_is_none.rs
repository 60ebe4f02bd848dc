//! Mistake: takes an empty message for none.
//! Breaks: "with the panic's message as it is"
//! Rejected by: the_message_of_a_panic_is_kept, the_message_may_have_been_put_together
//! Told: an empty text is a text, too

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
                let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
                Outcome::Panicked(match text {
                    None | Some("") => "no message".to_owned(),
                    Some(text) => text.to_owned(),
                })
            }
            Err(_) => Outcome::Cancelled,
        },
    }
}
