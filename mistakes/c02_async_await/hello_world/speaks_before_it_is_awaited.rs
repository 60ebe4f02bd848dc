//! Mistake: says the first word in a plain function that returns an `async` block for the rest.
//! Breaks: "when it is first awaited"
//! Rejected by: nothing_is_said_before_it_is_awaited
//! Told: before anybody had awaited

use std::time::Duration;

pub fn hello_world(say: impl Fn(&str)) -> impl Future<Output = ()> {
    say("Hello");
    async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        say("World");
    }
}
