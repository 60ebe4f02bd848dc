//! Mistake: keeps a handle in the task, so that the actor could send itself messages: there is always one
//! handle left.
//! Breaks: "At the instant at which nothing is left the task ends, and gives the actor back"
//! Rejected by: the_last_handle_ends_it_when_the_mailbox_is_empty
//! Told: for ever if the task itself holds a handle

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
    let myself = Handle {
        mailbox: mailbox.clone(),
    };
    let task = tokio::spawn(async move {
        let _myself: Handle<A> = myself;
        // Ends when the last handle is gone and every letter was taken.
        while let Some(Letter { message, reply }) = letters.recv().await {
            let answer = actor.handle(message).await;
            if let Some(reply) = reply {
                // Whoever asked may have given up.
                let _ = reply.send(answer);
            }
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
