//! Mistake: catches a panic of an answer and goes on with the next question.
//! Breaks: "or an `answer` panics"
//! Rejected by: all_are_told_when_an_answer_panics
//! Told: the panic should come out of it

use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
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
        while let Some((question, reply)) = self.questions.recv().await {
            // Whoever asked may have left without waiting.
            let answered = AssertUnwindSafe(async { answer(question).await }).catch_unwind();
            if let Ok(answer) = answered.await {
                let _ = reply.send(answer);
            }
        }
    }
}
