//! Mistake: tells the first of those who wait that the inbox is gone, as it does when there is room for one.
//! Breaks: "all who wait have their messages back at that instant"
//! Rejected by: all_who_wait_have_their_messages_back_when_the_inbox_goes
//! Told: All who wait should have their messages back

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::{oneshot, watch};

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

/// One who waits: the message, and where its sender hears what came of it.
struct Waiter<T> {
    number: u64,
    message: T,
    came: oneshot::Sender<Result<Sent, SendError<T>>>,
}

struct State<T> {
    room: usize,
    when_full: WhenFull,
    control: VecDeque<T>,
    messages: VecDeque<T>,
    line: VecDeque<Waiter<T>>,
    came: u64,
    counts: Counts,
    closed: bool,
}

impl<T> State<T> {
    fn take(&mut self) -> Option<T> {
        let control = self.control.pop_front();
        let taken = control.or_else(|| self.messages.pop_front())?;
        self.counts.given += 1;
        while self.messages.len() < self.room
            && let Some(waiter) = self.line.pop_front()
        {
            self.messages.push_back(waiter.message);
            // Who has just given up has sent it: it was in the mailbox by then.
            let _ = waiter.came.send(Ok(Sent::Kept));
        }
        Some(taken)
    }
}

type Shared<T> = Arc<Mutex<State<T>>>;

fn lock<T>(shared: &Shared<T>) -> MutexGuard<'_, State<T>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes its message out of the line when its future is dropped.
struct InLine<'a, T> {
    shared: &'a Shared<T>,
    number: u64,
}

impl<T> Drop for InLine<'_, T> {
    fn drop(&mut self) {
        let mut state = lock(self.shared);
        let at = state.line.iter().position(|one| one.number == self.number);
        let left = at.and_then(|at| state.line.remove(at));
        drop(state);
        drop(left);
    }
}

/// The side that sends.
pub struct Sender<T> {
    shared: Shared<T>,
    /// Tells the reader that something is new; closed when the last sender is gone.
    news: watch::Sender<()>,
}

/// The side that reads.
pub struct Inbox<T> {
    shared: Shared<T>,
    news: watch::Receiver<()>,
}

/// A mailbox with so much room.
pub fn mailbox<T: Send>(room: NonZeroUsize, when_full: WhenFull) -> (Sender<T>, Inbox<T>) {
    let shared = Arc::new(Mutex::new(State {
        room: room.get(),
        when_full,
        control: VecDeque::new(),
        messages: VecDeque::new(),
        line: VecDeque::new(),
        came: 0,
        counts: Counts::default(),
        closed: false,
    }));
    let (sender, receiver) = watch::channel(());
    let inbox = Inbox {
        shared: Arc::clone(&shared),
        news: receiver,
    };
    let news = sender;
    (Sender { shared, news }, inbox)
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Sender {
            shared: Arc::clone(&self.shared),
            news: self.news.clone(),
        }
    }
}

impl<T> Drop for Inbox<T> {
    fn drop(&mut self) {
        let mut state = lock(&self.shared);
        state.closed = true;
        let control = std::mem::take(&mut state.control);
        let messages = std::mem::take(&mut state.messages);
        let first = state.line.pop_front();
        drop(state);
        drop((control, messages));
        if let Some(waiter) = first {
            let _ = waiter.came.send(Err(SendError::Closed(waiter.message)));
        }
    }
}

impl<T: Send> Sender<T> {
    /// Sends a message.
    ///
    /// # Errors
    /// [`SendError::Full`] without room, if that is to be refused; [`SendError::Closed`] without an
    /// inbox.
    pub async fn send(&self, message: T) -> Result<Sent, SendError<T>> {
        let (came, comes) = oneshot::channel();
        let in_line = {
            let mut state = lock(&self.shared);
            if state.closed {
                return Err(SendError::Closed(message));
            }
            if state.messages.len() < state.room {
                state.messages.push_back(message);
                self.news.send_replace(());
                return Ok(Sent::Kept);
            }
            match state.when_full {
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
                    let oldest = state.messages.pop_front();
                    state.messages.push_back(message);
                    drop(state);
                    drop(oldest);
                    return Ok(Sent::Kept);
                }
                WhenFull::Wait => {
                    state.came += 1;
                    let number = state.came;
                    state.line.push_back(Waiter {
                        number,
                        message,
                        came,
                    });
                    InLine {
                        shared: &self.shared,
                        number,
                    }
                }
            }
        };
        let what_came = comes.await;
        drop(in_line);
        // Nobody drops a waiter without a word while it is waited for.
        what_came.unwrap_or(Ok(Sent::Kept))
    }

    /// Sends a message that comes before all others and needs no room.
    ///
    /// # Errors
    /// [`SendError::Closed`] without an inbox.
    pub fn send_control(&self, message: T) -> Result<(), SendError<T>> {
        let mut state = lock(&self.shared);
        if state.closed {
            return Err(SendError::Closed(message));
        }
        state.control.push_back(message);
        drop(state);
        self.news.send_replace(());
        Ok(())
    }

    /// What has become of the messages so far.
    pub fn counts(&self) -> Counts {
        let state = lock(&self.shared);
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
            self.news.mark_unchanged();
            if let Some(message) = lock(&self.shared).take() {
                return Some(message);
            }
            if self.news.changed().await.is_err() {
                return lock(&self.shared).take();
            }
        }
    }
}
