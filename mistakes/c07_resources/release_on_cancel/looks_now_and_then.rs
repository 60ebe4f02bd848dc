//! Mistake: sets a flag in `Drop`, and a task looks every 10 ms whether it is set.
//! Breaks: "giving back begins at that instant and goes on without you"
//! Rejected by: a_thousand_users_give_up_at_once
//! Told: giving back began only later for

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::sleep;

pub trait Seats: Clone + Send + 'static {
    fn take(&self) -> impl Future<Output = u32> + Send;

    fn give_back(&self, seat: u32) -> impl Future<Output = ()> + Send;
}

struct LetGo(Arc<AtomicBool>);

impl Drop for LetGo {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

pub async fn with_seat<S: Seats, T>(seats: S, body: impl AsyncFnOnce(u32) -> T) -> T {
    let seat = seats.take().await;
    let flag = Arc::new(AtomicBool::new(false));
    let held = LetGo(Arc::clone(&flag));
    let release = tokio::spawn(async move {
        while !flag.load(Ordering::SeqCst) {
            sleep(Duration::from_millis(10)).await;
        }
        seats.give_back(seat).await;
    });
    let value = body(seat).await;
    drop(held);
    let _ = release.await;
    value
}
