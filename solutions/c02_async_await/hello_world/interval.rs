//! Instead of a sleep, an interval of a second: its first tick comes at once.

use std::time::Duration;

use tokio::time::interval;

/// Says "Hello" at once and "World" a second later.
pub async fn hello_world(say: impl Fn(&str)) {
    let mut ticks = interval(Duration::from_secs(1));
    for word in ["Hello", "World"] {
        ticks.tick().await;
        say(word);
    }
}
