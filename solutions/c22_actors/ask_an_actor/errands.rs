//! The mailbox holds no messages but what is to be done with the actor: a closure that knows the
//! message and the way back, so that the task knows neither.

use std::num::NonZeroUsize;
use std::sync::Arc;

use futures::future::BoxFuture;
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

/// What is to be done with the actor.
type Errand<A> = Box<dyn for<'a> FnOnce(&'a mut A) -> BoxFuture<'a, ()> + Send>;

/// The address of an actor.
pub struct Handle<A: Actor> {
    errands: Arc<mpsc::Sender<Errand<A>>>,
}

impl<A: Actor> Clone for Handle<A> {
    fn clone(&self) -> Self {
        Handle {
            errands: Arc::clone(&self.errands),
        }
    }
}

/// Runs the actor in a task of its own, with room for so many messages in its mailbox.
pub fn start<A: Actor>(mut actor: A, room: NonZeroUsize) -> (Handle<A>, JoinHandle<A>) {
    let (sender, mut errands) = mpsc::channel::<Errand<A>>(room.get());
    let task = tokio::spawn(async move {
        while let Some(errand) = errands.recv().await {
            errand(&mut actor).await;
        }
        actor
    });
    let errands = Arc::new(sender);
    (Handle { errands }, task)
}

impl<A: Actor> Handle<A> {
    /// Sends a message and waits for its reply.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead and has not replied.
    pub async fn ask(&self, message: A::Message) -> Result<A::Reply, Gone> {
        let place = self.errands.reserve().await.map_err(|_| Gone)?;
        let (reply, answer) = oneshot::channel();
        place.send(Box::new(move |actor| {
            Box::pin(async move {
                // Whoever asked may have given up.
                let _ = reply.send(actor.handle(message).await);
            })
        }));
        answer.await.map_err(|_| Gone)
    }

    /// Sends a message and waits until it is in the mailbox.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead.
    pub async fn tell(&self, message: A::Message) -> Result<(), Gone> {
        let place = self.errands.reserve().await.map_err(|_| Gone)?;
        place.send(Box::new(move |actor| {
            Box::pin(async move {
                actor.handle(message).await;
            })
        }));
        Ok(())
    }
}
