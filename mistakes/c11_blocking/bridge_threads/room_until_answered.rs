//! Mistake: gives the room back when a question has been answered: the one that is being answered
//! still takes up room.
//! Breaks: "The question waits until the server takes it, which it does when it calls `answer` with
//! it"
//! Rejected by: a_question_has_its_room_until_it_is_taken_and_no_longer
//! Told: the one that is being answered needs no room

use std::num::NonZeroUsize;

use std::sync::Arc;

use futures::executor::block_on;
use thiserror::Error;
use tokio::sync::{Semaphore, mpsc, oneshot};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the other side has hung up")]
pub struct HungUp;

type Question = (String, oneshot::Sender<String>);

#[derive(Clone)]
pub struct Client {
    questions: mpsc::UnboundedSender<Question>,
    room: Arc<Semaphore>,
}

pub struct Pending {
    answer: oneshot::Receiver<String>,
}

pub struct Server {
    questions: mpsc::UnboundedReceiver<Question>,
    room: Arc<Semaphore>,
}

pub fn bridge(room: NonZeroUsize) -> (Client, Server) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let room = Arc::new(Semaphore::new(room.get()));
    (
        Client {
            questions: sender,
            room: Arc::clone(&room),
        },
        Server {
            questions: receiver,
            room,
        },
    )
}

impl Client {
    pub fn ask(&self, question: String) -> Result<Pending, HungUp> {
        let (sender, answer) = oneshot::channel();
        let place = block_on(self.room.acquire()).map_err(|_| HungUp)?;
        place.forget();
        match self.questions.send((question, sender)) {
            Ok(()) => Ok(Pending { answer }),
            Err(_) => Err(HungUp),
        }
    }
}

impl Pending {
    pub fn wait(self) -> Result<String, HungUp> {
        self.answer.blocking_recv().map_err(|_| HungUp)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.room.close();
    }
}

impl Server {
    pub async fn serve(mut self, mut answer: impl AsyncFnMut(String) -> String) {
        // Ends when the last client is dropped and every question has been taken.
        while let Some((question, reply)) = self.questions.recv().await {
            // Whoever asked may have left without waiting.
            let _ = reply.send(answer(question).await);
            self.room.add_permits(1);
        }
    }
}
