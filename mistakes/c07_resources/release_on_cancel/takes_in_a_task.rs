//! Mistake: takes the seat in a task of its own, which goes on when nobody wants the seat any more.
//! Breaks: "when your future is dropped before a seat was taken, there is nothing to give back"
//! Rejected by: cancelled_while_taking_there_is_nothing_to_give_back
//! Told: `take` kept running

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
    let asking = seats.clone();
    let Ok(seat) = tokio::spawn(async move { asking.take().await }).await else {
        panic!("taking a seat panicked");
    };
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
