//! Mistake: makes room for one more than it was told.
//! Breaks: "If as many questions wait as there is *room* for, `ask` blocks the thread until one is
//! taken"
//! Rejected by: a_full_bridge_holds_the_thread_until_the_server_hangs_up
//! Told: sent 2 before it was held

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
    let (sender, receiver) = mpsc::channel(room.get() + 1);
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
        while let Some((question, reply)) = self.questions.recv().await {
            let _ = reply.send(answer(question).await);
        }
    }
}
