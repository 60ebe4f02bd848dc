//! Instead of tokio's blocking calls, answers through channels of `std`, and a small executor that
//! sends the questions.

use std::num::NonZeroUsize;
use std::sync::mpsc as plain;

use futures::executor::block_on;
use thiserror::Error;
use tokio::sync::mpsc;

/// The other side is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the other side has hung up")]
pub struct HungUp;

struct Question {
    text: String,
    reply: plain::Sender<String>,
}

/// The threads' side: asks.
#[derive(Clone)]
pub struct Client {
    questions: mpsc::Sender<Question>,
}

/// An answer that is still to come.
pub struct Pending {
    answer: plain::Receiver<String>,
}

/// The async side: answers.
pub struct Server {
    questions: mpsc::Receiver<Question>,
}

/// A bridge on which so many questions have room to wait for the server.
pub fn bridge(room: NonZeroUsize) -> (Client, Server) {
    let (sender, receiver) = mpsc::channel(room.get());
    let client = Client { questions: sender };
    let server = Server {
        questions: receiver,
    };
    (client, server)
}

impl Client {
    /// Sends a question. Blocks the thread while there is no room for it.
    ///
    /// # Errors
    /// [`HungUp`], if the server is gone.
    pub fn ask(&self, question: String) -> Result<Pending, HungUp> {
        let (reply, answer) = plain::channel();
        let question = Question {
            text: question,
            reply,
        };
        block_on(self.questions.send(question)).map_err(|_| HungUp)?;
        Ok(Pending { answer })
    }
}

impl Pending {
    /// Blocks the thread until the answer is there.
    ///
    /// # Errors
    /// [`HungUp`], if the server is gone and has not answered.
    pub fn wait(self) -> Result<String, HungUp> {
        self.answer.recv().map_err(|_| HungUp)
    }
}

impl Server {
    /// Answers one question after another until all clients are gone.
    pub async fn serve(mut self, mut answer: impl AsyncFnMut(String) -> String) {
        while let Some(Question { text, reply }) = self.questions.recv().await {
            let text = answer(text).await;
            // This channel has room without end, so sending to it never blocks.
            let _ = reply.send(text);
        }
    }
}
