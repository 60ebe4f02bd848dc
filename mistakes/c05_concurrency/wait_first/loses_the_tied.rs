//! Mistake: takes the first one that is done and drops all others, also those that were done at
//! the same instant.
//! Breaks: "no finished result is lost"
//! Rejected by: a_tie_puts_both_in_done
//! Told: a finished result was lost

use futures::future::select_all;

#[derive(Debug, PartialEq, Eq)]
pub struct Waited<T> {
    pub done: Vec<(usize, T)>,
    pub cancelled: Vec<usize>,
}

pub async fn wait_first<J, T>(jobs: Vec<J>) -> Waited<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut cancelled: Vec<usize> = (0..jobs.len()).collect();
    if jobs.is_empty() {
        return Waited {
            done: Vec::new(),
            cancelled,
        };
    }
    let (first, place, _) = select_all(jobs.into_iter().map(Box::pin)).await;
    cancelled.retain(|other| *other != place);
    Waited {
        done: vec![(place, first)],
        cancelled,
    }
}
