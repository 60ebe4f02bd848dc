//! Mistake: flattens the two layers: an error of the work is told as if the task had panicked.
//! Breaks: "[`Outcome::Failed`] with the error of an `Err`"
//! Rejected by: a_value_and_an_error_come_back_as_they_are
//! Told: its outcome should be `Failed` with that error

use tokio::task::JoinHandle;

#[derive(Debug, PartialEq)]
pub enum Outcome<T, E> {
    Finished(T),
    Failed(E),
    Panicked(String),
    Cancelled,
}

pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    let Ok(given) = task.await else {
        return Outcome::Cancelled;
    };
    match given {
        Ok(value) => Outcome::Finished(value),
        Err(_) => Outcome::Panicked("the task failed".to_owned()),
    }
}
