//! Mistake: takes the next message out of the mailbox while it is at work on the one before, to have it at
//! hand: one more than there is room for.
//! Breaks: "The mailbox has room for so many messages that wait for that"
//! Rejected by: who_tells_goes_on_when_the_message_is_in_the_mailbox
//! Told: takes more than it has room for

use std::num::NonZeroUsize;

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

/// A message, and where its reply goes, if anybody wants it.
struct Letter<A: Actor> {
    message: A::Message,
    reply: Option<oneshot::Sender<A::Reply>>,
}

/// The address of an actor.
pub struct Handle<A: Actor> {
    mailbox: mpsc::Sender<Letter<A>>,
}

impl<A: Actor> Clone for Handle<A> {
    fn clone(&self) -> Self {
        Handle {
            mailbox: self.mailbox.clone(),
        }
    }
}

/// Runs the actor in a task of its own, with room for so many messages in its mailbox.
pub fn start<A: Actor>(mut actor: A, room: NonZeroUsize) -> (Handle<A>, JoinHandle<A>) {
    let (mailbox, mut letters) = mpsc::channel::<Letter<A>>(room.get());
    let task = tokio::spawn(async move {
        // Ends when the last handle is gone and every letter was taken.
        let mut next = letters.recv().await;
        while let Some(Letter { message, reply }) = next {
            let work = async {
                let answer = actor.handle(message).await;
                if let Some(reply) = reply {
                    let _ = reply.send(answer);
                }
            };
            let ((), following) = tokio::join!(work, letters.recv());
            next = following;
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
        let (reply, answer) = oneshot::channel();
        self.send(message, Some(reply)).await?;
        answer.await.map_err(|_| Gone)
    }

    /// Sends a message and waits until it is in the mailbox.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead.
    pub async fn tell(&self, message: A::Message) -> Result<(), Gone> {
        self.send(message, None).await
    }

    async fn send(
        &self,
        message: A::Message,
        reply: Option<oneshot::Sender<A::Reply>>,
    ) -> Result<(), Gone> {
        let letter = Letter { message, reply };
        self.mailbox.send(letter).await.map_err(|_| Gone)
    }
}
