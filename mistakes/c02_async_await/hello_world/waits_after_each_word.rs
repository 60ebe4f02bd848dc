//! Mistake: waits after every word, the last one too.
//! Breaks: "returns at that instant"
//! Rejected by: it_returns_as_soon_as_world_is_said
//! Told: waited after the last

use std::time::Duration;

pub async fn hello_world(say: impl Fn(&str)) {
    for word in ["Hello", "World"] {
        say(word);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
