//! Mistake: says the second word together with the first.
//! Breaks: "one word at a time"
//! Rejected by: the_words_are_hello_and_world
//! Told: called twice

use std::time::Duration;

pub async fn hello_world(say: impl Fn(&str)) {
    say("Hello");
    tokio::time::sleep(Duration::from_secs(1)).await;
    say("Hello, World");
}
