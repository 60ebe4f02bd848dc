//! `join!` polls both counters: while one of them sleeps, the other gets its turn.

use std::time::Duration;

use tokio::time::sleep;

/// Says the numbers from 0 to `n - 1`, one every half second.
pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    for i in 0..n {
        // Between two numbers, so not before the first.
        if i > 0 {
            sleep(Duration::from_millis(500)).await;
        }
        say(name, i);
    }
}

/// Runs two counters at once, each with its name and how far it counts.
pub async fn two_counters(first: (&str, u32), second: (&str, u32), say: impl Fn(&str, u32)) {
    tokio::join!(
        count_up(first.0, first.1, &say),
        count_up(second.0, second.1, &say),
    );
}
