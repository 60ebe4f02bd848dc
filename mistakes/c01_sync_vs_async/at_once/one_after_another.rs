//! Mistake: awaits each job in a loop, so that none is polled before the one before it is done.
//! Breaks: "starts all jobs at the same instant"
//! Rejected by: three_jobs_of_two_seconds_take_two, all_jobs_start_at_once_and_the_longest_sets_the_time
//! Told: one after another

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
