//! Mistake: awaits the first counter to its end before the second one begins.
//! Breaks: "runs two counters at once"
//! Rejected by: two_counters_count_at_the_same_time, the_longer_counter_goes_on_alone
//! Told: one after another

use std::time::Duration;

use tokio::time::sleep;

pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    for i in 0..n {
        if i > 0 {
            sleep(Duration::from_millis(500)).await;
        }
        say(name, i);
    }
}

pub async fn two_counters(first: (&str, u32), second: (&str, u32), say: impl Fn(&str, u32)) {
    count_up(first.0, first.1, &say).await;
    count_up(second.0, second.1, &say).await;
}
