//! Mistake: awaits each job in a loop, so that none starts before the one before it is done.
//! Breaks: "starts all jobs at the same instant"
//! Rejected by: three_requests_take_as_long_as_the_longest, results_keep_the_order_of_the_jobs_however_they_finish
//! Told: one after another

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
