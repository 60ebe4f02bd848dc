//! Mistake: polls each job once to start it, and then awaits one after the other: whoever is woken
//! before its turn is polled by nobody.
//! Breaks: "it takes as long as the longest job"
//! Rejected by: every_job_goes_on_while_the_others_do
//! Told: was polled again too late

use std::pin::Pin;

use futures::FutureExt;
use futures::future::{MaybeDone, maybe_done};

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut jobs: Vec<Pin<Box<MaybeDone<J>>>> =
        jobs.into_iter().map(maybe_done).map(Box::pin).collect();
    for job in &mut jobs {
        let _ = job.as_mut().now_or_never();
    }
    let mut results = Vec::new();
    for mut job in jobs {
        job.as_mut().await;
        results.extend(job.as_mut().take_output());
    }
    results
}
