//! Mistake: sleeps as plain code does, so that the other counter cannot have its turn.
//! Breaks: "every other one half a second after"
//! Rejected by: it_says_a_number_at_once_and_then_one_every_half_second, two_counters_count_at_the_same_time
//! Told: blocked the thread

use std::thread;
use std::time::Duration;

pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    for i in 0..n {
        if i > 0 {
            thread::sleep(Duration::from_millis(500));
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
