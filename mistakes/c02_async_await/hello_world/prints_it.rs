//! Mistake: prints the words instead of saying them through `say`.
//! Breaks: "It speaks by calling `say`"
//! Rejected by: the_words_are_hello_and_world
//! Told: every word goes out by calling `say`

use std::time::Duration;

pub async fn hello_world(_say: impl Fn(&str)) {
    println!("Hello");
    tokio::time::sleep(Duration::from_secs(1)).await;
    println!("World");
}
