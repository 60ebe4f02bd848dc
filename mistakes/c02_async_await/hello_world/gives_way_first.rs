//! Mistake: lets the other tasks run before it says anything.
//! Breaks: "before it waits for anything"
//! Rejected by: hello_comes_before_it_waits_for_anything
//! Told: when your future had been polled once

use std::time::Duration;

pub async fn hello_world(say: impl Fn(&str)) {
    tokio::task::yield_now().await;
    say("Hello");
    tokio::time::sleep(Duration::from_secs(1)).await;
    say("World");
}
