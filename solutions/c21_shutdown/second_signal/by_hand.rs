//! One future that is polled by hand: what it still has to wait for is kept in two places, and a number
//! tells how many signals have come.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use futures::future::BoxFuture;
use futures::{FutureExt, Stream, StreamExt};

/// How it came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The work was done.
    Done,
    /// There was a signal, and everything has come to its end.
    Graceful,
    /// There was a second signal before that.
    Forced,
}

/// Runs the work, to its end or to that which the signals want.
pub async fn run<S, W, H, F>(mut signals: S, work: W, wind_down: H) -> Exit
where
    S: Stream<Item = ()> + Unpin + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
    H: FnOnce() -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let mut wind_down = Some(wind_down);
    let mut running: [Option<BoxFuture<'static, ()>>; 2] = [Some(work.boxed()), None];
    let mut ended = false;
    poll_fn(move |cx| {
        while !ended {
            match Pin::new(&mut signals).poll_next_unpin(cx) {
                Poll::Ready(Some(())) => match wind_down.take() {
                    Some(wind_down) => running[1] = Some(wind_down().boxed()),
                    None => {
                        running = [None, None];
                        return Poll::Ready(Exit::Forced);
                    }
                },
                Poll::Ready(None) => ended = true,
                Poll::Pending => break,
            }
        }
        for part in &mut running {
            if part
                .as_mut()
                .is_some_and(|part| part.poll_unpin(cx).is_ready())
            {
                *part = None;
            }
        }
        match (&running, &wind_down) {
            ([None, None], Some(_)) => Poll::Ready(Exit::Done),
            ([None, None], None) => Poll::Ready(Exit::Graceful),
            _ => Poll::Pending,
        }
    })
    .await
}
