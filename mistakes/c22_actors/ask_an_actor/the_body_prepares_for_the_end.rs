//! Mistake: makes what tells those who wait for room in the body of the task: when the task is aborted
//! before its first turn, there is no such thing, and they wait for ever.
//! Breaks: "all who wait for a reply or for room get Gone at that instant"
//! Rejected by: an_actor_that_never_began_is_told_to_all
//! Told: such a task runs no line of its body

use std::num::NonZeroUsize;
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{Semaphore, mpsc, oneshot};
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
    mailbox: mpsc::UnboundedSender<Letter<A>>,
    room: Arc<Semaphore>,
}

/// Tells those who wait for room that there will be none.
struct End(Arc<Semaphore>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl<A: Actor> Clone for Handle<A> {
    fn clone(&self) -> Self {
        Handle {
            mailbox: self.mailbox.clone(),
            room: Arc::clone(&self.room),
        }
    }
}

/// Runs the actor in a task of its own, with room for so many messages in its mailbox.
pub fn start<A: Actor>(mut actor: A, room: NonZeroUsize) -> (Handle<A>, JoinHandle<A>) {
    let (mailbox, mut letters) = mpsc::unbounded_channel::<Letter<A>>();
    let room = Arc::new(Semaphore::new(room.get()));
    let places = Arc::clone(&room);
    let task = tokio::spawn(async move {
        let end = End(places);
        // Ends when the last handle is gone and every letter was taken.
        while let Some(Letter { message, reply }) = letters.recv().await {
            end.0.add_permits(1);
            let answer = actor.handle(message).await;
            if let Some(reply) = reply {
                // Whoever asked may have given up.
                let _ = reply.send(answer);
            }
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
        let place = self.room.acquire().await.map_err(|_| Gone)?;
        let letter = Letter { message, reply };
        self.mailbox.send(letter).map_err(|_| Gone)?;
        // Given back when the letter is taken.
        place.forget();
        Ok(())
    }
}
