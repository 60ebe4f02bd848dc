//! Mistake: sleeps before each number, the first one too.
//! Breaks: "before any wait"
//! Rejected by: it_says_a_number_at_once_and_then_one_every_half_second, two_counters_count_at_the_same_time
//! Told: too late

use std::time::Duration;

use tokio::time::sleep;

pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    for i in 0..n {
        sleep(Duration::from_millis(500)).await;
        say(name, i);
    }
}

pub async fn two_counters(first: (&str, u32), second: (&str, u32), say: impl Fn(&str, u32)) {
    tokio::join!(
        count_up(first.0, first.1, &say),
        count_up(second.0, second.1, &say),
    );
}
