//! Mistake: the server waits for questions as a thread does, and holds up the whole runtime.
//! Breaks: "While nobody asks it waits as a future does"
//! Rejected by: the_runtime_stays_free_while_nobody_asks
//! Told: blocked the thread

use std::num::NonZeroUsize;

use std::sync::mpsc;

use thiserror::Error;
use tokio::sync::oneshot;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the other side has hung up")]
pub struct HungUp;

type Question = (String, oneshot::Sender<String>);

#[derive(Clone)]
pub struct Client {
    questions: mpsc::SyncSender<Question>,
}

pub struct Pending {
    answer: oneshot::Receiver<String>,
}

pub struct Server {
    questions: mpsc::Receiver<Question>,
}

pub fn bridge(room: NonZeroUsize) -> (Client, Server) {
    let (sender, receiver) = mpsc::sync_channel(room.get());
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
        match self.questions.send((question, sender)) {
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
    pub async fn serve(self, mut answer: impl AsyncFnMut(String) -> String) {
        while let Ok((question, reply)) = self.questions.recv() {
            let _ = reply.send(answer(question).await);
        }
    }
}
