//! Mistake: means well, and takes the text of whatever else has one: a `Cow`, a boxed error.
//! Breaks: "a panic may carry a value of any other type; then the message is `no message`"
//! Rejected by: a_panic_without_a_text_is_a_panic_too
//! Told: neither a `&'static str` nor a `String`

use std::any::Any;
use std::borrow::Cow;
use std::error::Error;

use tokio::task::JoinHandle;
#[derive(Debug, PartialEq)]
pub enum Outcome<T, E> {
    Finished(T),
    Failed(E),
    Panicked(String),
    Cancelled,
}

fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        return text.to_string();
    }
    if let Some(text) = payload.downcast_ref::<String>() {
        return text.clone();
    }
    if let Some(text) = payload.downcast_ref::<Cow<'static, str>>() {
        return text.to_string();
    }
    match payload.downcast_ref::<Box<dyn Error + Send + Sync>>() {
        Some(error) => error.to_string(),
        None => "no message".to_owned(),
    }
}

pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    let given = match task.await {
        Err(ended) if ended.is_cancelled() => return Outcome::Cancelled,
        Err(ended) => return Outcome::Panicked(message(&*ended.into_panic())),
        Ok(given) => given,
    };
    given.map_or_else(Outcome::Failed, Outcome::Finished)
}
