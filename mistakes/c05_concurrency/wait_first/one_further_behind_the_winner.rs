//! Mistake: takes it that `select_all` gives back the others in their order, and counts one further from
//! the winner on; but the last of them has moved into its gap.
//! Breaks: "as its place in the list (from 0) and its result"
//! Rejected by: winners_and_losers_are_told_by_their_places, a_tie_puts_both_in_done
//! Told: the rest that `select_all` gives is in that order

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
    let (mut done, mut cancelled) = (Vec::new(), Vec::new());
    if jobs.is_empty() {
        return Waited { done, cancelled };
    }
    let (value, winner, others) = select_all(jobs.into_iter().map(Box::pin)).await;
    done.push((winner, value));
    for (n, job) in others.into_iter().enumerate() {
        let place = n + usize::from(n >= winner);
        match job.now_or_never() {
            Some(value) => done.push((place, value)),
            None => cancelled.push(place),
        }
    }
    done.sort_unstable_by_key(|(place, _)| *place);
    Waited { done, cancelled }
}
