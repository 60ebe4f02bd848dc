//! Mistake: lets the counters speak in turn, with a sleep after each number of either.
//! Breaks: "each says what it would say alone"
//! Rejected by: the_first_number_comes_before_it_waits_for_anything
//! Rejected by: two_counters_count_at_the_same_time
//! Told: as if the two took turns

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
    for i in 0..first.1.max(second.1) {
        for (name, n) in [first, second] {
            if i < n {
                say(name, i);
                sleep(Duration::from_millis(250)).await;
            }
        }
    }
}
