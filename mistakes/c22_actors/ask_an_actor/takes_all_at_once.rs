//! Mistake: takes all that is in the mailbox out in one go, and handles one after another: what still
//! waits needs no room any more.
//! Breaks: "The mailbox has *room* for so many messages that wait for that."
//! Rejected by: whoever_comes_and_whoever_gives_up_the_others_have_their_replies
//! Told: so take one at a time out of the mailbox

use std::num::NonZeroUsize;

use thiserror::Error;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
pub trait Actor: Send + 'static {
    type Message: Send + 'static;
    type Reply: Send + 'static;
    fn handle(&mut self, message: Self::Message) -> impl Future<Output = Self::Reply> + Send;
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the actor is gone")]
pub struct Gone;
struct Letter<A: Actor> {
    message: A::Message,
    reply: Option<oneshot::Sender<A::Reply>>,
}
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
pub fn start<A: Actor>(mut actor: A, room: NonZeroUsize) -> (Handle<A>, JoinHandle<A>) {
    let (mailbox, mut letters) = mpsc::channel::<Letter<A>>(room.get());
    let task = tokio::spawn(async move {
        // Ends when the last handle is gone and every letter was taken.
        let mut taken = Vec::new();
        while letters.recv_many(&mut taken, room.get()).await > 0 {
            for Letter { message, reply } in taken.drain(..) {
                let answer = actor.handle(message).await;
                if let Some(reply) = reply {
                    // Whoever asked may have given up.
                    let _ = reply.send(answer);
                }
            }
        }
        actor
    });
    (Handle { mailbox }, task)
}

impl<A: Actor> Handle<A> {
    pub async fn ask(&self, message: A::Message) -> Result<A::Reply, Gone> {
        let (reply, answer) = oneshot::channel();
        self.send(message, Some(reply)).await?;
        answer.await.map_err(|_| Gone)
    }
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
