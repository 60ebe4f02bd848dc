//! Mistake: spawns the stages and awaits their tasks in turn, the first one first: the error of a later
//! one waits until those before it have noticed that nobody takes what they give.
//! Breaks: "When a stage fails, its error comes back at that instant."
//! Rejected by: an_error_comes_back_at_once_wherever_and_whenever_it_happens, of_however_many_stages_the_first_error_comes_back_at_once
//! Told: await them all at once, and take whichever fails first

use std::num::NonZeroUsize;

use futures::future::BoxFuture;
use futures::stream::{self, StreamExt};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::task::AbortOnDropHandle;

pub type Stage<T, E> = Box<dyn Fn(T) -> BoxFuture<'static, Result<T, E>> + Send + Sync>;

pub async fn pipeline<T, E, S>(
    source: S,
    stages: Vec<Stage<T, E>>,
    room: NonZeroUsize,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
    S: Iterator<Item = T> + Send + 'static,
{
    let mut input = stream::iter(source).boxed();
    let mut line = Vec::new();
    for stage in stages {
        let (sender, receiver) = mpsc::channel(room.get());
        let mut from = std::mem::replace(&mut input, ReceiverStream::new(receiver).boxed());
        line.push(AbortOnDropHandle::new(tokio::spawn(async move {
            while let Some(item) = from.next().await {
                if sender.send(stage(item).await?).await.is_err() {
                    break;
                }
            }
            Ok(())
        })));
    }
    let results = AbortOnDropHandle::new(tokio::spawn(input.collect()));
    for stage in line {
        stage.await.expect("no stage panics")?;
    }
    Ok(results.await.expect("nothing here panics"))
}
