//! Mistake: keeps the ways back in a table that the handles own too: when the actor dies, nobody drops
//! them.
//! Breaks: "all who wait for a reply or for room get Gone at that instant"
//! Rejected by: a_panic_is_told_to_all_who_wait_and_to_all_who_come_later
//! Told: still waits a minute later

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;
use tokio::sync::{mpsc, oneshot};
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

/// A message and its number, under which its way back is found.
struct Letter<A: Actor> {
    message: A::Message,
    number: Option<u64>,
}

/// The next number, and who waits under which.
type Waiting<R> = Arc<Mutex<(u64, HashMap<u64, oneshot::Sender<R>>)>>;

/// The address of an actor.
pub struct Handle<A: Actor> {
    mailbox: mpsc::Sender<Letter<A>>,
    waiting: Waiting<A::Reply>,
}

impl<A: Actor> Clone for Handle<A> {
    fn clone(&self) -> Self {
        Handle {
            mailbox: self.mailbox.clone(),
            waiting: Arc::clone(&self.waiting),
        }
    }
}

/// Runs the actor in a task of its own, with room for so many messages in its mailbox.
pub fn start<A: Actor>(mut actor: A, room: NonZeroUsize) -> (Handle<A>, JoinHandle<A>) {
    let (mailbox, mut letters) = mpsc::channel::<Letter<A>>(room.get());
    let waiting: Waiting<A::Reply> = Arc::default();
    let replies = Arc::clone(&waiting);
    let task = tokio::spawn(async move {
        // Ends when the last handle is gone and every letter was taken.
        while let Some(Letter { message, number }) = letters.recv().await {
            let answer = actor.handle(message).await;
            let reply = number.and_then(|number| {
                let mut waiting = replies.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.1.remove(&number)
            });
            if let Some(reply) = reply {
                let _ = reply.send(answer);
            }
        }
        actor
    });
    (Handle { mailbox, waiting }, task)
}

impl<A: Actor> Handle<A> {
    /// Sends a message and waits for its reply.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead and has not replied.
    pub async fn ask(&self, message: A::Message) -> Result<A::Reply, Gone> {
        let (reply, answer) = oneshot::channel();
        let number = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.0 += 1;
            let number = waiting.0;
            waiting.1.insert(number, reply);
            number
        };
        self.send(message, Some(number)).await?;
        answer.await.map_err(|_| Gone)
    }

    /// Sends a message and waits until it is in the mailbox.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead.
    pub async fn tell(&self, message: A::Message) -> Result<(), Gone> {
        self.send(message, None).await
    }

    async fn send(&self, message: A::Message, number: Option<u64>) -> Result<(), Gone> {
        let letter = Letter { message, number };
        self.mailbox.send(letter).await.map_err(|_| Gone)
    }
}
