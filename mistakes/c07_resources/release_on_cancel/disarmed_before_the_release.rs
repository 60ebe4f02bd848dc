//! Mistake: disarms the guard, and then awaits the release itself: cancelled there, it stays half
//! done.
//! Breaks: "Your future is dropped while the seat is being given back: that goes on"
//! Rejected by: cancelled_while_giving_back_that_goes_on,
//! at_every_await_point_it_is_given_back_once
//! Told: dropped in the middle

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
    let value = body(seat).await;
    taken.seat = None;
    seats.give_back(seat).await;
    value
}
