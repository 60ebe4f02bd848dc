//! Mistake: takes `select!` for `join!`, which drops the longer counter when the shorter one ends.
//! Breaks: "It returns as the longer one says its last number"
//! Rejected by: the_longer_counter_goes_on_alone
//! Told: too few

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
    tokio::select! {
        () = count_up(first.0, first.1, &say) => (),
        () = count_up(second.0, second.1, &say) => (),
    }
}
