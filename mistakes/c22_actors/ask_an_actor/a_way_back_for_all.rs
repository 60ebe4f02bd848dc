//! Mistake: has one channel for all replies, from which each caller takes the next: when one gives up, the
//! others have each other's.
//! Breaks: "sends a message and waits for the reply to this very message"
//! Rejected by: whoever_comes_and_whoever_gives_up_the_others_have_their_replies
//! Told: has the reply to the message of caller

use std::num::NonZeroUsize;
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{Mutex, mpsc};
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

/// A message, and where its reply goes, if anybody wants it.
struct Letter<A: Actor> {
    message: A::Message,
    wants_a_reply: bool,
}

/// The address of an actor.
pub struct Handle<A: Actor> {
    mailbox: mpsc::Sender<Letter<A>>,
    replies: Arc<Mutex<mpsc::UnboundedReceiver<A::Reply>>>,
}

impl<A: Actor> Clone for Handle<A> {
    fn clone(&self) -> Self {
        Handle {
            mailbox: self.mailbox.clone(),
            replies: Arc::clone(&self.replies),
        }
    }
}

/// Runs the actor in a task of its own, with room for so many messages in its mailbox.
pub fn start<A: Actor>(mut actor: A, room: NonZeroUsize) -> (Handle<A>, JoinHandle<A>) {
    let (mailbox, mut letters) = mpsc::channel::<Letter<A>>(room.get());
    let (sender, replies) = mpsc::unbounded_channel();
    let replies = Arc::new(Mutex::new(replies));
    let task = tokio::spawn(async move {
        // Ends when the last handle is gone and every letter was taken.
        while let Some(letter) = letters.recv().await {
            let answer = actor.handle(letter.message).await;
            if letter.wants_a_reply {
                let _ = sender.send(answer);
            }
        }
        actor
    });
    (Handle { mailbox, replies }, task)
}

impl<A: Actor> Handle<A> {
    /// Sends a message and waits for its reply.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead and has not replied.
    pub async fn ask(&self, message: A::Message) -> Result<A::Reply, Gone> {
        self.send(message, true).await?;
        self.replies.lock().await.recv().await.ok_or(Gone)
    }

    /// Sends a message and waits until it is in the mailbox.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead.
    pub async fn tell(&self, message: A::Message) -> Result<(), Gone> {
        self.send(message, false).await
    }

    async fn send(&self, message: A::Message, wants_a_reply: bool) -> Result<(), Gone> {
        let letter = Letter {
            message,
            wants_a_reply,
        };
        self.mailbox.send(letter).await.map_err(|_| Gone)
    }
}
