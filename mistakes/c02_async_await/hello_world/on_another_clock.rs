//! Mistake: counts the second on the clock of the system, which is another one than that of tokio.
//! Breaks: "exactly one second later"
//! Rejected by: hello_comes_at_once_and_world_a_second_later
//! Told: that is counted on the clock of the system

use std::time::{Duration, Instant};

use tokio::time::sleep_until;

pub async fn hello_world(say: impl Fn(&str)) {
    let second = Duration::from_secs(1);
    say("Hello");
    let over = Instant::now() + second;
    sleep_until(over.into()).await;
    say("World");
}
