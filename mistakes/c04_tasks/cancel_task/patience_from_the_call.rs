//! Mistake: sets the timer when it is called, so that the patience shrinks until somebody awaits it.
//! Breaks: "which begins when your function is first awaited"
//! Rejected by: however_it_is_polled_the_patience_lasts_from_the_first_poll
//! Told: the patience should begin when your function is first awaited

use std::time::Duration;

use tokio::task::JoinHandle;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    Finished(T),
    Cancelled,
    Panicked,
}

pub fn cancel_task<T>(
    mut task: JoinHandle<T>,
    patience: Duration,
) -> impl Future<Output = Ending<T>> {
    let over = tokio::time::sleep(patience);
    async move {
        let outcome = tokio::select! {
            biased;
            outcome = &mut task => Ok(outcome),
            () = over => Err(()),
        };
        match outcome {
            Ok(Ok(result)) => Ending::Finished(result),
            Ok(Err(error)) if error.is_panic() => Ending::Panicked,
            Ok(Err(_)) => Ending::Cancelled,
            Err(_) => {
                task.abort();
                match task.await {
                    Ok(result) => Ending::Finished(result),
                    Err(error) if error.is_panic() => Ending::Panicked,
                    Err(_) => Ending::Cancelled,
                }
            }
        }
    }
}
