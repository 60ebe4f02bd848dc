//! A sleep that is awaited: the function stands still, the thread does not.

use std::time::Duration;

use tokio::time::sleep;

/// Says "Hello" at once and "World" a second later.
pub async fn hello_world(say: impl Fn(&str)) {
    say("Hello");
    // Without `.await` this would only make a future, and drop it.
    sleep(Duration::from_secs(1)).await;
    say("World");
}
