//! Mistake: lets no more than ten users give back at a time.
//! Breaks: "giving back begins at that instant and goes on without you"
//! Rejected by: a_thousand_users_give_up_at_once
//! Told: giving back began only later for

use tokio::sync::Semaphore;

static GIVING_BACK: Semaphore = Semaphore::const_new(10);

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
            tokio::spawn(async move {
                let _place = GIVING_BACK.acquire().await;
                seats.give_back(seat).await;
            });
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
