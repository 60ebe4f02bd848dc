//! Mistake: stops as soon as the last client is gone, whatever is left to answer.
//! Breaks: "When all clients are gone, `serve` answers what is left"
//! Rejected by: what_is_left_is_answered_when_all_clients_are_gone
//! Told: still answered

use std::num::NonZeroUsize;

use thiserror::Error;
use tokio::sync::{mpsc, oneshot};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the other side has hung up")]
pub struct HungUp;

type Question = (String, oneshot::Sender<String>);

#[derive(Clone)]
pub struct Client {
    questions: mpsc::Sender<Question>,
}

pub struct Pending {
    answer: oneshot::Receiver<String>,
}

pub struct Server {
    questions: mpsc::Receiver<Question>,
}

pub fn bridge(room: NonZeroUsize) -> (Client, Server) {
    let (sender, receiver) = mpsc::channel(room.get());
    (
        Client { questions: sender },
        Server {
            questions: receiver,
        },
    )
}

impl Client {
    pub fn ask(&self, question: String) -> Result<Pending, HungUp> {
        let (sender, answer) = oneshot::channel();
        match self.questions.blocking_send((question, sender)) {
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

impl Server {
    pub async fn serve(mut self, mut answer: impl AsyncFnMut(String) -> String) {
        while !self.questions.is_closed() {
            if let Some((question, reply)) = self.questions.recv().await {
                let _ = reply.send(answer(question).await);
            }
        }
    }
}
