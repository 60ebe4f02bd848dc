//! Mistake: does not count a connection whose `answer` panics when `stop` is ready already.
//! Breaks: "counts the connections that were there when `stop` was ready, each of them once"
//! Rejected by: an_answer_that_panics_closes_its_own_connection_only
//! Told: has `finished`, also by a panic

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::{Stream, StreamExt};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::task::JoinSet;
use tokio::time::{Duration, timeout};
use tokio_util::sync::CancellationToken;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub idle: usize,
    pub finished: usize,
    pub stopped: usize,
}

#[derive(Clone, Default)]
struct AtWork(Arc<AtomicUsize>);

struct Request(AtWork);

impl AtWork {
    fn begin(&self) -> Request {
        self.0.fetch_add(1, Ordering::SeqCst);
        Request(self.clone())
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

pub async fn serve<C, S, A, W>(
    mut connections: C,
    answer: A,
    stop: impl Future<Output = ()> + Send + 'static,
    grace: Duration,
) -> Report
where
    C: Stream<Item = io::Result<S>> + Unpin + Send + 'static,
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    A: Fn(String) -> W + Clone + Send + Sync + 'static,
    W: Future<Output = String> + Send + 'static,
{
    let stopping = CancellationToken::new();
    let at_work = AtWork::default();
    // Dropped, it aborts its tasks.
    let mut open = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            // Those that have ended are let go of.
            Some(_ended) = open.join_next() => {}
            Some(next) = connections.next() => {
                if let Ok(connection) = next {
                    let (answer, stopping) = (answer.clone(), stopping.clone());
                    open.spawn(attend(connection, answer, stopping, at_work.clone()));
                }
            }
        }
    }
    drop(connections);
    while open.try_join_next().is_some() {}
    let working = at_work.count();
    let idle = open.len() - working;

    stopping.cancel();
    let mut broken = 0;
    let all_closed = async {
        while let Some(ended) = open.join_next().await {
            broken += usize::from(ended.is_err());
        }
    };
    let _ = timeout(grace, all_closed).await;
    let stopped = at_work.count();
    // Aborts, and waits until nothing is left.
    open.shutdown().await;
    Report {
        idle,
        // Those that panicked did not get to their end.
        finished: working - stopped - broken,
        stopped,
    }
}

async fn attend<S, A, W>(connection: S, answer: A, stopping: CancellationToken, at_work: AtWork)
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(String) -> W,
    W: Future<Output = String>,
{
    let mut connection = BufReader::new(connection);
    loop {
        let mut line = String::new();
        let read = tokio::select! {
            // First, so that a request which is there already is not begun any more.
            biased;
            () = stopping.cancelled() => return,
            read = connection.read_line(&mut line) => read,
        };
        if !matches!(read, Ok(1..)) {
            return;
        }
        let _request = at_work.begin();
        let request = line.strip_suffix('\n').unwrap_or(&line);
        let said = answer(request.to_owned()).await + "\n";
        if connection.write_all(said.as_bytes()).await.is_err() || connection.flush().await.is_err()
        {
            return;
        }
    }
}
