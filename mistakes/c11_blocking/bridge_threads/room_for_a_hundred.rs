//! Mistake: makes room for no more than a hundred, which it takes for enough.
//! Breaks: "If as many questions wait as there is *room* for"
//! Rejected by: a_full_bridge_holds_the_thread_until_the_server_hangs_up
//! Told: the bridge never has room for more than 100

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
    let (sender, receiver) = mpsc::channel(room.get().min(100));
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
            let _ = reply.send(answer(question).await);
        }
    }
}
