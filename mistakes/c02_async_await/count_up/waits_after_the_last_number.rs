//! Mistake: sleeps after each number, the last one too.
//! Breaks: "there is no wait after that"
//! Rejected by: it_returns_as_it_says_the_last_number
//! Told: waited after the last

use std::time::Duration;

use tokio::time::sleep;

pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    for i in 0..n {
        say(name, i);
        sleep(Duration::from_millis(500)).await;
    }
}

pub async fn two_counters(first: (&str, u32), second: (&str, u32), say: impl Fn(&str, u32)) {
    tokio::join!(
        count_up(first.0, first.1, &say),
        count_up(second.0, second.1, &say),
    );
}
