//! Mistake: waits a minute for each job and panics when it is not done by then.
//! Breaks: "however long that takes"
//! Rejected by: a_job_that_takes_a_day_is_waited_for
//! Told: nobody has set a limit

use std::time::Duration;

use futures::future::join_all;
use tokio::time::timeout;

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let patient = jobs
        .into_iter()
        .map(|job| timeout(Duration::from_secs(60), job));
    join_all(patient)
        .await
        .into_iter()
        .map(|end| end.expect("no job takes longer than a minute"))
        .collect()
}
