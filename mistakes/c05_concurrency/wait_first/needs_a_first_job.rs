//! Mistake: waits with `select_all`, which cannot wait for nothing.
//! Breaks: "no jobs give two empty lists at once"
//! Rejected by: no_jobs_and_a_single_job_work_too
//! Told: into `futures` panicked

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
    let jobs = jobs.into_iter().enumerate();
    let jobs = jobs.map(|(place, job)| Box::pin(async move { (place, job.await) }));
    let all: Vec<usize> = (0..jobs.len()).collect();
    let (first, _, rest) = select_all(jobs).await;
    let mut done = vec![first];
    done.extend(rest.into_iter().filter_map(FutureExt::now_or_never));
    done.sort_unstable_by_key(|(place, _)| *place);
    let is_done = |place: &usize| done.iter().any(|(finished, _)| finished == place);
    let cancelled = all.into_iter().filter(|place| !is_done(place)).collect();
    Waited { done, cancelled }
}
