//! A bounded channel for the questions, and with each question a channel for its answer. tokio's
//! channels have both faces: `blocking_send` for a thread, `recv().await` for a task.

use std::num::NonZeroUsize;

use thiserror::Error;
use tokio::sync::{mpsc, oneshot};

/// The other side is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the other side has hung up")]
pub struct HungUp;

/// A question, and where its answer goes.
type Question = (String, oneshot::Sender<String>);

/// The threads' side: asks.
#[derive(Clone)]
pub struct Client {
    questions: mpsc::Sender<Question>,
}

/// An answer that is still to come.
pub struct Pending {
    answer: oneshot::Receiver<String>,
}

/// The async side: answers.
pub struct Server {
    questions: mpsc::Receiver<Question>,
}

/// A bridge on which so many questions have room to wait for the server.
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
    /// Sends a question. Blocks the thread while there is no room for it.
    ///
    /// # Errors
    /// [`HungUp`], if the server is gone.
    pub fn ask(&self, question: String) -> Result<Pending, HungUp> {
        let (sender, answer) = oneshot::channel();
        match self.questions.blocking_send((question, sender)) {
            Ok(()) => Ok(Pending { answer }),
            Err(_) => Err(HungUp),
        }
    }
}

impl Pending {
    /// Blocks the thread until the answer is there.
    ///
    /// # Errors
    /// [`HungUp`], if the server is gone and has not answered.
    pub fn wait(self) -> Result<String, HungUp> {
        self.answer.blocking_recv().map_err(|_| HungUp)
    }
}

impl Server {
    /// Answers one question after another until all clients are gone.
    pub async fn serve(mut self, mut answer: impl AsyncFnMut(String) -> String) {
        // Ends when the last client is dropped and every question has been taken.
        while let Some((question, reply)) = self.questions.recv().await {
            // Whoever asked may have left without waiting.
            let _ = reply.send(answer(question).await);
        }
    }
}
