//! Mistake: starts a clock and takes the next poll for its end, whatever the poll is due to.
//! Breaks: "exactly one second later"
//! Rejected by: only_its_own_second_lets_it_go_on
//! Told: only its own wait should let it go on

use std::pin::pin;
use std::time::Duration;

pub async fn hello_world(say: impl Fn(&str)) {
    say("Hello");
    let mut second = pin!(tokio::time::sleep(Duration::from_secs(1)));
    let _ = futures::poll!(second.as_mut());
    futures::pending!();
    say("World");
}
