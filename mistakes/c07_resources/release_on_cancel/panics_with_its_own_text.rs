//! Mistake: catches the panic of the body and panics with a text of its own.
//! Breaks: "the panic goes on to the caller"
//! Rejected by: a_panic_gives_the_seat_back_and_goes_on
//! Told: another panic came out of your function

use std::panic::AssertUnwindSafe;

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
    let mut taken = Taken {
        seats: seats.clone(),
        seat: Some(seat),
    };
    let value = AssertUnwindSafe(body(seat)).catch_unwind().await;
    if let Some(seat) = taken.seat.take() {
        let _ = tokio::spawn(async move { seats.give_back(seat).await }).await;
    }
    value.unwrap_or_else(|_| panic!("the body panicked"))
}
