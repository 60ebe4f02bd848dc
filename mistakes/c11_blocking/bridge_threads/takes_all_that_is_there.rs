//! Mistake: takes all questions that are there into a list of its own, and so makes room that is
//! not there.
//! Breaks: "The question waits until the server takes it, which it does when it calls `answer` with
//! it"
//! Rejected by: a_question_has_its_room_until_it_is_taken_and_no_longer
//! Told: also where the server has it in a list of its own

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
            while let Some((question, reply)) = batch.pop_front() {
                // Whoever asked may have left without waiting.
                let _ = reply.send(answer(question).await);
            }
        }
    }
}
