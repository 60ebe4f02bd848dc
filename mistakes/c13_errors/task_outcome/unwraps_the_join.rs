//! Mistake: unwraps what the join gives: the panic of the task becomes its own.
//! Breaks: "No panic of the task reaches your caller in another way"
//! Rejected by: the_message_of_a_panic_is_kept, a_cancelled_task_is_not_one_that_failed
//! Told: your code panicked

use tokio::task::JoinHandle;

#[derive(Debug, PartialEq)]
pub enum Outcome<T, E> {
    Finished(T),
    Failed(E),
    Panicked(String),
    Cancelled,
}

pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    match task.await.unwrap() {
        Ok(value) => Outcome::Finished(value),
        Err(error) => Outcome::Failed(error),
    }
}
