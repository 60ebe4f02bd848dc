//! Mistake: takes all questions that are there into a list, and answers the last of them first.
//! Breaks: "takes one question after another, in the order of asking"
//! Breaks: "the questions of a thread are taken in its own order"
//! Rejected by: questions_are_taken_in_the_order_of_asking
//! Told: in another order

use std::collections::VecDeque;
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
        // Ends when the last client is dropped and every question has been taken.
        let mut batch = VecDeque::new();
        while let Some(first) = self.questions.recv().await {
            batch.push_back(first);
            while let Ok(next) = self.questions.try_recv() {
                batch.push_back(next);
            }
            while let Some((question, reply)) = batch.pop_back() {
                // Whoever asked may have left without waiting.
                let _ = reply.send(answer(question).await);
            }
        }
    }
}
