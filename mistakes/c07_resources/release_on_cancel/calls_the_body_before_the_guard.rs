//! Mistake: catches what the body's future does, but not what calling the body does, and gives
//! back only after that.
//! Breaks: "The body panics: giving back begins at that instant"
//! Rejected by: a_panic_at_an_odd_place_gives_the_seat_back_too
//! Told: before there was a future of it

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures::future::FutureExt;

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
            tokio::spawn(async move { seats.give_back(seat).await });
        }
    }
}

pub async fn with_seat<S: Seats, T>(seats: S, body: impl AsyncFnOnce(u32) -> T) -> T {
    let seat = seats.take().await;
    let running = body(seat);
    let mut taken = Taken {
        seats: seats.clone(),
        seat: Some(seat),
    };
    let value = AssertUnwindSafe(running).catch_unwind().await;
    if let Some(seat) = taken.seat.take() {
        let _ = tokio::spawn(async move { seats.give_back(seat).await }).await;
    }
    match value {
        Ok(value) => value,
        Err(panic) => resume_unwind(panic),
    }
}
