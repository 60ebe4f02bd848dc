//! Mistake: takes milliseconds for seconds.
//! Breaks: "exactly one second later"
//! Rejected by: hello_comes_at_once_and_world_a_second_later, another_task_runs_between_the_words
//! Told: too early

use std::time::Duration;

pub async fn hello_world(say: impl Fn(&str)) {
    say("Hello");
    tokio::time::sleep(Duration::from_millis(1)).await;
    say("World");
}
