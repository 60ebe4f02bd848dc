//! Mistake: at its end the actor drops what is in the mailbox while it holds the lock of it. A message that
//! holds a handle to this very actor wants the same lock when it is dropped.
//! Breaks: "all who wait for a reply or for room get Gone at that instant"
//! Rejected by: a_dead_actor_lets_go_of_messages_that_hold_its_own_handle
//! Told: which must not wait for what is held meanwhile

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::{Notify, Semaphore, oneshot};
use tokio::task::JoinHandle;

/// State, and what becomes of it when a message comes.
pub trait Actor: Send + 'static {
    /// What it is sent.
    type Message: Send + 'static;
    /// What it replies.
    type Reply: Send + 'static;

    /// Does what the message says, and replies.
    fn handle(&mut self, message: Self::Message) -> impl Future<Output = Self::Reply> + Send;
}

/// The actor is dead, and there will be no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the actor is gone")]
pub struct Gone;

/// A message, and where its reply goes.
type Letter<A> = (<A as Actor>::Message, oneshot::Sender<<A as Actor>::Reply>);

struct Mailbox<A: Actor> {
    room: Semaphore,
    letters: Mutex<Letters<A>>,
    /// There is a letter, or the last handle is gone.
    news: Notify,
}

struct Letters<A: Actor> {
    waiting: VecDeque<Letter<A>>,
    handles: usize,
    dead: bool,
}

impl<A: Actor> Mailbox<A> {
    fn letters(&self) -> MutexGuard<'_, Letters<A>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next letter, or nothing if there will be none.
    async fn next(&self) -> Option<Letter<A>> {
        loop {
            {
                let mut letters = self.letters();
                if let Some(letter) = letters.waiting.pop_front() {
                    self.room.add_permits(1);
                    return Some(letter);
                }
                if letters.handles == 0 {
                    return None;
                }
            }
            self.news.notified().await;
        }
    }
}

/// The end of the actor.
struct End<A: Actor>(Arc<Mailbox<A>>);

impl<A: Actor> Drop for End<A> {
    fn drop(&mut self) {
        self.0.room.close();
        let mut letters = self.0.letters();
        letters.dead = true;
        letters.waiting.clear();
    }
}

/// The address of an actor.
pub struct Handle<A: Actor> {
    mailbox: Arc<Mailbox<A>>,
}

impl<A: Actor> Clone for Handle<A> {
    fn clone(&self) -> Self {
        self.mailbox.letters().handles += 1;
        Handle {
            mailbox: Arc::clone(&self.mailbox),
        }
    }
}

impl<A: Actor> Drop for Handle<A> {
    fn drop(&mut self) {
        self.mailbox.letters().handles -= 1;
        self.mailbox.news.notify_one();
    }
}

/// Runs the actor in a task of its own, with room for so many messages in its mailbox.
pub fn start<A: Actor>(mut actor: A, room: NonZeroUsize) -> (Handle<A>, JoinHandle<A>) {
    let mailbox = Arc::new(Mailbox {
        room: Semaphore::new(room.get()),
        letters: Mutex::new(Letters {
            waiting: VecDeque::new(),
            handles: 1,
            dead: false,
        }),
        news: Notify::new(),
    });
    let end = End(Arc::clone(&mailbox));
    let task = tokio::spawn(async move {
        while let Some((message, reply)) = end.0.next().await {
            let _ = reply.send(actor.handle(message).await);
        }
        actor
    });
    (Handle { mailbox }, task)
}

impl<A: Actor> Handle<A> {
    /// Sends a message and waits for its reply.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead and has not replied.
    pub async fn ask(&self, message: A::Message) -> Result<A::Reply, Gone> {
        self.send(message).await?.await.map_err(|_| Gone)
    }

    /// Sends a message and waits until it is in the mailbox.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead.
    pub async fn tell(&self, message: A::Message) -> Result<(), Gone> {
        self.send(message).await.map(drop)
    }

    async fn send(&self, message: A::Message) -> Result<oneshot::Receiver<A::Reply>, Gone> {
        let place = self.mailbox.room.acquire().await.map_err(|_| Gone)?;
        let mut letters = self.mailbox.letters();
        if letters.dead {
            return Err(Gone);
        }
        let (reply, answer) = oneshot::channel();
        letters.waiting.push_back((message, reply));
        // Given back when the letter is taken.
        place.forget();
        drop(letters);
        self.mailbox.news.notify_one();
        Ok(answer)
    }
}
