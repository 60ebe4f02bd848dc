//! Mistake: takes a message and then gives way, so that whoever gives up there loses it.
//! Breaks: "loses no message of others"
//! Rejected by: a_reader_that_gives_up_when_its_turn_is_spent_takes_nothing
//! Told: nothing may wait between taking a message and giving it

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use thiserror::Error;

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

/// One who waits for room, with the message.
struct Waiter<T> {
    message: T,
    waker: Option<Waker>,
}

struct State<T> {
    control: VecDeque<T>,
    others: VecDeque<T>,
    /// Those who wait for room, by the number that they drew. Nobody waits while there is room.
    waiters: BTreeMap<u64, Waiter<T>>,
    next: u64,
    /// Who waits in `recv`.
    reader: Option<Waker>,
    senders: usize,
    inbox_gone: bool,
    given: u64,
    dropped: u64,
    refused: u64,
}

struct Shared<T> {
    room: usize,
    when_full: WhenFull,
    state: Mutex<State<T>>,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
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
        room: room.get(),
        when_full,
        state: Mutex::new(State {
            control: VecDeque::new(),
            others: VecDeque::new(),
            waiters: BTreeMap::new(),
            next: 0,
            reader: None,
            senders: 1,
            inbox_gone: false,
            given: 0,
            dropped: 0,
            refused: 0,
        }),
    });
    let sender = Sender {
        shared: Arc::clone(&shared),
    };
    (sender, Inbox { shared })
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.shared.lock().senders += 1;
        Sender {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let reader = {
            let mut state = self.shared.lock();
            state.senders -= 1;
            if state.senders == 0 {
                state.reader.take()
            } else {
                None
            }
        };
        wake(reader);
    }
}

/// A place in the line of those who wait for room.
struct Place<'a, T> {
    shared: &'a Shared<T>,
    number: Option<u64>,
}

impl<T> Place<'_, T> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Sent, SendError<T>>> {
        let Some(number) = self.number else {
            unreachable!("nobody polls what is done");
        };
        let waker = cx.waker().clone();
        let mut state = self.shared.lock();
        if state.inbox_gone {
            let back = state.waiters.remove(&number);
            drop(state);
            self.number = None;
            return Poll::Ready(match back {
                Some(waiter) => Err(SendError::Closed(waiter.message)),
                None => Ok(Sent::Kept),
            });
        }
        let old = match state.waiters.get_mut(&number) {
            Some(waiter) => waiter.waker.replace(waker),
            None => {
                drop(state);
                self.number = None;
                return Poll::Ready(Ok(Sent::Kept));
            }
        };
        drop(state);
        drop(old);
        Poll::Pending
    }
}

impl<T> Drop for Place<'_, T> {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            let left = self.shared.lock().waiters.remove(&number);
            drop(left);
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
        let mut place = {
            let mut state = self.shared.lock();
            if state.inbox_gone {
                drop(state);
                return Err(SendError::Closed(message));
            }
            if state.others.len() < self.shared.room {
                state.others.push_back(message);
                let reader = state.reader.take();
                drop(state);
                wake(reader);
                return Ok(Sent::Kept);
            }
            match self.shared.when_full {
                WhenFull::Refuse => {
                    state.refused += 1;
                    drop(state);
                    return Err(SendError::Full(message));
                }
                WhenFull::DropNewest => {
                    state.dropped += 1;
                    drop(state);
                    drop(message);
                    return Ok(Sent::Dropped);
                }
                WhenFull::DropOldest => {
                    let oldest = state.others.pop_front();
                    state.others.push_back(message);
                    state.dropped += 1;
                    let reader = state.reader.take();
                    drop(state);
                    drop(oldest);
                    wake(reader);
                    return Ok(Sent::Kept);
                }
                WhenFull::Wait => {
                    let number = state.next;
                    state.next += 1;
                    let waker = None;
                    state.waiters.insert(number, Waiter { message, waker });
                    drop(state);
                    Place {
                        shared: &self.shared,
                        number: Some(number),
                    }
                }
            }
        };
        poll_fn(|cx| place.poll(cx)).await
    }

    /// Sends a message that comes before all others and needs no room.
    ///
    /// # Errors
    /// [`SendError::Closed`] without an inbox.
    pub fn send_control(&self, message: T) -> Result<(), SendError<T>> {
        let mut state = self.shared.lock();
        if state.inbox_gone {
            drop(state);
            return Err(SendError::Closed(message));
        }
        state.control.push_back(message);
        let reader = state.reader.take();
        drop(state);
        wake(reader);
        Ok(())
    }

    /// What has become of the messages so far.
    pub fn counts(&self) -> Counts {
        let state = self.shared.lock();
        Counts {
            waiting: (state.control.len() + state.others.len()) as u64,
            given: state.given,
            dropped: state.dropped,
            refused: state.refused,
        }
    }
}

impl<T: Send> Inbox<T> {
    /// The next message, or `None` when there will be none.
    pub async fn recv(&mut self) -> Option<T> {
        let message = poll_fn(|cx| self.poll_recv(cx)).await;
        // Whoever reads in a loop lets the others have a turn now and then.
        tokio::task::coop::consume_budget().await;
        message
    }

    fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let waker = cx.waker().clone();
        let mut state = self.shared.lock();
        if let Some(message) = state.control.pop_front() {
            state.given += 1;
            return Poll::Ready(Some(message));
        }
        if let Some(message) = state.others.pop_front() {
            state.given += 1;
            // The room goes to the first who waits, and the message with it.
            let first = state.waiters.pop_first().and_then(|(_, waiter)| {
                state.others.push_back(waiter.message);
                waiter.waker
            });
            drop(state);
            wake(first);
            return Poll::Ready(Some(message));
        }
        if state.senders == 0 {
            return Poll::Ready(None);
        }
        let old = state.reader.replace(waker);
        drop(state);
        drop(old);
        Poll::Pending
    }
}

impl<T> Drop for Inbox<T> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.inbox_gone = true;
        let left = (
            std::mem::take(&mut state.control),
            std::mem::take(&mut state.others),
            state.reader.take(),
        );
        let waiting: Vec<Waker> = state
            .waiters
            .values_mut()
            .filter_map(|waiter| waiter.waker.take())
            .collect();
        drop(state);
        for waker in waiting {
            waker.wake();
        }
        drop(left);
    }
}
