//! Mistake: one channel for all answers: who reads first gets what was meant for another.
//! Breaks: "blocks the thread until its own answer is there"
//! Rejected by: each_answer_goes_to_its_own_question
//! Told: way back of its own

use std::num::NonZeroUsize;

use std::sync::mpsc as plain;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;
use tokio::sync::mpsc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the other side has hung up")]
pub struct HungUp;

type Answers = Arc<Mutex<plain::Receiver<String>>>;

#[derive(Clone)]
pub struct Client {
    questions: mpsc::Sender<String>,
    answers: Answers,
}

pub struct Pending {
    answers: Answers,
}

pub struct Server {
    questions: mpsc::Receiver<String>,
    answers: plain::Sender<String>,
}

pub fn bridge(room: NonZeroUsize) -> (Client, Server) {
    let (sender, receiver) = mpsc::channel(room.get());
    let (answer, answers) = plain::channel();
    (
        Client {
            questions: sender,
            answers: Arc::new(Mutex::new(answers)),
        },
        Server {
            questions: receiver,
            answers: answer,
        },
    )
}

impl Client {
    pub fn ask(&self, question: String) -> Result<Pending, HungUp> {
        match self.questions.blocking_send(question) {
            Ok(()) => Ok(Pending {
                answers: Arc::clone(&self.answers),
            }),
            Err(_) => Err(HungUp),
        }
    }
}

impl Pending {
    pub fn wait(self) -> Result<String, HungUp> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.recv().map_err(|_| HungUp)
    }
}

impl Server {
    pub async fn serve(mut self, mut answer: impl AsyncFnMut(String) -> String) {
        while let Some(question) = self.questions.recv().await {
            let _ = self.answers.send(answer(question).await);
        }
    }
}
