//! Mistake: says the first number in a plain function that returns an `async` block for the rest.
//! Breaks: "The first number comes when it is first awaited"
//! Rejected by: nothing_is_said_before_it_is_awaited
//! Told: before anybody had awaited

use std::time::Duration;

use tokio::time::sleep;

pub fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) -> impl Future<Output = ()> {
    if n > 0 {
        say(name, 0);
    }
    async move {
        for i in 1..n {
            sleep(Duration::from_millis(500)).await;
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
