//! Mistake: gives the room of a message back when it has been handled, not when it is taken.
//! Breaks: "The one that is being handled needs none"
//! Rejected by: who_tells_goes_on_when_the_message_is_in_the_mailbox
//! Told: the one that is being handled needs none

use std::num::NonZeroUsize;
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
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
    room: OwnedSemaphorePermit,
}

/// The address of an actor.
pub struct Handle<A: Actor> {
    mailbox: mpsc::Sender<Letter<A>>,
    room: Arc<Semaphore>,
}

impl<A: Actor> Clone for Handle<A> {
    fn clone(&self) -> Self {
        Handle {
            mailbox: self.mailbox.clone(),
            room: Arc::clone(&self.room),
        }
    }
}

/// Closes the mailbox's room at the end.
struct Closes(Arc<Semaphore>);

impl Drop for Closes {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Runs the actor in a task of its own, with room for so many messages in its mailbox.
pub fn start<A: Actor>(mut actor: A, room: NonZeroUsize) -> (Handle<A>, JoinHandle<A>) {
    let (mailbox, mut letters) = mpsc::channel::<Letter<A>>(room.get());
    let places = Arc::new(Semaphore::new(room.get()));
    let room = Arc::clone(&places);
    let task = tokio::spawn(async move {
        // Whoever waits for room is told when this task ends.
        let _closed = Closes(places);
        // Ends when the last handle is gone and every letter was taken.
        while let Some(Letter {
            message,
            reply,
            room,
        }) = letters.recv().await
        {
            let answer = actor.handle(message).await;
            if let Some(reply) = reply {
                // Whoever asked may have given up.
                let _ = reply.send(answer);
            }
            drop(room);
        }
        actor
    });
    (Handle { mailbox, room }, task)
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
        let room = Arc::clone(&self.room).acquire_owned().await;
        let room = room.map_err(|_| Gone)?;
        let letter = Letter {
            message,
            reply,
            room,
        };
        self.mailbox.send(letter).await.map_err(|_| Gone)
    }
}
