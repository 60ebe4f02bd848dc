//! Mistake: sleeps as plain code does, and stops the thread with everything on it.
//! Breaks: "While it waits, other tasks run"
//! Rejected by: hello_comes_at_once_and_world_a_second_later, another_task_runs_between_the_words
//! Told: blocked the thread

use std::time::Duration;

pub async fn hello_world(say: impl Fn(&str)) {
    say("Hello");
    std::thread::sleep(Duration::from_secs(1));
    say("World");
}
