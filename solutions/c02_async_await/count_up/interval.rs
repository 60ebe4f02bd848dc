//! Instead of sleeps, the ticks of an interval; instead of a macro, a function that joins futures.

use std::time::Duration;

use futures::future::join;
use tokio::time::interval;

/// Says the numbers from 0 to `n - 1`, one every half second.
pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    // The first tick comes at once.
    let mut ticks = interval(Duration::from_millis(500));
    for i in 0..n {
        ticks.tick().await;
        say(name, i);
    }
}

/// Runs two counters at once, each with its name and how far it counts.
pub async fn two_counters(first: (&str, u32), second: (&str, u32), say: impl Fn(&str, u32)) {
    let counters = [first, second].map(|(name, n)| count_up(name, n, &say));
    let [first, second] = counters;
    join(first, second).await;
}
