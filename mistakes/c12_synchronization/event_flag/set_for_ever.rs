//! Mistake: once set, always set: a token that is cancelled cannot be taken back.
//! Breaks: "unsets the flag: whoever waits from then on waits for the next `set`"
//! Rejected by: it_tells_how_the_flag_stands
//! Told: your `clear` takes no flag down

use tokio_util::sync::CancellationToken;

pub struct Event {
    set: CancellationToken,
}

impl Event {
    pub fn new() -> Self {
        Event {
            set: CancellationToken::new(),
        }
    }

    pub fn set(&self) {
        self.set.cancel();
    }

    pub fn clear(&self) {}

    pub fn is_set(&self) -> bool {
        self.set.is_cancelled()
    }

    pub async fn wait(&self) {
        self.set.cancelled().await;
    }
}
