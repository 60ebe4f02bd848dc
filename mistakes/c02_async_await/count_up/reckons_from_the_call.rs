//! Mistake: looks at the clock when it is called, and reckons from there when it is awaited.
//! Breaks: "every other one half a second after the one before it"
//! Rejected by: however_it_is_polled_the_numbers_are_half_a_second_apart
//! Told: 1003ms after the call

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

pub fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) -> impl Future<Output = ()> {
    let begun = Instant::now();
    async move {
        for i in 0..n {
            sleep_until(begun + Duration::from_millis(500) * i).await;
            say(name, i);
        }
    }
}

pub async fn two_counters(first: (&str, u32), second: (&str, u32), say: impl Fn(&str, u32)) {
    tokio::join!(
        count_up(first.0, first.1, &say),
        count_up(second.0, second.1, &say),
    );
}
