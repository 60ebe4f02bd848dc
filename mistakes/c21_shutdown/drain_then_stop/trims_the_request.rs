//! Mistake: cuts blanks off the request, which belong to it.
//! Breaks: "where a request is a line of text"
//! Rejected by: one_is_done_one_at_work_one_idle_and_one_stuck
//! Told: the blank at its end was cut off

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::{Stream, StreamExt};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::task::JoinSet;
use tokio::time::{Duration, timeout};
use tokio_util::sync::CancellationToken;

/// What became of the connections that were there when the server was told to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Those that waited for a request.
    pub idle: usize,
    /// Those that were at work, and had ended before the time was over.
    pub finished: usize,
    /// Those that were still at work when the time was over.
    pub stopped: usize,
}

/// How many connections are at work on a request.
#[derive(Clone, Default)]
struct AtWork(Arc<AtomicUsize>);

/// One that is at work, until this is dropped: by its end, by a panic, or because it is stopped.
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

/// Serves all connections until `stop` is ready, and comes to an end in good order.
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
    let all_closed = async { while open.join_next().await.is_some() {} };
    // What is not closed in time is counted and stopped in any case.
    let _ = timeout(grace, all_closed).await;
    let stopped = at_work.count();
    // Aborts, and waits until nothing is left.
    open.shutdown().await;
    Report {
        idle,
        finished: working - stopped,
        stopped,
    }
}

/// Serves one connection: until it ends, or up to the end of the answer at which it is told to stop.
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
        let request = line.trim();
        let said = answer(request.to_owned()).await + "\n";
        if connection.write_all(said.as_bytes()).await.is_err() || connection.flush().await.is_err()
        {
            return;
        }
    }
}
