//! Mistake: says the first number before it asks whether there is one to say.
//! Breaks: "counting up to 0 says nothing"
//! Rejected by: counting_up_to_nothing_says_nothing_and_takes_no_time
//! Told: should say nothing

use std::time::Duration;

use tokio::time::sleep;

pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    say(name, 0);
    for i in 1..n {
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
