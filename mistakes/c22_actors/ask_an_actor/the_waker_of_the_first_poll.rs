//! Mistake: builds the way back by hand, and keeps the waker of its first poll there: a caller that goes
//! on in another task is not woken when its reply comes.
//! Breaks: "sends a message and waits for the reply to this very message, however long that takes"
//! Rejected by: a_caller_goes_on_in_whatever_way_it_is_polled
//! Told: whoever polled it last should be woken

use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use thiserror::Error;
use tokio::sync::mpsc;
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

/// Where a reply is put.
enum Place<R> {
    Open(Option<Waker>),
    Reply(R),
    Gone,
}

struct WayBack<R>(Arc<Mutex<Place<R>>>);

fn lock<R>(place: &Mutex<Place<R>>) -> MutexGuard<'_, Place<R>> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R> WayBack<R> {
    fn close(&self, end: Place<R>) {
        let mut place = lock(&self.0);
        if let Place::Open(waker) = &mut *place {
            let waker = waker.take();
            *place = end;
            drop(place);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

impl<R> Drop for WayBack<R> {
    fn drop(&mut self) {
        self.close(Place::Gone);
    }
}

/// Waits until something was put there.
async fn arrival<R>(place: &Mutex<Place<R>>) -> Result<R, Gone> {
    poll_fn(|cx| {
        let mut place = lock(place);
        if let Place::Open(waker) = &mut *place {
            waker.get_or_insert_with(|| cx.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(match std::mem::replace(&mut *place, Place::Gone) {
            Place::Reply(reply) => Ok(reply),
            Place::Open(_) | Place::Gone => Err(Gone),
        })
    })
    .await
}

/// A message, and where its reply goes, if anybody wants it.
struct Letter<A: Actor> {
    message: A::Message,
    reply: Option<WayBack<A::Reply>>,
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
        while let Some(Letter { message, reply }) = letters.recv().await {
            let answer = actor.handle(message).await;
            if let Some(reply) = reply {
                reply.close(Place::Reply(answer));
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
        let place = Arc::new(Mutex::new(Place::Open(None)));
        self.send(message, Some(WayBack(Arc::clone(&place))))
            .await?;
        arrival(&place).await
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
        reply: Option<WayBack<A::Reply>>,
    ) -> Result<(), Gone> {
        let letter = Letter { message, reply };
        self.mailbox.send(letter).await.map_err(|_| Gone)
    }
}
