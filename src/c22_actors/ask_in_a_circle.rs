//! # ask_in_a_circle: two actors that wait for each other
//!
//! Why: each of the two is right by itself. The shop asks the store what is there before it answers,
//! and the store asks the shop what is sold. One day both are asked at the same moment. Each waits for
//! the other one before it reads on, nothing fails, no message is lost, and nothing ever happens again.
//! More room in the mailboxes does not help, and a timeout makes an error of it.
//!
//! Build, by mending what is below, two desks, each with a clerk of its own, which [`open`] runs, and
//! which anybody may [`ask`](Desk::ask):
//! - For each question the clerk of the *other* desk first looks something up, once, and then the clerk
//!   of this desk writes the answer from what was found.
//! - A desk has one question in hand, from the instant at which it asks the other desk until the
//!   answer is written. It takes them in the order of asking.
//! - One more question has room to wait. Whoever finds no room waits until there is some, and who
//!   gives up before that has asked nothing.
//! - A desk that waits for the other one goes on looking things up for it: as long as a question is in
//!   hand, at least one of the two clerks is at work, however long that takes.
//! - A caller that gives up stops nothing.
//! - When no handle to a desk is left, it answers the questions that it has. When both have done so,
//!   all that `open` has started ends.
//!
//! Left open: how many tasks a desk is, what a clerk does first when a look-up and something else wait
//! for it, and what becomes of the desks when a clerk panics.
//!
//! Good to know: a clerk does one thing at a time, as `&mut self` says.
//!
//! In asyncio, two tasks that await each other's futures hang just as quietly.
//!
//! Rule of thumb: never wait for an actor that may be waiting for you, unless you listen meanwhile.
//! Draw an arrow from each actor to those whose replies it awaits; a circle is where it will hang.
//!
//! Red at first: two_desks_that_are_asked_at_once_both_answer,
//! one_question_more_has_room_and_the_others_wait, whoever_is_asked_when_a_clerk_is_at_work,
//! a_look_up_may_take_a_day, a_caller_that_gives_up_stops_nothing, desks_on_many_threads_answer_all

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
                let Ok(found) = ask(&other, question).await else {
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
