//! Mistake: calls the async release in `Drop`, where nobody awaits the future that it makes.
//! Breaks: "giving back begins at that instant and goes on without you"
//! Rejected by: cancelled_in_the_body_the_seat_is_given_back_then_and_there,
//! a_panic_gives_the_seat_back_and_goes_on
//! Told: the future that it gave was never polled

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
            let _ = self.seats.give_back(seat);
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
