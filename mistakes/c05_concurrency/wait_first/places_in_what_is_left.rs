//! Mistake: counts the places of the losers in the list that `select_all` gives back, where they
//! have moved.
//! Breaks: "the places of all other jobs"
//! Rejected by: winners_and_losers_are_told_by_their_places, the_first_one_wins_and_the_others_are_cancelled
//! Told: a place is that in the list of jobs

use futures::future::{FutureExt, select_all};

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
    if jobs.is_empty() {
        return Waited {
            done: Vec::new(),
            cancelled: Vec::new(),
        };
    }
    let (first, place, rest) = select_all(jobs.into_iter().map(Box::pin)).await;
    let mut done = vec![(place, first)];
    let mut cancelled = Vec::new();
    for (place, job) in rest.into_iter().enumerate() {
        match job.now_or_never() {
            Some(tied) => done.push((place, tied)),
            None => cancelled.push(place),
        }
    }
    done.sort_unstable_by_key(|(place, _)| *place);
    Waited { done, cancelled }
}
