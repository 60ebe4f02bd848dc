//! Mistake: makes a sleep and does not await it, so that it is dropped before it has begun.
//! Breaks: "exactly one second later"
//! Rejected by: hello_comes_at_once_and_world_a_second_later
//! Told: no time passed

use std::time::Duration;

pub async fn hello_world(say: impl Fn(&str)) {
    say("Hello");
    let _pause = tokio::time::sleep(Duration::from_secs(1));
    say("World");
}
