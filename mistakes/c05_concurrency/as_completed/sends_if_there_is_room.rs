//! Mistake: lets the jobs send into a channel with little room, and gives up where it is full.
//! Breaks: "No result is lost"
//! Rejected by: results_of_one_instant_are_all_there, a_slow_consumer_gets_every_result
//! Told: what ends while that is full is thrown away

use futures::stream::{self, BoxStream, StreamExt};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let (sender, receiver) = mpsc::channel(16);
    let mut tasks = JoinSet::new();
    for job in jobs {
        let sender = sender.clone();
        tasks.spawn(async move { sender.try_send(job.await).is_ok() });
    }
    stream::unfold((receiver, tasks), |(mut receiver, tasks)| async move {
        let result = receiver.recv().await?;
        Some((result, (receiver, tasks)))
    })
    .boxed()
}
