//! Mistake: counts in a type that is too small for what it may be told.
//! Breaks: "for each `i` from 0 up to, not including, `n`"
//! Rejected by: it_counts_as_far_as_you_like
//! Told: told to count up to 70000, it said

use std::time::Duration;

use tokio::time::sleep;

pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    for i in 0..n as u8 {
        if i > 0 {
            sleep(Duration::from_millis(500)).await;
        }
        say(name, i.into());
    }
}

pub async fn two_counters(first: (&str, u32), second: (&str, u32), say: impl Fn(&str, u32)) {
    tokio::join!(
        count_up(first.0, first.1, &say),
        count_up(second.0, second.1, &say),
    );
}
