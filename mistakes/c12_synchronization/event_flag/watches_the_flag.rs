//! Mistake: watches the flag itself: `clear` wakes everybody to look, and a short `set` is missed.
//! Breaks: "It wakes nobody."
//! Breaks: "even if [`clear`](Event::clear) follows before they get to run"
//! Rejected by: only_set_wakes_a_waiter
//! Told: `clear` woke somebody

use tokio::sync::watch;

pub struct Event {
    flag: watch::Sender<bool>,
}

impl Event {
    pub fn new() -> Self {
        Event {
            flag: watch::Sender::new(false),
        }
    }

    pub fn set(&self) {
        self.flag.send_replace(true);
    }

    pub fn clear(&self) {
        self.flag.send_replace(false);
    }

    pub fn is_set(&self) -> bool {
        *self.flag.borrow()
    }

    pub async fn wait(&self) {
        let mut flag = self.flag.subscribe();
        let _ = flag.wait_for(|set| *set).await;
    }
}
