//! Mistake: has two tasks a desk, and holds the lock around the clerk while it waits for the other desk.
//! Breaks: "A desk that waits for the other one goes on looking things up for it"
//! Rejected by: two_desks_that_are_asked_at_once_both_answer
//! Told: neither clerk has ever been at work

use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{Mutex, mpsc, oneshot};

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
    serve(left, left_questions, left_look_ups, to_right);
    serve(right, right_questions, right_look_ups, to_left);
    let desk = |questions| Desk { questions };
    (desk(left_door), desk(right_door))
}

fn serve(
    clerk: impl Clerk,
    mut questions: mpsc::Receiver<Letter>,
    mut look_ups: mpsc::Receiver<Letter>,
    other: mpsc::Sender<Letter>,
) {
    let looks_up = Arc::new(Mutex::new(clerk));
    let writes = Arc::clone(&looks_up);
    tokio::spawn(async move {
        while let Some(Letter { question, reply }) = questions.recv().await {
            let mut clerk = writes.lock().await;
            let Ok(found) = ask(&other, question).await else {
                break;
            };
            let _ = reply.send(clerk.write(question, found).await);
        }
    });
    tokio::spawn(async move {
        while let Some(Letter { question, reply }) = look_ups.recv().await {
            let _ = reply.send(looks_up.lock().await.look_up(question).await);
        }
    });
}
