//! Instead of a `Drop` of its own, a task that waits until its channel is closed, which dropping
//! does: whoever holds the sender holds the seat.

use tokio::sync::oneshot;

/// Lends numbered seats. Both calls take time: the seats are somewhere else.
pub trait Seats: Clone + Send + 'static {
    /// Takes a free seat. If this is dropped in the middle, none was taken.
    fn take(&self) -> impl Future<Output = u32> + Send;

    /// Gives a seat back; for each seat taken, once. It has to be awaited to its end.
    fn give_back(&self, seat: u32) -> impl Future<Output = ()> + Send;
}

/// Takes a seat, runs the body with it, and gives it back, also when cancelled or panicking.
pub async fn with_seat<S: Seats, T>(seats: S, body: impl AsyncFnOnce(u32) -> T) -> T {
    let seat = seats.take().await;
    let (held, let_go) = oneshot::channel::<()>();
    let release = tokio::spawn(async move {
        // Nobody ever sends: this ends when the sender is dropped, by whatever comes first.
        let _closed = let_go.await;
        seats.give_back(seat).await;
    });
    let value = body(seat).await;
    drop(held);
    let _ = release.await;
    value
}
