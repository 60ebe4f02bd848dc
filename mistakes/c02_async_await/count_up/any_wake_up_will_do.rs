//! Mistake: starts a clock and takes the next poll for its end, whatever the poll is due to.
//! Breaks: "every other one half a second after the one before it"
//! Rejected by: only_its_own_wait_lets_a_counter_go_on
//! Told: only its own wait should let it go on

use std::pin::pin;
use std::time::Duration;

use tokio::time::sleep;

pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    for i in 0..n {
        if i > 0 {
            let mut pause = pin!(sleep(Duration::from_millis(500)));
            let _ = futures::poll!(pause.as_mut());
            futures::pending!();
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
