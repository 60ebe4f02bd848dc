//! Mistake: tidies the names up before it says them.
//! Breaks: "each with its name"
//! Rejected by: each_speaks_under_its_own_name
//! Told: give its name just as it is

use std::time::Duration;

use tokio::time::sleep;

pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    for i in 0..n {
        if i > 0 {
            sleep(Duration::from_millis(500)).await;
        }
        say(name.trim(), i);
    }
}

pub async fn two_counters(first: (&str, u32), second: (&str, u32), say: impl Fn(&str, u32)) {
    tokio::join!(
        count_up(first.0, first.1, &say),
        count_up(second.0, second.1, &say),
    );
}
