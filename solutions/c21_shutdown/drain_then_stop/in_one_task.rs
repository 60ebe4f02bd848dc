//! Without tasks: all connections are polled by the future of `serve` itself, so that dropping it drops
//! them. A value to watch tells them to finish.

use std::cell::Cell;
use std::io;
use std::panic::AssertUnwindSafe;
use std::pin::pin;

use futures::stream::FuturesUnordered;
use futures::{FutureExt, Stream, StreamExt};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::watch;
use tokio::time::{Duration, timeout};

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
    let (finish, told) = watch::channel(false);
    let at_work = Cell::new(0);
    let mut open = FuturesUnordered::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_ended) = open.next() => {}
            Some(next) = connections.next() => {
                if let Ok(connection) = next {
                    let attended = attend(connection, &answer, told.clone(), &at_work);
                    // Of a panic nothing is left but the end of the connection.
                    open.push(AssertUnwindSafe(attended).catch_unwind());
                }
            }
        }
    }
    drop(connections);
    let working: usize = at_work.get();
    let idle = open.len() - working;
    finish.send_replace(true);
    let all_closed = async { while open.next().await.is_some() {} };
    let _ = timeout(grace, all_closed).await;
    let stopped = at_work.get();
    Report {
        idle,
        finished: working - stopped,
        stopped,
    }
}

/// Counts one that is at work, until it is dropped.
struct Request<'a>(&'a Cell<usize>);

impl<'a> Request<'a> {
    fn begin(count: &'a Cell<usize>) -> Self {
        count.set(count.get() + 1);
        Request(count)
    }
}

impl Drop for Request<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

async fn attend<S, A, W>(
    connection: S,
    answer: &A,
    mut finish: watch::Receiver<bool>,
    at_work: &Cell<usize>,
) where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(String) -> W,
    W: Future<Output = String>,
{
    let mut lines = BufReader::new(connection).lines();
    while !*finish.borrow() {
        let line = tokio::select! {
            line = lines.next_line() => line,
            _ = finish.wait_for(|finish| *finish) => return,
        };
        let Ok(Some(line)) = line else { return };
        let _request = Request::begin(at_work);
        let said = answer(line).await;
        let connection = lines.get_mut();
        let written = async {
            connection.write_all(said.as_bytes()).await?;
            connection.write_all(b"\n").await?;
            connection.flush().await
        };
        if written.await.is_err() {
            return;
        }
    }
}
