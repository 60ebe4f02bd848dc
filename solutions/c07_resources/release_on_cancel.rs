//! A guard that hands the release to a task of its own. The ordinary way out uses the same guard,
//! and only waits for that task: so the release can be cancelled nowhere, and begins but once.

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// Lends numbered seats. Both calls take time: the seats are somewhere else.
pub trait Seats: Clone + Send + 'static {
    /// Takes a free seat. If this is dropped in the middle, none was taken.
    fn take(&self) -> impl Future<Output = u32> + Send;

    /// Gives a seat back; for each seat taken, once. It has to be awaited to its end.
    fn give_back(&self, seat: u32) -> impl Future<Output = ()> + Send;
}

/// A seat that is given back when this is dropped.
struct Taken<S: Seats> {
    runtime: Handle,
    /// `None` once giving back has begun.
    seat: Option<(S, u32)>,
}

impl<S: Seats> Taken<S> {
    /// Begins to give the seat back, unless that has begun already.
    fn give_back(&mut self) -> Option<JoinHandle<()>> {
        let (seats, seat) = self.seat.take()?;
        // Through the handle: nobody knows on which thread, in which runtime, this is dropped.
        Some(
            self.runtime
                .spawn(async move { seats.give_back(seat).await }),
        )
    }
}

impl<S: Seats> Drop for Taken<S> {
    fn drop(&mut self) {
        // A dropped `JoinHandle` leaves its task running.
        let _detached = self.give_back();
    }
}

/// Takes a seat, runs the body with it, and gives it back, also when cancelled or panicking.
pub async fn with_seat<S: Seats, T>(seats: S, body: impl AsyncFnOnce(u32) -> T) -> T {
    let seat = seats.take().await;
    let mut taken = Taken {
        runtime: Handle::current(),
        seat: Some((seats, seat)),
    };
    let value = body(seat).await;
    if let Some(done) = taken.give_back() {
        // A release that panicked is no reason to lose the value.
        let _ = done.await;
    }
    value
}
