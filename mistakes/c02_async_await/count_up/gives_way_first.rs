//! Mistake: lets the other tasks run before it says its first number.
//! Breaks: "comes when it is first awaited, before any wait"
//! Rejected by: the_first_number_comes_before_it_waits_for_anything
//! Told: had been polled once

use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::sleep;

pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    yield_now().await;
    for i in 0..n {
        if i > 0 {
            sleep(Duration::from_millis(500)).await;
        }
        say(name, i);
    }
}

pub async fn two_counters(first: (&str, u32), second: (&str, u32), say: impl Fn(&str, u32)) {
    tokio::join!(
        count_up(first.0, first.1, &say),
        count_up(second.0, second.1, &say),
    );
}
