//! Mistake: lets the first who waits for room in with each message that `recv` gives, also with a control
//! message, which had no room.
//! Breaks: "sends a message that needs no room"
//! Rejected by: whatever_is_sent_each_message_is_where_it_should_be
//! Told: a control message has no room

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::{Notify, Semaphore};

/// What to do with a message for which there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// Wait for room.
    Wait,
    /// Give it back.
    Refuse,
    /// Drop it.
    DropNewest,
    /// Drop the one that has waited longest.
    DropOldest,
}

/// What `send` did with the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is in the mailbox.
    Kept,
    /// It was dropped.
    Dropped,
}

/// Why a message comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SendError<T> {
    /// There is no room for it.
    #[error("the mailbox is full")]
    Full(T),
    /// Nobody will read it.
    #[error("nobody reads this mailbox")]
    Closed(T),
}

/// What has become of the messages, control messages included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// They are in the mailbox.
    pub waiting: u64,
    /// `recv` gave them.
    pub given: u64,
    /// They were dropped, as the newest or as the oldest.
    pub dropped: u64,
    /// They came back, as there was no room.
    pub refused: u64,
}

struct Shared<T> {
    when_full: WhenFull,
    room: usize,
    /// A permit a place, for senders that wait: they take one, and `recv` gives it back.
    places: Semaphore,
    state: Mutex<State<T>>,
    /// There is a message, or the last sender is gone.
    news: Notify,
}

struct State<T> {
    control: VecDeque<T>,
    messages: VecDeque<T>,
    counts: Counts,
    senders: usize,
    closed: bool,
}

impl<T> Shared<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What there is, if anything is there. The room goes back in the same step.
    fn take(&self) -> Option<T> {
        let mut state = self.state();
        let control = state.control.pop_front();
        let taken = control.or_else(|| state.messages.pop_front())?;
        if matches!(self.when_full, WhenFull::Wait) {
            self.places.add_permits(1);
        }
        state.counts.given += 1;
        Some(taken)
    }
}

/// The side that sends.
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}

/// The side that reads.
pub struct Inbox<T> {
    shared: Arc<Shared<T>>,
}

/// A mailbox with so much room.
pub fn mailbox<T: Send>(room: NonZeroUsize, when_full: WhenFull) -> (Sender<T>, Inbox<T>) {
    let shared = Arc::new(Shared {
        when_full,
        room: room.get(),
        places: Semaphore::new(room.get()),
        state: Mutex::new(State {
            control: VecDeque::new(),
            messages: VecDeque::new(),
            counts: Counts::default(),
            senders: 1,
            closed: false,
        }),
        news: Notify::new(),
    });
    let sender = Sender {
        shared: Arc::clone(&shared),
    };
    (sender, Inbox { shared })
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.shared.state().senders += 1;
        Sender {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.shared.state().senders -= 1;
        self.shared.news.notify_one();
    }
}

impl<T> Drop for Inbox<T> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.closed = true;
        let left = (
            std::mem::take(&mut state.control),
            std::mem::take(&mut state.messages),
        );
        drop(state);
        self.shared.places.close();
        drop(left);
    }
}

impl<T: Send> Sender<T> {
    /// Sends a message.
    ///
    /// # Errors
    /// [`SendError::Full`] without room, if that is to be refused; [`SendError::Closed`] without an
    /// inbox.
    pub async fn send(&self, message: T) -> Result<Sent, SendError<T>> {
        if matches!(self.shared.when_full, WhenFull::Wait) {
            // An error says that the inbox is gone, which is looked at below.
            if let Ok(place) = self.shared.places.acquire().await {
                place.forget();
            }
        }
        let mut state = self.shared.state();
        if state.closed {
            return Err(SendError::Closed(message));
        }
        let mut oldest = None;
        if state.messages.len() >= self.shared.room {
            match self.shared.when_full {
                // There is a place for it.
                WhenFull::Wait => {}
                WhenFull::Refuse => {
                    state.counts.refused += 1;
                    return Err(SendError::Full(message));
                }
                WhenFull::DropNewest => {
                    state.counts.dropped += 1;
                    return Ok(Sent::Dropped);
                }
                WhenFull::DropOldest => {
                    state.counts.dropped += 1;
                    oldest = state.messages.pop_front();
                }
            }
        }
        state.messages.push_back(message);
        drop(state);
        drop(oldest);
        self.shared.news.notify_one();
        Ok(Sent::Kept)
    }

    /// Sends a message that comes before all others and needs no room.
    ///
    /// # Errors
    /// [`SendError::Closed`] without an inbox.
    pub fn send_control(&self, message: T) -> Result<(), SendError<T>> {
        let mut state = self.shared.state();
        if state.closed {
            return Err(SendError::Closed(message));
        }
        state.control.push_back(message);
        drop(state);
        self.shared.news.notify_one();
        Ok(())
    }

    /// What has become of the messages so far.
    pub fn counts(&self) -> Counts {
        let state = self.shared.state();
        Counts {
            waiting: (state.control.len() + state.messages.len()) as u64,
            ..state.counts
        }
    }
}

impl<T: Send> Inbox<T> {
    /// The next message, or `None` when there will be none.
    pub async fn recv(&mut self) -> Option<T> {
        loop {
            // Asked before the look: what the last of them sent is there by then.
            let over = self.shared.state().senders == 0;
            let taken = self.shared.take();
            if taken.is_some() || over {
                return taken;
            }
            self.shared.news.notified().await;
        }
    }
}
