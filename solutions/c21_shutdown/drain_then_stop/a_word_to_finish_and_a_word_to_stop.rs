//! Nothing is aborted: two tokens, one below the other, tell the tasks to finish and to stop, and a
//! tracker waits until the last of them has ended by itself. Who is done is shut down before it is
//! dropped.

use std::io;
use std::pin::pin;
use std::sync::Arc;

use futures::{Stream, StreamExt};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, split};
use tokio::time::{Duration, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

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
    let now = CancellationToken::new();
    let finish = now.child_token();
    let open = TaskTracker::new();
    let at_work = Arc::new(());
    // Whoever drops this future means: now.
    let _dropped = now.clone().drop_guard();
    let mut stop = pin!(stop);
    loop {
        let next = tokio::select! {
            () = &mut stop => break,
            Some(next) = connections.next() => next,
        };
        let Ok(connection) = next else { continue };
        let attended = attend(connection, answer.clone(), finish.clone(), at_work.clone());
        open.spawn(now.clone().run_until_cancelled_owned(attended));
    }
    drop(connections);
    open.close();
    let (there, working) = (open.len(), requests(&at_work, open.len()));
    finish.cancel();
    tokio::select! {
        () = open.wait() => {}
        () = sleep(grace) => {}
    }
    let stopped = requests(&at_work, open.len());
    now.cancel();
    open.wait().await;
    Report {
        idle: there - working,
        finished: working - stopped,
        stopped,
    }
}

/// Every connection holds one, and another one while it is at work; one is held by the server.
fn requests(at_work: &Arc<()>, connections: usize) -> usize {
    Arc::strong_count(at_work) - 1 - connections
}

async fn attend<S, A, W>(stream: S, answer: A, finish: CancellationToken, at_work: Arc<()>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(String) -> W,
    W: Future<Output = String>,
{
    let (reader, mut writer) = split(stream);
    let mut reader = BufReader::new(reader);
    while !finish.is_cancelled() {
        let mut line = Vec::new();
        let read = reader.read_until(b'\n', &mut line);
        let Some(Ok(1..)) = finish.run_until_cancelled(read).await else {
            return;
        };
        let _request = Arc::clone(&at_work);
        let text = String::from_utf8_lossy(&line);
        let mut said = answer(text.trim_end_matches('\n').to_owned()).await;
        said.push('\n');
        if writer.write_all(said.as_bytes()).await.is_err() || writer.flush().await.is_err() {
            return;
        }
    }
    let _closed = writer.shutdown().await;
}
