//! Mistake: gives back after the body, where a cancelled future never comes.
//! Breaks: "giving back begins at that instant and goes on without you"
//! Breaks: "The body panics: giving back begins at that instant"
//! Rejected by: cancelled_in_the_body_the_seat_is_given_back_then_and_there,
//! a_panic_gives_the_seat_back_and_goes_on
//! Told: never given back

pub trait Seats: Clone + Send + 'static {
    fn take(&self) -> impl Future<Output = u32> + Send;

    fn give_back(&self, seat: u32) -> impl Future<Output = ()> + Send;
}

pub async fn with_seat<S: Seats, T>(seats: S, body: impl AsyncFnOnce(u32) -> T) -> T {
    let seat = seats.take().await;
    let value = body(seat).await;
    seats.give_back(seat).await;
    value
}
