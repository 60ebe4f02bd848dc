//! Mistake: waits before the first word, not between the two.
//! Breaks: "when it is first awaited"
//! Rejected by: hello_comes_at_once_and_world_a_second_later
//! Told: the wait came before the first of them, and not in between

use std::time::Duration;

pub async fn hello_world(say: impl Fn(&str)) {
    tokio::time::sleep(Duration::from_secs(1)).await;
    say("Hello");
    say("World");
}
