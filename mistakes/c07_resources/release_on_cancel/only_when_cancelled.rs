//! Mistake: forgets the guard on the ordinary way out, and with it the seat.
//! Breaks: "The body comes to its end: the seat is given back"
//! Breaks: "runs the body with its number, and gives the seat back"
//! Rejected by: takes_uses_and_gives_back, when_nothing_takes_any_time
//! Told: never given back

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
    let taken = Taken {
        seats: seats.clone(),
        seat: Some(seat),
    };
    let value = body(seat).await;
    std::mem::forget(taken);
    value
}
