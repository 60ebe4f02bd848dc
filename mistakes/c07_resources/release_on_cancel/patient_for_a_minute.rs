//! Mistake: gives up on giving back after a minute.
//! Breaks: "as a task of the runtime, however long it takes"
//! Rejected by: steps_of_a_year_are_awaited_too
//! Told: dropped in the middle

use std::time::Duration;

use tokio::time::timeout;

pub trait Seats: Clone + Send + 'static {
    fn take(&self) -> impl Future<Output = u32> + Send;

    fn give_back(&self, seat: u32) -> impl Future<Output = ()> + Send;
}

struct Taken<S: Seats> {
    seats: S,
    seat: Option<u32>,
}

impl<S: Seats> Drop for Taken<S> {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            let seats = self.seats.clone();
            let minute = Duration::from_secs(60);
            tokio::spawn(async move { timeout(minute, seats.give_back(seat)).await });
        }
    }
}

pub async fn with_seat<S: Seats, T>(seats: S, body: impl AsyncFnOnce(u32) -> T) -> T {
    let seat = seats.take().await;
    let mut taken = Taken {
        seats: seats.clone(),
        seat: Some(seat),
    };
    let value = body(seat).await;
    if let Some(seat) = taken.seat.take() {
        let _ = tokio::spawn(async move { seats.give_back(seat).await }).await;
    }
    value
}
