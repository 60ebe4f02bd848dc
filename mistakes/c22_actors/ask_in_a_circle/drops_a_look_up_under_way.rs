//! Mistake: looks up for the other desk in a branch beside the reply for which it waits, and drops what it
//! looks up when that reply comes.
//! Breaks: "A desk that waits for the other one goes on looking things up for it"
//! Rejected by: whoever_is_asked_when_a_clerk_is_at_work
//! Told: a look-up that was begun goes on to its end

use std::future::pending;

use thiserror::Error;
use tokio::sync::{mpsc, oneshot};

/// The one who works at a desk.
pub trait Clerk: Send + 'static {
    /// Finds what the other desk needs to answer this question.
    fn look_up(&mut self, question: u32) -> impl Future<Output = String> + Send;

    /// Writes the answer from what the clerk of the other desk has found.
    fn write(&mut self, question: u32, found: String) -> impl Future<Output = String> + Send;
}

/// The desks are closed, and there will be no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the desk is closed")]
pub struct Closed;

/// A question, from a caller or from the other desk, and where its answer goes.
struct Letter {
    question: u32,
    reply: oneshot::Sender<String>,
}

/// The address of a desk.
#[derive(Clone)]
pub struct Desk {
    questions: mpsc::Sender<Letter>,
}

impl Desk {
    /// Asks, and waits for the answer; [`Closed`] if there will be none.
    pub async fn ask(&self, question: u32) -> Result<String, Closed> {
        ask(&self.questions, question).await
    }
}

async fn ask(desk: &mpsc::Sender<Letter>, question: u32) -> Result<String, Closed> {
    let (reply, answer) = oneshot::channel();
    let letter = Letter { question, reply };
    desk.send(letter).await.map_err(|_| Closed)?;
    answer.await.map_err(|_| Closed)
}

/// Runs two desks, with these clerks.
pub fn open(left: impl Clerk, right: impl Clerk) -> (Desk, Desk) {
    let (left_door, left_questions) = mpsc::channel(1);
    let (right_door, right_questions) = mpsc::channel(1);
    // What the other desk wants to have looked up comes in by a door of its own.
    let (to_left, left_look_ups) = mpsc::channel(1);
    let (to_right, right_look_ups) = mpsc::channel(1);
    tokio::spawn(serve(left, left_questions, left_look_ups, to_right));
    tokio::spawn(serve(right, right_questions, right_look_ups, to_left));
    let desk = |questions| Desk { questions };
    (desk(left_door), desk(right_door))
}

async fn serve(
    mut clerk: impl Clerk,
    mut questions: mpsc::Receiver<Letter>,
    mut look_ups: mpsc::Receiver<Letter>,
    other: mpsc::Sender<Letter>,
) {
    loop {
        tokio::select! {
            biased;
            // Callers wait.
            letter = questions.recv() => {
                let Some(Letter { question, reply }) = letter else {
                    break;
                };
                // The other one may be waiting for this before it can answer.
                let meanwhile = async {
                    while let Some(letter) = look_ups.recv().await {
                        look_up(&mut clerk, letter).await;
                    }
                    pending::<()>().await;
                };
                let found = tokio::select! {
                    biased;
                    () = meanwhile => unreachable!("it never ends"),
                    found = ask(&other, question) => found,
                };
                let Ok(found) = found else {
                    break;
                };
                // Whoever asked may have given up.
                let _ = reply.send(clerk.write(question, found).await);
            }
            Some(letter) = look_ups.recv() => look_up(&mut clerk, letter).await,
        }
    }
    // Tells the other desk that nothing more will be asked of it.
    drop(other);
    while let Some(letter) = look_ups.recv().await {
        look_up(&mut clerk, letter).await;
    }
}

async fn look_up(clerk: &mut impl Clerk, letter: Letter) {
    let _ = letter.reply.send(clerk.look_up(letter.question).await);
}
