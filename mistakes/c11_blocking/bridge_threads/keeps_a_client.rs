//! Mistake: the server keeps a client itself, and so waits for itself to hang up.
//! Breaks: "When all clients are gone, `serve` answers what is left and returns"
//! Rejected by: each_answer_goes_to_its_own_question
//! Told: `serve` has not returned

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
    pub client: Client,
    questions: mpsc::Receiver<Question>,
}

pub fn bridge(room: NonZeroUsize) -> (Client, Server) {
    let (sender, receiver) = mpsc::channel(room.get());
    let client = Client { questions: sender };
    let server = Server {
        client: client.clone(),
        questions: receiver,
    };
    (client, server)
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
        while let Some((question, reply)) = self.questions.recv().await {
            let _ = reply.send(answer(question).await);
        }
    }
}
