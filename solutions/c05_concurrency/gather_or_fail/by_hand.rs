//! Instead of a set, a poll by hand: it asks every job that is not done each time.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// Runs all jobs at once and gives their values in the order of the jobs.
///
/// # Errors
/// The error of the job that fails first; by then all others are cancelled and dropped.
pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut running: Vec<Option<Pin<Box<J>>>> =
        jobs.into_iter().map(|job| Some(Box::pin(job))).collect();
    let mut values: Vec<Option<T>> = running.iter().map(|_| None).collect();
    let all_done = poll_fn(|cx| {
        for (slot, value) in running.iter_mut().zip(&mut values) {
            let Some(job) = slot else { continue };
            if let Poll::Ready(outcome) = job.as_mut().poll(cx) {
                *slot = None;
                match outcome {
                    Ok(given) => *value = Some(given),
                    Err(error) => return Poll::Ready(Err(error)),
                }
            }
        }
        match running.iter().all(Option::is_none) {
            true => Poll::Ready(Ok(())),
            false => Poll::Pending,
        }
    });
    all_done.await?;
    Ok(values.into_iter().flatten().collect())
}
