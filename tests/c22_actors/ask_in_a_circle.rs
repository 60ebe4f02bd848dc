//! `ask_in_a_circle`: two desks that need each other for every answer, and never wait in vain.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use async_katas::c22_actors::ask_in_a_circle::{Clerk, Closed, Desk, open};
use futures::future::{join, join_all, join3};
use lab::timeline::short;
use lab::{
    A_DAY, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, real_time_on,
    secs, virtual_time,
};
use tokio::time::{sleep, timeout};

/// What the clerks have done.
type Book = Arc<Records>;

#[derive(Default)]
struct Records {
    /// What, with which question, from when to when.
    done: Mutex<Vec<(String, u32, Duration, Duration)>>,
    /// The first that was dropped before its end, told.
    dropped: OnceLock<String>,
}

/// Work of a clerk, and where it is told of if it is dropped before its end.
struct Work<'a> {
    what: Option<(String, u32, Duration)>,
    lab: &'a Lab,
    book: &'a Book,
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        let Some((lane, question, began)) = self.what.take() else {
            return;
        };
        let now = self.lab.now();
        let told = format!(
            "`{lane}` for question {question} was begun at {} and dropped {}, before its end",
            short(began),
            match now == began {
                true => "at that instant".to_owned(),
                false => format!("at {}", short(now)),
            }
        );
        // Others may follow, and are not asked for.
        let _only_the_first = self.book.dropped.set(told);
    }
}

fn lock(book: &Book) -> MutexGuard<'_, Vec<(String, u32, Duration, Duration)>> {
    book.done.lock().unwrap_or_else(PoisonError::into_inner)
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
        let mut work = Work {
            what: Some((lane.clone(), question, began)),
            lab: &self.lab,
            book: &self.book,
        };
        self.lab.job(&lane).takes(time).gives(()).await;
        work.what = None;
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

/// Which questions were worked on, in their order.
fn questions(book: &Book, what: &str) -> Vec<u32> {
    let book = lock(book);
    let these = book.iter().filter(|(lane, ..)| lane == what);
    these.map(|(_, question, ..)| *question).collect()
}

/// What is wrong with the answer of this desk to this question, which came after so long, if anything
/// is.
fn fault(
    desk: &str,
    question: u32,
    answer: &Result<String, &'static str>,
    waited: Duration,
) -> Option<String> {
    let other = if desk == "left" { "right" } else { "left" };
    let written = |by: &str, of: &str| format!("{by} wrote: {question} of {of}");
    let asked = format!("question {question} was asked of the {desk} desk, and");
    match answer {
        Ok(answer) if *answer == written(desk, other) => None,
        Ok(answer) if *answer == written(desk, desk) => Some(format!(
            "{asked} its answer was written from what the clerk of that desk had looked up itself: \
             the clerk of the other desk is to look it up"
        )),
        Ok(answer) => Some(format!(
            "{asked} the caller was given the answer {answer:?}: it should be {:?}",
            written(desk, other)
        )),
        Err(_) if waited.is_zero() => Some(format!(
            "{asked} the caller was told at once that the desk is closed, which nobody had done: there \
             was no room, and whoever finds none waits until there is some"
        )),
        Err(_) => Some(format!(
            "{asked} the caller was told after {} that the desk is closed, which nobody had done: no \
             limit was named, and giving up after a while makes an error of two desks that wait for \
             each other",
            short(waited)
        )),
    }
}

/// Asks a desk, and fails with what is wrong with the answer, if anything is, or if there is none
/// within so long.
async fn asks(
    lab: &Lab,
    book: &Book,
    lane: &str,
    (name, desk): (&str, &Desk),
    question: u32,
    limit: Duration,
) {
    let asked = lab.now();
    let Ok(answer) = timeout(limit, lab.wait(lane, desk.ask(question))).await else {
        let last = lock(book).iter().map(|(.., to)| *to).max();
        let at_work = match last {
            None => "neither clerk has ever been at work".to_owned(),
            Some(last) => format!("neither clerk has been at work since {}", short(last)),
        };
        fail(format!(
            "question {question} was asked of the {name} desk at {}, and {} later there is no answer, \
             and {at_work}: each desk waits for what the other one is to look up, and looks nothing \
             up for it meanwhile",
            short(asked),
            short(limit)
        ))
    };
    let answer = told(answer);
    if answer.is_err()
        && let Some(dropped) = book.dropped.get()
    {
        fail(format!(
            "{dropped}, and the caller with question {question} was told that the {name} desk is closed. A \
             clerk's work is not to be dropped when something else comes: who waits for what is found never \
             gets it, so a look-up that was begun goes on to its end"
        ));
    }
    if let Some(fault) = fault(name, question, &answer, lab.now() - asked) {
        fail(fault);
    }
}

/// Drops the last handles; all questions are answered, or will be in a second.
async fn close(lab: &Lab, (left, right): (Desk, Desk)) {
    drop((left, right));
    sleep(secs(1)).await;
    ended(lab, "a second");
}

/// Expects that nothing is left that `open` had started, so long after the last handle.
fn ended(lab: &Lab, later: &str) {
    let alive = lab.tasks_alive();
    if alive > 0 {
        fail(format!(
            "no handle to a desk is left and all questions are answered, and {later} later {} of the \
             desks still alive: each of them holds a way to ask the other one, and waits for what the \
             other one may ask. A desk that will ask nothing more has to let go of that way",
            match alive {
                1 => "a task is".to_owned(),
                alive => format!("{alive} tasks are"),
            }
        ));
    }
}

/// Longer than any answer takes, but where look-ups take a day.
const A_MINUTE: Duration = secs(60);

#[test]
fn two_desks_that_are_asked_at_once_both_answer() {
    virtual_time(async |lab: Lab| {
        let (left, right, book) = desks(&lab, |_| secs(1), |_| secs(2));
        lab.case("both desks are asked at once, and each needs the clerk of the other one");
        join(
            asks(&lab, &book, "asks left", ("left", &left), 1, A_MINUTE),
            asks(&lab, &book, "asks right", ("right", &right), 2, A_MINUTE),
        )
        .await;
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
        close(&lab, (left, right)).await;
    });
}

#[test]
fn a_desk_has_one_question_in_hand() {
    virtual_time(async |lab: Lab| {
        let (left, right, book) = desks(&lab, |_| secs(1), |_| secs(2));
        let asking = (1..=3).map(|question| {
            let (lab, left, book) = (&lab, &left, &book);
            async move {
                sleep(ms(100) * question).await;
                let answer = timeout(A_MINUTE, left.ask(question)).await.ok().map(told);
                (question, answer, lab.now() - ms(100) * question, book)
            }
        });
        let answers = join_all(asking).await;
        // That the wrong clerk looked it up is told by the answer, and not by the picture.
        let wrong_clerk = !questions(&book, "left looks up").is_empty();
        for (question, answer, waited, _book) in &answers {
            if let Some(answer) = answer
                && (answer.is_err() || wrong_clerk)
                && let Some(fault) = fault("left", *question, answer, *waited)
            {
                fail(fault);
            }
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
        for (question, answer, waited, _book) in answers {
            let answer = answer.unwrap_or(Err("none"));
            if let Some(fault) = fault("left", question, &answer, waited) {
                fail(fault);
            }
        }
        close(&lab, (left, right)).await;
    });
}

#[test]
fn one_question_more_has_room_and_the_others_wait() {
    virtual_time(async |lab: Lab| {
        for asked in [&["left", "right"][..], &["left"], &["right"]] {
            // While something is looked up, and while an answer is written.
            for patience in [secs(1), secs(3)] {
                fifty_give_up(&lab, asked, patience).await;
            }
        }
    });
}

/// Fifty ask each of these desks at once, and give up after so long.
async fn fifty_give_up(lab: &Lab, asked: &[&str], patience: Duration) {
    let which = match asked {
        [one] => format!("the {one} desk"),
        _ => "each desk".to_owned(),
    };
    let all = format!(
        "fifty asked {which} at once and gave up after {}",
        short(patience)
    );
    lab.case(all.clone());
    let (left, right, book) = desks(lab, |_| secs(2), |_| secs(2));
    let asking = asked.iter().flat_map(|name| {
        let desk = if *name == "left" { &left } else { &right };
        (1..=50).map(move |question| async move {
            let began = lab.now();
            let question = question + if *name == "left" { 0 } else { 50 };
            let answer = timeout(patience, desk.ask(question)).await.ok().map(told);
            (*name, question, answer, lab.now() - began)
        })
    });
    for (desk, question, answer, waited) in join_all(asking).await {
        match answer {
            None => {}
            Some(Ok(_)) => fail(format!(
                "an answer takes four seconds, two to look something up and two to write it, and \
                 the caller with question {question} had one after {}",
                short(waited)
            )),
            Some(answer) => {
                fail(fault(desk, question, &answer, waited).unwrap_or_default());
            }
        }
    }
    sleep(secs(60)).await;
    if lock(&book).is_empty() {
        fail(format!(
            "{all}, and neither clerk has ever been at work: each desk waits for what the other \
             one is to look up, and looks nothing up for it meanwhile"
        ));
    }
    for (desk, lane) in [("left", "left writes"), ("right", "right writes")] {
        match questions(&book, lane).len() {
            0 if asked.contains(&desk) => fail(format!(
                "{all}, and the {desk} desk then wrote no answer: what is in hand, or had room to \
                 wait, is answered all the same"
            )),
            0..=2 => {}
            count => fail(format!(
                "{all}, and the {desk} desk then wrote {count} answers: so many questions had \
                 found room by then, where one is in hand and one more has room to wait. What a \
                 desk reads while a question is in hand, and puts aside or gives to a task, needs \
                 its room all the while"
            )),
        }
    }
    close(lab, (left, right)).await;
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
        let all = callers.iter().map(|(question, comes, of_left)| {
            let of = if *of_left { "left" } else { "right" };
            format!("question {question} of {of} at {}", short(*comes))
        });
        lab.case(all.collect::<Vec<_>>().join(", "));
        let asking = callers.iter().map(|&(question, comes, of_left)| {
            let (lab, book) = (&lab, &book);
            let desk = match of_left {
                true => ("left", &left),
                false => ("right", &right),
            };
            async move {
                sleep(comes).await;
                let lane = format!("question {question}");
                asks(lab, book, &lane, desk, question, A_MINUTE).await;
                (comes, lab.now())
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
        for (caller, (began, ended)) in callers.iter().zip(&answers) {
            let (question, ..) = *caller;
            if let Some((from, to)) = pause(&book, *began, *ended) {
                fail(format!(
                    "question {question} was open, and from {from:?} to {to:?} neither clerk was at \
                     work: somebody waits for the other one, or for a while, instead of going on"
                ));
            }
        }
        close(&lab, (left, right)).await;
    });
}

#[test]
fn a_look_up_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 4);
        let (left, right, book) = desks(&lab, |_| A_DAY, |_| ms(3));
        lab.case("both clerks take a day to look something up");
        join(
            asks(&lab, &book, "asks left", ("left", &left), 1, A_DAY * 3),
            asks(&lab, &book, "asks right", ("right", &right), 2, A_DAY * 3),
        )
        .await;
        let looked_up = ["left looks up", "right looks up"].map(|what| questions(&book, what));
        expect_eq(
            looked_up,
            [vec![2], vec![1]],
            "each question is to be looked up once, and this is what was looked up by left and right",
        );
        close(&lab, (left, right)).await;
    });
}

#[test]
fn a_caller_that_gives_up_stops_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        let (left, right, book) = desks(&lab, |_| ms(10), |_| ms(20));
        let ((), (), cut, ()) = tokio::join!(
            asks(&lab, &book, "asks left", ("left", &left), 1, A_MINUTE),
            asks(&lab, &book, "asks right", ("right", &right), 2, A_MINUTE),
            lab.cut(left.ask(3)),
            async {
                sleep(ms(5)).await;
                asks(&lab, &book, "asks left later", ("left", &left), 4, A_MINUTE).await;
            },
        );
        if let Some(Err(Closed)) = cut {
            fail(
                "the caller with question 3 was told that the left desk is closed, which nobody had \
                 done: there was no room, and whoever finds none waits until there is some",
            );
        }
        let written = questions(&book, "left writes");
        if !matches!(*written, [1, 3, 4] | [1, 4]) {
            fail(format!(
                "the caller with question 3 gave up, and the left desk wrote answers to {written:?}: \
                 the others should each have one, in the order of asking"
            ));
        }
        close(&lab, (left, right)).await;
    });
}

#[test]
fn a_caller_has_its_answer_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a caller that is {way}, behind two others"));
            let before = lab.now();
            let (left, right, book) = desks(&lab, |_| ms(503), |_| ms(503));
            let ((), (), answer) = join3(
                asks(&lab, &book, "asks first", ("left", &left), 1, A_MINUTE),
                asks(&lab, &book, "asks second", ("left", &left), 2, A_MINUTE),
                timeout(A_MINUTE, lab.polled(way, left.ask(3))),
            )
            .await;
            let Ok(answer) = answer else {
                fail(format!(
                    "three asked the left desk, and the first two had their answers; a minute later the \
                     third, by a future that was {way}, still had none{}",
                    match way {
                        Way::OnTheSpot | Way::Later => "",
                        _ => ": whoever polled it last should be woken",
                    }
                ))
            };
            if let Some(fault) = fault("left", 3, &told(answer), lab.now() - before) {
                fail(fault);
            }
            close(&lab, (left, right)).await;
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
        match last {
            None => fail(
                "the last handle to the right desk was gone, the left one was asked, and a minute later \
                 there is no answer: a desk without handles still looks things up for the other one",
            ),
            Some(Err(_)) => fail(
                "the last handle to the right desk was gone, the left one was asked, and the caller was \
                 told that the desk is closed: the right desk had ended, and a desk without handles \
                 still looks things up for the other one",
            ),
            Some(answer) => {
                if let Some(fault) = fault("left", 3, &answer, secs(0)) {
                    fail(fault);
                }
            }
        }
        drop(other);
        sleep(secs(10)).await;
        let written = questions(&book, "left writes");
        if let Some(missing) = [1, 2, 3].iter().find(|number| !written.contains(number)) {
            fail(format!(
                "question {missing} {}, and no answer was written: a caller that gives up stops nothing, \
                 and what a desk has is answered all the same",
                match missing {
                    1 => "was in hand when its caller gave up",
                    2 => "had room and waited when its caller gave up",
                    _ => "was asked",
                }
            ));
        }
        expect_eq(
            written,
            vec![1, 2, 3],
            "three questions were asked of the left desk, and these answers were written",
        );
        ended(&lab, "ten seconds");
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
                    let (desk, answer) = match caller % 2 {
                        0 => ("left", told(left.ask(question).await)),
                        _ => ("right", told(right.ask(question).await)),
                    };
                    wrong.extend(fault(desk, question, &answer, secs(0)));
                }
                wrong
            })
        });
        let callers = callers.collect::<Vec<_>>();
        let wrong = lab.span("callers", join_all(callers)).await;
        let wrong: Vec<String> = wrong
            .into_iter()
            .flat_map(Result::unwrap_or_default)
            .collect();
        if let Some(first) = wrong.first() {
            fail(format!(
                "eight tasks on four threads each asked a hundred times, and {} of the answers were \
                 not as they should be; {first}",
                wrong.len()
            ));
        }
    });
}
