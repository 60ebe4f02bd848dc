//! Mistake: counts from 1, as people do.
//! Breaks: "for each `i` from 0"
//! Rejected by: it_says_a_number_at_once_and_then_one_every_half_second
//! Told: should come

use std::time::Duration;

use tokio::time::sleep;

pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    for i in 1..=n {
        if i > 1 {
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
