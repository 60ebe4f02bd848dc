//! `ask_in_a_circle`: two desks that need each other for every answer, and never wait in vain.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_katas::c22_actors::ask_in_a_circle::{Clerk, Closed, Desk, open};
use futures::future::{join, join_all};
use lab::{
    A_DAY, Lab, Timeline, cancel_at_every_await, expect_eq, fail, for_seeds, ms, real_time_on,
    secs, virtual_time,
};
use tokio::time::{sleep, timeout};

/// What the clerks have done: what, with which question, from when to when.
type Book = Arc<Mutex<Vec<(String, u32, Duration, Duration)>>>;

fn lock(book: &Book) -> MutexGuard<'_, Vec<(String, u32, Duration, Duration)>> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A clerk that takes so long for each question.
struct Pen {
    lab: Lab,
    name: &'static str,
    book: Book,
    begun: Vec<(String, u32)>,
    looks_up: fn(u32) -> Duration,
    writes: fn(u32) -> Duration,
}

impl Pen {
    async fn works(&mut self, what: &str, question: u32, time: Duration) {
        let (lane, began) = (format!("{} {what}", self.name), self.lab.now());
        let this = (lane.clone(), question);
        if self.begun.contains(&this) {
            fail(format!(
                "`{lane}` was begun a second time for question {question}: the asking that was under \
                 way was dropped, and made anew. What has been asked once goes on while something \
                 else is done"
            ));
        }
        self.begun.push(this);
        self.lab.job(&lane).takes(time).gives(()).await;
        lock(&self.book).push((lane, question, began, self.lab.now()));
    }
}

impl Clerk for Pen {
    async fn look_up(&mut self, question: u32) -> String {
        let time = (self.looks_up)(question);
        self.works("looks up", question, time).await;
        format!("{question} of {}", self.name)
    }

    async fn write(&mut self, question: u32, found: String) -> String {
        let time = (self.writes)(question);
        self.works("writes", question, time).await;
        format!("{} wrote: {found}", self.name)
    }
}

/// Two desks whose clerks take this long, and what they have done.
fn desks(
    lab: &Lab,
    looks_up: fn(u32) -> Duration,
    writes: fn(u32) -> Duration,
) -> (Desk, Desk, Book) {
    let book = Book::default();
    let pen = |name| Pen {
        lab: lab.clone(),
        name,
        book: Arc::clone(&book),
        begun: Vec::new(),
        looks_up,
        writes,
    };
    let (left, right) = open(pen("left"), pen("right"));
    (left, right, book)
}

/// What a caller was told. Decided by `match`.
fn told(answer: Result<String, Closed>) -> Result<String, &'static str> {
    match answer {
        Ok(answer) => Ok(answer),
        Err(Closed) => Err("closed"),
    }
}

fn of_left(question: u32) -> Result<String, &'static str> {
    Ok(format!("left wrote: {question} of right"))
}

fn of_right(question: u32) -> Result<String, &'static str> {
    Ok(format!("right wrote: {question} of left"))
}

/// Which questions were worked on, in their order.
fn questions(book: &Book, what: &str) -> Vec<u32> {
    let book = lock(book);
    let these = book.iter().filter(|(lane, ..)| lane == what);
    these.map(|(_, question, ..)| *question).collect()
}

/// Asks a desk; a deadlock report names it.
async fn asks(lab: &Lab, lane: &str, desk: &Desk, question: u32) -> Result<String, &'static str> {
    told(lab.wait(lane, desk.ask(question)).await)
}

const WRONG: &str = "an answer is written from what the clerk of the other desk has found, and goes \
                     to the one who asked for it";

#[test]
fn two_desks_that_are_asked_at_once_both_answer() {
    virtual_time(async |lab: Lab| {
        let (left, right, book) = desks(&lab, |_| secs(1), |_| secs(2));
        lab.case("both desks are asked at once, and each needs the clerk of the other one");
        let answers = join(
            asks(&lab, "asks left", &left, 1),
            asks(&lab, "asks right", &right, 2),
        )
        .await;
        if answers.0.is_err() || answers.1.is_err() {
            fail(
                "both desks had a question, and a caller was told that the desk is closed, which \
                 nobody had done: giving up after a while makes an error of two desks that wait for \
                 each other",
            );
        }
        expect_eq(answers, (of_left(1), of_right(2)), WRONG);
        if let Some((from, to)) = pause(&book, secs(0), lab.now()) {
            fail(format!(
                "both desks had a question, and from {from:?} to {to:?} neither clerk was at work: \
                 each desk waited for the other one, or for a while, where one of them could go on"
            ));
        }
        let looked_up = ["left looks up", "right looks up"].map(|what| questions(&book, what));
        expect_eq(
            looked_up,
            [vec![2], vec![1]],
            "each question is to be looked up once, by the clerk of the desk that was not asked; this \
             is what was looked up by left and by right",
        );
    });
}

#[test]
fn a_desk_has_one_question_in_hand() {
    virtual_time(async |lab: Lab| {
        let (left, _right, _book) = desks(&lab, |_| secs(1), |_| secs(2));
        let asking = (1..=3).map(|question| {
            let left = &left;
            async move {
                sleep(ms(100) * question).await;
                told(left.ask(question).await)
            }
        });
        let answers = join_all(asking).await;
        if answers.iter().any(Result::is_err) {
            fail(
                "three callers asked a desk one after another, and one was told that the desk is \
                 closed, which nobody had done: without room it should wait",
            );
        }
        lab.expect_because(
            Timeline::new()
                .span("right looks up", ms(100), ms(1100))
                .span("left writes", ms(1100), ms(3100))
                .span("right looks up", ms(3100), ms(4100))
                .span("left writes", ms(4100), ms(6100))
                .span("right looks up", ms(6100), ms(7100))
                .span("left writes", ms(7100), ms(9100)),
            "a desk asks the other one for its next question when it has written the answer to the \
             one before, and at that instant",
        );
        expect_eq(answers, vec![of_left(1), of_left(2), of_left(3)], WRONG);
    });
}

#[test]
fn one_question_more_has_room_and_the_others_wait() {
    virtual_time(async |lab: Lab| {
        let (left, right, book) = desks(&lab, |_| secs(2), |_| secs(2));
        let asking = (1..=100).map(|question| {
            let desk = if question > 50 { &right } else { &left };
            async move { timeout(secs(1), desk.ask(question)).await.is_ok() }
        });
        let answered = join_all(asking)
            .await
            .into_iter()
            .filter(|answered| *answered);
        expect_eq(
            answered.count(),
            0,
            "an answer takes four seconds, and this many of those who waited for one second had one",
        );
        sleep(secs(500)).await;
        let counts = ["left writes", "right writes"].map(|what| questions(&book, what).len());
        let [most, least] = [counts.iter().max(), counts.iter().min()];
        if most > Some(&2) {
            fail(format!(
                "fifty asked each desk at once and gave up a second later, and the desks then wrote \
                 {counts:?} answers: one question is in hand and one has room to wait, and all \
                 others have asked nothing when they give up. Somewhere there is more room"
            ));
        }
        if least < Some(&1) {
            fail(format!(
                "fifty asked each desk at once and gave up a second later, and the desks then wrote \
                 {counts:?} answers: what is in hand, or had room to wait, is answered all the same"
            ));
        }
    });
}

/// When no clerk was at work between these instants.
fn pause(book: &Book, from: Duration, to: Duration) -> Option<(Duration, Duration)> {
    let mut spans: Vec<_> = lock(book)
        .iter()
        .map(|(.., from, to)| (*from, *to))
        .collect();
    spans.sort();
    let mut busy = from;
    for (began, ended) in spans {
        if began > busy && busy < to {
            return Some((busy, began));
        }
        busy = busy.max(ended);
    }
    None
}

#[test]
fn whoever_is_asked_when_a_clerk_is_at_work() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let (left, right, book) = desks(
            &lab,
            |question| ms(u64::from(question * 37 % 91) + 3),
            |question| ms(u64::from(question * 53 % 97) + 3),
        );
        let (mut comes, mut callers) = (secs(0), Vec::new());
        for question in 0..draw.size(1..=12) as u32 {
            comes += draw.times(ms(1), 0..=120);
            callers.push((question, comes, draw.size(0..=1) == 0));
        }
        lab.case(format!(
            "callers, each with the number of its question, when it comes, and whether it asks left: \
             {callers:?}"
        ));
        let asking = callers.iter().map(|&(question, comes, of_left)| {
            let (lab, desk) = (&lab, if of_left { &left } else { &right });
            async move {
                sleep(comes).await;
                let lane = format!("question {question}");
                (comes, asks(lab, &lane, desk, question).await, lab.now())
            }
        });
        let answers = join_all(asking).await;
        let should = |of: bool| -> Vec<u32> {
            let these = callers.iter().filter(|(.., of_left)| *of_left == of);
            these.map(|(question, ..)| *question).collect()
        };
        for (of, lanes) in [
            (true, ["right looks up", "left writes"]),
            (false, ["left looks up", "right writes"]),
        ] {
            for lane in lanes {
                expect_eq(
                    questions(&book, lane),
                    should(of),
                    format!(
                        "`{lane}` was not done for each question in the order of asking (each with \
                         its number)"
                    ),
                );
            }
        }
        for (caller, (began, answer, ended)) in callers.iter().zip(&answers) {
            let (question, _, of) = *caller;
            let right = if of {
                of_left(question)
            } else {
                of_right(question)
            };
            expect_eq(answer, &right, WRONG);
            if let Some((from, to)) = pause(&book, *began, *ended) {
                fail(format!(
                    "question {question} was open, and from {from:?} to {to:?} neither clerk was at \
                     work: somebody waits for the other one, or for a while, instead of going on"
                ));
            }
        }
    });
}

#[test]
fn a_look_up_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 4);
        let (left, right, book) = desks(&lab, |_| A_DAY, |_| ms(3));
        let both = join(
            asks(&lab, "asks left", &left, 1),
            asks(&lab, "asks right", &right, 2),
        );
        let answers = both.await;
        expect_eq(
            answers,
            (of_left(1), of_right(2)),
            "both clerks take a day to look something up, and this is what came of the two questions: \
             no limit was named",
        );
        let looked_up = ["left looks up", "right looks up"].map(|what| questions(&book, what));
        expect_eq(
            looked_up,
            [vec![2], vec![1]],
            "each question is to be looked up once, and this is what was looked up by left and right",
        );
    });
}

#[test]
fn a_caller_that_gives_up_stops_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        let (left, right, book) = desks(&lab, |_| ms(10), |_| ms(20));
        let (first, second, _cut, third) = tokio::join!(
            asks(&lab, "asks left", &left, 1),
            asks(&lab, "asks right", &right, 2),
            lab.cut(left.ask(3)),
            async {
                sleep(ms(5)).await;
                asks(&lab, "asks left later", &left, 4).await
            },
        );
        expect_eq(
            (first, second, third),
            (of_left(1), of_right(2), of_left(4)),
            "the third of four callers gave up, and the others have not all their answers",
        );
        let written = questions(&book, "left writes");
        if !matches!(*written, [1, 3, 4] | [1, 4]) {
            fail(format!(
                "the caller with question 3 gave up, and the left desk wrote answers to {written:?}: \
                 the others should each have one, in the order of asking"
            ));
        }
    });
}

#[test]
fn without_handles_the_desks_answer_what_they_have_and_end() {
    virtual_time(async |lab: Lab| {
        let (left, right, book) = desks(&lab, |_| secs(1), |_| secs(1));
        let other = left.clone();
        // Two have asked before all is let go: one is in hand, one waits.
        let asking = join(left.ask(1), left.ask(2));
        let _given_up = timeout(ms(500), asking).await;
        drop((left, right));
        sleep(secs(10)).await;
        let last = timeout(secs(60), other.ask(3)).await.ok().map(told);
        expect_eq(
            last,
            Some(of_left(3)),
            "the last handle to the right desk was gone, the left one was asked, and this is what \
             came of it: a desk without handles still looks things up for the other one (`None`: it \
             waits)",
        );
        drop(other);
        sleep(secs(10)).await;
        expect_eq(
            questions(&book, "left writes"),
            vec![1, 2, 3],
            "questions that were in hand, or waited, when their callers gave up are answered all the \
             same",
        );
        if lab.tasks_alive() > 0 {
            fail(
                "no handle to a desk is left and all questions are answered, and ten seconds later a \
                 task of the desks is still alive: each of them holds a way to ask the other one, and \
                 waits for what the other one may ask",
            );
        }
    });
}

#[test]
fn desks_on_many_threads_answer_all() {
    real_time_on(4, async |lab: Lab| {
        let (left, right, _book) = desks(&lab, |_| secs(0), |_| secs(0));
        let callers = (0..8u32).map(|caller| {
            let (left, right) = (left.clone(), right.clone());
            tokio::spawn(async move {
                let mut wrong = Vec::new();
                for question in caller * 100..caller * 100 + 100 {
                    let (answer, should) = match caller % 2 {
                        0 => (told(left.ask(question).await), of_left(question)),
                        _ => (told(right.ask(question).await), of_right(question)),
                    };
                    if answer != should {
                        wrong.push((question, answer));
                    }
                }
                wrong
            })
        });
        let callers = callers.collect::<Vec<_>>();
        let wrong = lab.span("callers", join_all(callers)).await;
        let wrong = wrong.into_iter().flat_map(Result::unwrap_or_default);
        expect_eq(
            wrong.collect(),
            Vec::new(),
            "eight tasks on four threads each asked a hundred times, and some had no answer or that \
             of another one (the question, and what came)",
        );
    });
}
