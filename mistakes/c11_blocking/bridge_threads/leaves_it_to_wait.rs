//! Mistake: does not look whether the question could be sent, and leaves it to `wait` to find out.
//! Breaks: "HungUp`], if the server is gone"
//! Breaks: "sends a question and gives a [`Pending`] answer"
//! Rejected by: a_full_bridge_holds_the_thread_until_the_server_hangs_up
//! Told: `ask` should tell it when the question cannot be sent any more

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
        let _ = self.questions.blocking_send((question, sender));
        Ok(Pending { answer })
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
