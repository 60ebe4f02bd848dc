//! Mistake: lets the tasks tell how they ended: without a grace the idle ones do not get to tell it, and are
//! taken for stopped.
//! Breaks: "as `idle` if it waited for a request"
//! Rejected by: without_grace_what_is_at_work_is_stopped_at_once
//! Told: some that are idle are counted as stopped

use std::io;
use std::pin::pin;

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

/// How a connection was closed.
#[derive(Clone, Copy)]
enum Ended {
    Idle,
    AtWork,
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
                    open.spawn(attend(connection, answer, stopping, ));
                }
            }
        }
    }
    drop(connections);
    while open.try_join_next().is_some() {}

    stopping.cancel();
    let (mut idle, mut finished) = (0, 0);
    let all_closed = async {
        while let Some(ended) = open.join_next().await {
            match ended {
                Ok(Ended::Idle) => idle += 1,
                _ => finished += 1,
            }
        }
    };
    // What is not closed in time is counted and stopped in any case.
    let _ = timeout(grace, all_closed).await;
    let stopped = open.len();
    // Aborts, and waits until nothing is left.
    open.shutdown().await;
    Report {
        idle,
        finished,
        stopped,
    }
}

/// Serves one connection: until it ends, or up to the end of the answer at which it is told to stop.
async fn attend<S, A, W>(connection: S, answer: A, stopping: CancellationToken) -> Ended
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(String) -> W,
    W: Future<Output = String>,
{
    let mut connection = BufReader::new(connection);
    let mut ended = Ended::Idle;
    loop {
        if stopping.is_cancelled() {
            return ended;
        }
        ended = Ended::Idle;
        let mut line = String::new();
        let read = tokio::select! {
            // First, so that a request which is there already is not begun any more.
            biased;
            () = stopping.cancelled() => return ended,
            read = connection.read_line(&mut line) => read,
        };
        if !matches!(read, Ok(1..)) {
            return Ended::AtWork;
        }
        ended = Ended::AtWork;
        let request = line.strip_suffix('\n').unwrap_or(&line);
        let said = answer(request.to_owned()).await + "\n";
        if connection.write_all(said.as_bytes()).await.is_err() || connection.flush().await.is_err()
        {
            return Ended::AtWork;
        }
    }
}
