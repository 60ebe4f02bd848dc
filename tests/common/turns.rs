//! Futures that are done in their n-th poll, the two places in which one of a pair may stand, and an
//! end to polls that lead nowhere.

use std::task::Poll;

use futures::future::Either;

/// Done in this poll, the first being 1. Until then it asks for another one. After that it is
/// pending for ever, so that being polled again can be counted.
pub fn done_in<T>(poll: usize, output: T) -> impl Future<Output = T> {
    let mut polls = 0;
    let mut output = Some(output);
    std::future::poll_fn(move |cx| {
        polls += 1;
        if polls < poll {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        match output.take() {
            Some(output) => Poll::Ready(output),
            None => Poll::Pending,
        }
    })
}

/// Keeps this as long as it is there itself, also after its end.
pub fn holding<T, F: Future>(held: T, future: F) -> impl Future<Output = F::Output> {
    let mut future = Box::pin(future);
    std::future::poll_fn(move |cx| {
        let _held = &held;
        future.as_mut().poll(cx)
    })
}

/// Who was woken, of tasks that polled one after the other, as in a sentence on a wake that was due
/// to the one that polled last; none if it alone was woken, once.
pub fn woke_others(wakes: &[usize]) -> Option<String> {
    let (last, earlier) = wakes.split_last()?;
    let others = earlier.iter().any(|wakes| *wakes > 0);
    let said = match (last, others) {
        (1, false) => return None,
        (0, false) => "none of them was woken",
        (0, true) => {
            "one that had polled before was woken, and the one that had polled last was not"
        }
        (_, true) => "one that had polled before was woken as well as the one that had polled last",
        (n, false) => return Some(format!("the one that had polled last was woken {n} times")),
    };
    Some(said.to_owned())
}

/// Said of what is still there when the future that had it is gone.
pub const NOBODY_OWNS: &str = "nobody owns what is left, as after `Box::leak` or `mem::forget`, so that it \
    is never dropped; with `pin!` or `Box::pin` it stays in its place as well, and is dropped with its \
    owner";

/// The first or the second of the two, as in a sentence on them.
pub fn which(n: usize) -> &'static str {
    match n {
        0 => "`one`",
        _ => "`other`",
    }
}

/// The two, the first of them as `one` if its place is 0, and as `other` if it is 1.
pub fn placed<A, B>(place: usize, first: A, second: B) -> (Either<A, B>, Either<A, B>) {
    match place {
        0 => (Either::Left(first), Either::Right(second)),
        _ => (Either::Right(second), Either::Left(first)),
    }
}

/// Polled a few times, as whoever is woken is. Ends what asks for one more poll again and again,
/// which would stop the clock for everybody.
pub async fn calm<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut polls = 0;
    std::future::poll_fn(|cx| {
        polls += 1;
        if polls > 1000 {
            lab::fail(
                "your future was polled a thousand times where a few would do: it wakes its own \
                 task in each poll, which stops the clock for everybody, instead of being woken \
                 when there is something to do",
            );
        }
        future.as_mut().poll(cx)
    })
    .await
}
