//! `keep_the_operation`: started once, kept through all messages, gone at its end.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use async_katas::c19_pinning::keep_the_operation::{Message, Reply, serve};
use lab::timeline::short;
use lab::{
    A_DAY, Job, Lab, MeterWatch, Watch, Way, background, expect_eq, fail, for_seeds, ms, secs,
    virtual_time,
};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Duration, sleep, timeout};
use tokio_test::task;

/// What is sent, as a test writes it down.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Sent {
    /// Job so and so.
    Start(usize),
    Ask,
}

impl Sent {
    fn message(self) -> Message<usize> {
        match self {
            Sent::Start(job) => Message::Start(job),
            Sent::Ask => Message::Ask,
        }
    }
}

/// A reply in words: what the answer's own types say of themselves is no evidence.
fn told(reply: Reply<usize, usize>) -> String {
    match reply {
        Reply::Done(job) => format!("Done({job})"),
        Reply::Refused(job) => format!("Refused({job})"),
        Reply::Working => "Working".to_owned(),
        Reply::Idle => "Idle".to_owned(),
    }
}

/// An operation that does not panic when it is polled after its end.
struct Patient {
    job: Job<usize>,
    is_done: bool,
}

impl Future for Patient {
    type Output = usize;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        if self.is_done {
            return Poll::Pending;
        }
        let polled = Pin::new(&mut self.job).poll(cx);
        self.is_done = polled.is_ready();
        polled
    }
}

/// An operation that was begun.
struct Begun {
    job: usize,
    at: Duration,
    /// When it was polled first.
    first: Rc<Cell<Option<Duration>>>,
    polls: MeterWatch,
    gone: Watch,
}

/// What came of a call.
struct Outcome {
    /// When it was called.
    began: Duration,
    /// How long after the call it returned, if it did.
    returned: Option<Duration>,
    replies: Vec<(Duration, String)>,
    begun: Vec<Begun>,
    wakes: MeterWatch,
}

/// What is to happen.
struct Plan<'a> {
    /// How long after the call what is sent.
    sends: &'a [(Duration, Sent)],
    /// When all senders are gone.
    closes: Option<Duration>,
    /// How long the operation of each job takes, and how often it gives way at its end.
    takes: &'a [(Duration, usize)],
    /// How long all of it is looked at.
    lasts: Duration,
    way: Way,
}

/// How long the operation of this job takes.
fn time(plan: &Plan<'_>, job: usize) -> Duration {
    plan.takes.get(job).copied().unwrap_or_default().0
}

/// Ends at once what would keep the runtime busy until somebody stops it.
fn expect_calm(polls: usize, most: usize) {
    if polls > most {
        fail(format!(
            "your future was polled {polls} times, and that is by neither the messages nor the \
             operations: it wakes itself again and again, as whoever goes on asking a channel that is \
             closed, which is always ready"
        ));
    }
}

async fn carries_out(lab: &Lab, plan: &Plan<'_>) -> Outcome {
    lab.explain("w", "`Working`");
    lab.explain("i", "`Idle`");
    lab.explain("r", "`Refused`");
    lab.explain("d", "`Done`");
    lab.explain("you", "your function, from its first poll to its end");
    let began = lab.now();
    let (give, mut messages) = mpsc::channel(5000);
    let (sends, closes, clock) = (plan.sends.to_vec(), plan.closes, lab.clone());
    background(async move {
        for (at, sent) in sends {
            sleep((began + at).saturating_sub(clock.now())).await;
            // Nobody is there any more where the call has come to its end.
            let _ = give.try_send(sent.message());
        }
        match closes {
            Some(at) => sleep((began + at).saturating_sub(clock.now())).await,
            None => std::future::pending().await,
        }
    });
    // What is sent at once is there when the call begins.
    tokio::task::yield_now().await;
    let (replies, begun) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let start = |job: &usize| {
        let (time, yields) = plan.takes.get(*job).copied().unwrap_or_default();
        let lane = format!("job {job}");
        let work = lab.job(&lane).takes(time).yields(yields).gives(*job);
        let probe = lab.probe();
        let gone = probe.watch();
        let mut work = Box::pin(Patient {
            job: work,
            is_done: false,
        });
        let first = Rc::new(Cell::new(None));
        let (polled, clock) = (Rc::clone(&first), lab.clone());
        let operation = lab.meter(std::future::poll_fn(move |cx| {
            let _held = &probe;
            polled.set(polled.get().or(Some(clock.now() - began)));
            work.as_mut().poll(cx)
        }));
        begun.borrow_mut().push(Begun {
            job: *job,
            at: lab.now() - began,
            first,
            polls: operation.watch(),
            gone,
        });
        operation
    };
    let reply = |reply: Reply<usize, usize>| {
        let reply = told(reply);
        let glyph = reply.chars().next().unwrap_or_default();
        lab.mark("replies", glyph.to_ascii_lowercase());
        replies.borrow_mut().push((lab.now() - began, reply));
    };
    let metered = lab.meter(serve(&mut messages, start, reply));
    let wakes = metered.watch();
    let most = 3 * plan.sends.len() + 1_000;
    let polls = wakes.clone();
    let mut metered = Box::pin(metered);
    let calm = std::future::poll_fn(move |cx| {
        expect_calm(polls.polls(), most);
        metered.as_mut().poll(cx)
    });
    let call = lab.span("you", lab.polled(plan.way, calm));
    let returned = timeout(plan.lasts, call).await.ok();
    Outcome {
        began,
        returned: returned.map(|()| lab.now() - began),
        replies: replies.into_inner(),
        begun: begun.into_inner(),
        wakes,
    }
}

/// What should come of it, and whether two things fall on one instant, where it is open which is
/// first.
struct Expected {
    returned: Option<Duration>,
    replies: Vec<(Duration, String)>,
    tie: bool,
}

fn expected(plan: &Plan<'_>) -> Expected {
    let (mut replies, mut running, mut tie) = (Vec::new(), None, false);
    let mut done = |running: &mut Option<(usize, Duration)>, by: Duration, replies: &mut Vec<_>| {
        if let Some((job, ends)) = *running
            && ends <= by
        {
            tie |= ends == by;
            replies.push((ends, format!("Done({job})")));
            *running = None;
        }
    };
    for (at, sent) in plan.sends {
        done(&mut running, *at, &mut replies);
        match (sent, running) {
            (Sent::Start(job), None) => {
                running = Some((*job, *at + time(plan, *job)));
            }
            (Sent::Start(job), Some(_)) => replies.push((*at, format!("Refused({job})"))),
            (Sent::Ask, None) => replies.push((*at, "Idle".to_owned())),
            (Sent::Ask, Some(_)) => replies.push((*at, "Working".to_owned())),
        }
    }
    let last = running.map(|(_, ends)| ends);
    done(&mut running, Duration::MAX, &mut replies);
    Expected {
        returned: plan
            .closes
            .map(|closes| closes.max(last.unwrap_or_default())),
        replies,
        tie,
    }
}

/// What went wrong with an operation or with a reply, if anything did.
fn reason(plan: &Plan<'_>, outcome: &Outcome, expected: &Expected) -> Option<String> {
    for (n, begun) in outcome.begun.iter().enumerate() {
        if outcome.begun[..n]
            .iter()
            .any(|before| before.job == begun.job)
        {
            return Some(format!(
                "the operation of job {} was started again at {}, though it had been started before: \
                 it begins from the beginning in each turn of your loop; start it once, and keep it",
                begun.job,
                short(begun.at)
            ));
        }
    }
    for begun in &outcome.begun {
        if begun.polls.polls_after_end() > 0 {
            return Some(format!(
                "the operation of job {} was polled again after its end: an `async fn` panics there; \
                 let go of it in the poll in which it is done",
                begun.job
            ));
        }
        let ends = begun.at + time(plan, begun.job);
        let gone = begun.gone.dropped_at().map(|gone| gone - outcome.began);
        if let Some(gone) = gone.filter(|gone| *gone < ends) {
            let next = outcome
                .begun
                .iter()
                .find(|next| next.at == gone && next.job != begun.job);
            let why = match next {
                Some(next) => format!(
                    "when the operation of job {} took its place; job {} should have been refused",
                    next.job, next.job
                ),
                None if outcome.returned == Some(gone) => {
                    "when `serve` returned: it should have come to its end first, however long that \
                     takes"
                        .to_owned()
                }
                None => "when the next message came: a future that `select!` owns is dropped when \
                         another branch is first, so lend it"
                    .to_owned(),
            };
            return Some(format!(
                "the operation of job {} was dropped before its end, {} after it was begun, {why}",
                begun.job,
                short(gone - begun.at)
            ));
        }
        if begun.first.get().is_none_or(|first| first > begun.at) {
            return Some(format!(
                "the operation of job {} was begun at {} and was not polled then, so it keeps no \
                 waker, and nothing wakes you for it: poll it in the poll in which it begins",
                begun.job,
                short(begun.at)
            ));
        }
    }
    let mut got = outcome.replies.iter();
    for (at, should) in &expected.replies {
        let Some((when, reply)) = got.next() else {
            return match outcome.returned {
                Some(returned) if returned < *at => Some(format!(
                    "`serve` returned at {}, before `{should}`, which should come at {}",
                    short(returned),
                    short(*at)
                )),
                Some(_) => Some(format!(
                    "`{should}` should come at {}, and `serve` returned without it: what had been \
                     sent was never replied to",
                    short(*at)
                )),
                None => Some(match should.starts_with("Done") {
                    true => format!(
                        "`{should}` should come at {}, and never came: when the operation was ready, \
                         it was not polled",
                        short(*at)
                    ),
                    false => format!("`{should}` should come at {}, and never came", short(*at)),
                }),
            };
        };
        if (when, reply) == (at, should) {
            continue;
        }
        let head = format!(
            "`{should}` should come at {}, and the next reply was `{reply}` at {}",
            short(*at),
            short(*when)
        );
        let ran = outcome.begun.iter().find(|begun| {
            let ends = begun.at + time(plan, begun.job);
            begun.at <= *at && *at < ends
        });
        let why = match (should.as_str(), reply.as_str(), ran) {
            ("Working", "Idle", _) if when == at => {
                "the answer was `Idle` while an operation was running".to_owned()
            }
            ("Idle", "Working", None) if when == at => "none was running any more".to_owned(),
            (should, reply, None) if should.starts_with("Done") && reply.starts_with("Refused") => {
                "the job before it was done, and none was running any more".to_owned()
            }
            (should, _, Some(begun))
                if !should.starts_with("Done") && *when >= begun.at + time(plan, begun.job) =>
            {
                format!(
                    "while the operation of job {} was running, nobody looked at the messages, and \
                     they were replied to only when the operation was done",
                    begun.job
                )
            }
            (should, _, _) if should.starts_with("Refused") => {
                "another operation was running, and this job should have been refused".to_owned()
            }
            (should, _, _) if should.starts_with("Done") && when >= at => {
                "when the operation was ready, it was not polled".to_owned()
            }
            _ => return Some(head),
        };
        return Some(format!("{head}: {why}"));
    }
    if let Some((at, more)) = got.next() {
        return Some(format!(
            "`{more}` came at {}, after all that should come",
            short(*at)
        ));
    }
    match (outcome.returned, expected.returned) {
        (returned, should) if returned == should => None,
        (Some(at), None) => Some(format!(
            "all replies were right, and `serve` returned at {}, though somebody could still send",
            short(at)
        )),
        (None, Some(should)) => Some(format!(
            "all replies were right, and `serve` should have returned at {}, when all senders were gone \
             and no operation was running; it never did",
            short(should)
        )),
        (at, should) => Some(format!(
            "all replies were right, and `serve` returned at {} instead of {}",
            short(at.unwrap_or_default()),
            short(should.unwrap_or_default())
        )),
    }
}

/// Looks at all of it; `case` says what was tried.
#[track_caller]
fn compare(case: &str, plan: &Plan<'_>, outcome: &Outcome) {
    // Each message and each operation may wake, one that gives way more often; and what is handed
    // over within an answer may.
    let yields: usize = plan.takes.iter().map(|(_, yields)| yields + 1).sum();
    let wakes = 2 * plan.sends.len() + yields + 3;
    if outcome.wakes.wakes() > wakes {
        fail(format!(
            "{case}; your future was woken {} times, and that is not by the {} messages and the \
             operations: it looks now and then, or again and again, whether something has happened",
            outcome.wakes.wakes(),
            plan.sends.len()
        ));
    }
    if let Some(why) = reason(plan, outcome, &expected(plan)) {
        fail(format!("{case}; {why}"));
    }
}

#[test]
fn messages_are_replied_to_while_an_operation_runs() {
    virtual_time(async |lab: Lab| {
        let sends = [
            (secs(0), Sent::Ask),
            (secs(1), Sent::Start(1)),
            (secs(2), Sent::Ask),
            (secs(3), Sent::Start(2)),
            (secs(4), Sent::Ask),
            (secs(6), Sent::Ask),
            (secs(7), Sent::Start(3)),
            (secs(8), Sent::Ask),
        ];
        let plan = Plan {
            sends: &sends,
            closes: Some(secs(10)),
            takes: &[(secs(0), 0), (secs(4), 0), (secs(1), 0), (secs(2), 0)],
            lasts: secs(60),
            way: Way::OnTheSpot,
        };
        let outcome = carries_out(&lab, &plan).await;
        let why = match (&outcome.replies[..], outcome.returned) {
            ([.., (_, last)], Some(at)) if last == "Done(1)" && at == secs(5) => Some(
                "`serve` returned with its first operation; others can still send, and another one \
                 may begin"
                    .to_owned(),
            ),
            _ => reason(&plan, &outcome, &expected(&plan)),
        };
        lab.expect_because(
            "
                     0s  1s  2s  3s  4s  5s  6s  7s  8s  9s  10s
            job 1        |===============|
            job 3                                |=======|
            replies  i       w   r   w   d   i       w   d
            you      |=======================================|
            ",
            &why.unwrap_or_else(|| {
                "job 1 was sent at 1s, job 2 at 3s and job 3 at 7s; all senders were gone at 10s"
                    .to_owned()
            }),
        );
    });
}

#[test]
fn an_operation_that_nobody_asks_for_comes_to_its_end() {
    virtual_time(async |lab: Lab| {
        for yields in [0, 3] {
            let plan = Plan {
                sends: &[(ms(0), Sent::Start(0))],
                closes: None,
                takes: &[(ms(1_003), yields)],
                lasts: secs(60),
                way: Way::OnTheSpot,
            };
            let case = format!(
                "one job was sent, whose operation takes 1003ms and gives way {yields} times, and \
                 nothing else"
            );
            lab.case(case.as_str());
            let outcome = carries_out(&lab, &plan).await;
            if outcome.wakes.wakes() > 10 {
                fail(format!(
                    "{case}; your code looks every 100ms or so whether the operation is done, {} times \
                     in all, instead of being woken by it",
                    outcome.wakes.wakes()
                ));
            }
            compare(&case, &plan, &outcome);
        }
    });
}

#[test]
fn what_is_done_is_dropped_and_polled_no_more() {
    virtual_time(async |lab: Lab| {
        let (give, mut messages) = mpsc::channel(10);
        let (probe, done) = (lab.probe(), Cell::new(None));
        let gone = probe.watch();
        let held = RefCell::new(Some(probe));
        let polls = RefCell::new(None);
        let start = |_: &usize| {
            let probe = held.borrow_mut().take();
            let mut work = Box::pin(Patient {
                job: lab.job("job").takes(ms(503)).gives(0),
                is_done: false,
            });
            let operation = lab.meter(std::future::poll_fn(move |cx| {
                let _held = &probe;
                work.as_mut().poll(cx)
            }));
            *polls.borrow_mut() = Some(operation.watch());
            operation
        };
        let reply = |reply: Reply<usize, usize>| {
            if told(reply) == "Done(0)" {
                done.set(Some(lab.now()));
            }
        };
        let call = serve(&mut messages, start, reply);
        let looks = async {
            let sent = give.try_send(Message::Start(0));
            assert!(sent.is_ok(), "the channel of the test is gone");
            sleep(secs(1)).await;
            expect_eq(
                done.get(),
                Some(ms(503)),
                "the operation took 503ms, and this is when its `Done` came",
            );
            for _ in 0..3 {
                let sent = give.try_send(Message::Ask);
                assert!(sent.is_ok(), "the channel of the test is gone");
                sleep(ms(7)).await;
            }
        };
        tokio::select! {
            biased;
            () = call => fail("`serve` returned, though somebody could still send"),
            () = looks => {}
        }
        let after = polls.borrow().as_ref().map(MeterWatch::polls_after_end);
        if after != Some(0) {
            fail(
                "the operation was done at 503ms, messages came after that, and it was polled again \
                 after its end: an `async fn` panics there; a branch of something that is done has to \
                 be switched off",
            );
        }
        if gone.dropped_at() != Some(ms(503)) {
            fail(
                "the operation was done at 503ms, and at 1s it was still there, with all that it \
                 holds: it should be dropped in the poll in which it is done, and not only when \
                 another one takes its place",
            );
        }
    });
}

/// Polls as whoever was woken does, until it waits.
fn poll_while_woken<F: Future<Output = ()>>(call: &mut task::Spawn<F>) {
    let mut polls = 0;
    while polls == 0 || (call.is_woken() && polls < 100) {
        polls += 1;
        if call.poll().is_ready() {
            fail("`serve` returned, though somebody could still send");
        }
    }
}

#[test]
fn a_message_and_the_end_of_the_operation_come_together() {
    virtual_time(async |_lab: Lab| {
        // Which of the two a `select!` takes first is luck: so often it takes each of them.
        let tries = (0..32).flat_map(|_| [Sent::Ask, Sent::Start(7)]);
        for sent in tries {
            // Each with a budget of its own.
            tokio::task::yield_now().await;
            let (give, mut messages) = mpsc::channel(10);
            let (finish, finished) = oneshot::channel::<usize>();
            let finished = RefCell::new(Some(finished));
            let starts = Cell::new(0);
            let start = |_: &usize| {
                starts.set(starts.get() + 1);
                let finished = finished.borrow_mut().take();
                async move {
                    match finished {
                        Some(finished) => finished.await.unwrap_or(usize::MAX),
                        None => std::future::pending().await,
                    }
                }
            };
            let replies = RefCell::new(Vec::new());
            let reply = |reply| replies.borrow_mut().push(told(reply));
            let mut call = task::spawn(serve(&mut messages, start, reply));
            let begins = give.try_send(Message::Start(1));
            assert!(begins.is_ok(), "the channel of the test is gone");
            poll_while_woken(&mut call);
            let both = (finish.send(1), give.try_send(sent.message()));
            if both.0.is_err() {
                fail("the operation was begun, and was dropped before its end");
            }
            poll_while_woken(&mut call);
            let what = match sent {
                Sent::Ask => "an `Ask` was there",
                Sent::Start(_) => "another `Start` was there",
            };
            let told = replies.borrow().clone();
            let others: Vec<&String> = told.iter().filter(|reply| *reply != "Done(1)").collect();
            if others.is_empty() && starts.get() < 2 {
                fail(format!(
                    "{what} and the operation was done, in the same poll: the replies were {told:?}, \
                     so the message was taken out of the channel, and let go of"
                ));
            }
            expect_eq(
                told.iter().filter(|reply| *reply == "Done(1)").count(),
                1,
                format!(
                    "{what} and the operation was done, in the same poll: so often `Done` came"
                ),
            );
        }
    });
}

/// What is said of a reply that does not fit, with this operation running, and this message next.
fn told_wrongly(
    running: Option<usize>,
    next: Option<Sent>,
    reply: &str,
    started: &[usize],
) -> String {
    match (running, next) {
        (Some(job), Some(Sent::Ask)) if reply == "Idle" && started.contains(&job) => format!(
            "an `Ask` that was sent after job {job} was told `Idle` before `Done({job})` came, though \
             the operation of job {job} had been begun: look anew for each message whether one is \
             running, also where several are there at once"
        ),
        (Some(job), Some(Sent::Start(next))) => format!(
            "the next reply after the start of job {job} was `{reply}`, and job {next} was sent behind \
             it: `Refused({next})` should come, or `Done({job})` before that{}",
            match started.contains(&next) {
                true => format!(", and job {next} was started as well"),
                false => String::new(),
            }
        ),
        (None, Some(Sent::Ask)) if reply == "Working" => {
            "an `Ask` was told `Working`, and no operation was running: the one before had come to its \
             end, and no other had been begun"
                .to_owned()
        }
        (running, Some(Sent::Ask)) => format!(
            "the reply `{reply}` came, where an `Ask` should be told `{}`",
            match running {
                Some(_) => "Working",
                None => "Idle",
            }
        ),
        (Some(job), None) => format!(
            "the reply `{reply}` came, when all messages had been replied to and only `Done({job})` \
             was to come"
        ),
        (None, _) => format!(
            "the reply `{reply}` came, when all had been replied to and no operation was running"
        ),
    }
}

/// What is missing or wrong in these replies, wherever between the messages each operation was done.
fn misfit(
    sent: &[Sent],
    replies: &[String],
    gone: bool,
    returned: bool,
    started: &[usize],
) -> Option<String> {
    let how = if returned {
        "`serve` returned, and "
    } else {
        ""
    };
    let (mut left, mut running) = (sent.iter().copied().peekable(), None);
    let mut replies = replies.iter();
    loop {
        // What begins has no reply of its own.
        if let (None, Some(Sent::Start(job))) = (running, left.peek()) {
            running = Some(*job);
            left.next();
            continue;
        }
        let Some(reply) = replies.next() else { break };
        let fits = match (running, left.peek()) {
            (Some(job), _) if *reply == format!("Done({job})") => {
                running = None;
                continue;
            }
            (Some(_), Some(Sent::Start(job))) => *reply == format!("Refused({job})"),
            (Some(_), Some(Sent::Ask)) => reply == "Working",
            (None, Some(Sent::Ask)) => reply == "Idle",
            _ => false,
        };
        if !fits {
            return Some(format!(
                "{how}{}",
                told_wrongly(running, left.peek().copied(), reply, started)
            ));
        }
        left.next();
    }
    let left: Vec<Sent> = left.collect();
    match (left.as_slice(), running) {
        ([], None) => None,
        ([], Some(job)) if !started.contains(&job) => Some(format!(
            "{how}job {job} was sent while no operation was running, and `start` was never called for it"
        )),
        ([], Some(job)) if gone && returned => Some(format!(
            "{how}the operation of job {job} had not come to its end by then, so that `Done({job})` \
             never came: that all senders are gone is no reason to let go of what is \
             running"
        )),
        ([], Some(job)) => Some(format!("{how}`Done({job})` never came")),
        ([first, ..], _) => Some(format!(
            "{how}{} of them, from {} on, were never replied to{}",
            left.len(),
            match first {
                Sent::Ask => "an `Ask`".to_owned(),
                Sent::Start(job) => format!("job {job}"),
            },
            if gone {
                ": what was sent is in the channel still when all its senders are gone, so go on until \
                 it gives `None`"
            } else {
                ""
            }
        )),
    }
}

/// Several messages, of both kinds.
const SEVERAL: [&[Sent]; 5] = [
    &[Sent::Ask],
    &[Sent::Ask, Sent::Ask, Sent::Ask],
    &[Sent::Start(7), Sent::Ask],
    &[Sent::Start(7), Sent::Start(8), Sent::Ask, Sent::Start(9)],
    &[Sent::Ask; 30],
];

#[test]
fn what_was_sent_is_replied_to_when_operations_end_meanwhile() {
    virtual_time(async |_lab: Lab| {
        // Which of the two a `select!` takes first is luck: so often it takes each of them.
        let tries =
            (0..8).flat_map(|_| [(true, true), (true, false), (false, true), (false, false)]);
        for (at_once, gone) in tries {
            for several in SEVERAL {
                // Each with a budget of its own.
                tokio::task::yield_now().await;
                let (give, mut messages) = mpsc::channel(100);
                let (finish, finished) = oneshot::channel::<()>();
                let finished = RefCell::new((!at_once).then_some(finished));
                let started = RefCell::new(Vec::new());
                let start = |job: &usize| {
                    started.borrow_mut().push(*job);
                    let (job, finished) = (*job, finished.borrow_mut().take());
                    async move {
                        if let Some(finished) = finished {
                            let _finishes = finished.await;
                        }
                        job
                    }
                };
                let replies = RefCell::new(Vec::new());
                let reply = |reply| replies.borrow_mut().push(told(reply));
                let mut call = Box::pin(serve(&mut messages, start, reply));
                let begins = give.try_send(Message::Start(1));
                assert!(begins.is_ok(), "the channel of the test is too small");
                if !at_once && futures::poll!(call.as_mut()).is_ready() {
                    fail("`serve` returned, though somebody could still send");
                }
                for sent in several {
                    let sent = give.try_send(sent.message());
                    assert!(sent.is_ok(), "the channel of the test is too small");
                }
                let _first = finish.send(());
                let give = (!gone).then_some(give);
                let case = format!(
                    "{}, and {} there when the operation of job 1 {}",
                    if gone {
                        "all senders were gone"
                    } else {
                        "somebody could still send"
                    },
                    match several.len() {
                        1 => "one more message was".to_owned(),
                        more => format!("{more} more messages were"),
                    },
                    if at_once {
                        "began, which is done in its first poll"
                    } else {
                        "was done, in the same poll"
                    }
                );
                let mut polls = 0;
                let calm = std::future::poll_fn(|cx| {
                    polls += 1;
                    expect_calm(polls, 1_000);
                    call.as_mut().poll(cx)
                });
                let returned = timeout(secs(1), calm).await.is_ok();
                drop(call);
                if returned && give.is_some() {
                    fail(format!(
                        "{case}; `serve` returned, though somebody could still send"
                    ));
                }
                let all = [&[Sent::Start(1)], several].concat();
                if let Some(why) =
                    misfit(&all, &replies.borrow(), gone, returned, &started.borrow())
                {
                    fail(format!("{case}; {why}"));
                }
                if !returned && gone {
                    fail(format!(
                        "{case}; all of it was replied to, and `serve` did not return"
                    ));
                }
            }
        }
    });
}

#[test]
fn more_than_fits_into_a_budget_is_replied_to_when_operations_end_meanwhile() {
    virtual_time(async |lab: Lab| {
        let sends: Vec<(Duration, Sent)> = (0..300)
            .map(|n| match n % 3 {
                0 => (ms(0), Sent::Start(n)),
                _ => (ms(0), Sent::Ask),
            })
            .collect();
        let plan = Plan {
            sends: &sends,
            closes: Some(ms(0)),
            takes: &[],
            lasts: secs(60),
            way: Way::OnTheSpot,
        };
        let outcome = carries_out(&lab, &plan).await;
        let all: Vec<Sent> = sends.iter().map(|(_, sent)| *sent).collect();
        let replies: Vec<String> = outcome.replies.iter().map(|(_, r)| r.clone()).collect();
        let started: Vec<usize> = outcome.begun.iter().map(|begun| begun.job).collect();
        let case = "300 messages were there, all senders were gone, and each operation is done in its \
                    first poll";
        if let Some(why) = misfit(&all, &replies, true, outcome.returned.is_some(), &started) {
            fail(format!("{case}; {why}"));
        }
        expect_eq(
            outcome.returned,
            Some(ms(0)),
            format!("{case}; all of it was replied to, and this is when `serve` returned"),
        );
    });
}

#[test]
fn when_all_senders_are_gone_the_operation_comes_to_its_end() {
    virtual_time(async |lab: Lab| {
        let five = [
            (ms(0), Sent::Ask),
            (ms(0), Sent::Start(0)),
            (ms(0), Sent::Start(1)),
            (ms(0), Sent::Ask),
        ];
        for (sends, closes) in [
            (&[][..], ms(0)),
            (&[], ms(707)),
            (&[(ms(0), Sent::Start(0))], ms(303)),
            (&[(ms(0), Sent::Start(0))], ms(1_507)),
            (&five, ms(0)),
            (&five, ms(303)),
        ] {
            let plan = Plan {
                sends,
                closes: Some(closes),
                takes: &[(ms(1_003), 0), (ms(100), 0)],
                lasts: secs(60),
                way: Way::OnTheSpot,
            };
            let case = format!(
                "{}, an operation takes 1003ms, and all senders were gone at {}",
                match sends.len() {
                    0 => "nothing was sent".to_owned(),
                    1 => "one job was sent".to_owned(),
                    many => format!("{many} messages were sent"),
                },
                short(closes)
            );
            lab.case(case.as_str());
            let outcome = carries_out(&lab, &plan).await;
            compare(&case, &plan, &outcome);
        }
    });
}

#[test]
fn an_operation_may_be_ready_at_once() {
    virtual_time(async |lab: Lab| {
        let plan = Plan {
            sends: &[
                (ms(0), Sent::Start(0)),
                (ms(7), Sent::Start(1)),
                (ms(13), Sent::Ask),
            ],
            closes: Some(ms(29)),
            takes: &[],
            lasts: secs(60),
            way: Way::OnTheSpot,
        };
        let case = "two jobs were sent, whose operations are ready in their first poll";
        let outcome = carries_out(&lab, &plan).await;
        compare(case, &plan, &outcome);
    });
}

#[test]
fn drawn_messages_are_replied_to() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let takes: Vec<(Duration, usize)> = (0..10)
            .map(|_| (draw.off_grid(ms(1)..=secs(3)), draw.size(0..=3)))
            .collect();
        let mut at = Duration::ZERO;
        let mut sends = Vec::new();
        for job in 0..draw.size(0..=9) {
            if draw.size(0..=3) > 0 {
                at += draw.off_grid(ms(1)..=secs(2));
            }
            let sent = if draw.coin() {
                Sent::Start(job)
            } else {
                Sent::Ask
            };
            sends.push((at, sent));
        }
        let plan = Plan {
            sends: &sends,
            closes: draw.coin().then(|| at + draw.off_grid(ms(1)..=secs(2))),
            takes: &takes,
            lasts: secs(600),
            way: Way::OnTheSpot,
        };
        if expected(&plan).tie {
            return;
        }
        let case: Vec<String> = sends
            .iter()
            .map(|(at, sent)| match sent {
                Sent::Start(job) => format!(
                    "job {job} at {}, which takes {}",
                    short(*at),
                    short(takes[*job].0)
                ),
                Sent::Ask => format!("an `Ask` at {}", short(*at)),
            })
            .collect();
        let case = match case.as_slice() {
            [] => "nothing was sent".to_owned(),
            list => format!("there came {}", list.join(", ")),
        };
        let outcome = carries_out(&lab, &plan).await;
        compare(&case, &plan, &outcome);
    });
}

#[test]
fn thousands_of_messages_come_while_an_operation_runs_for_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 3);
        let mut sends = vec![(ms(0), Sent::Start(0))];
        sends.extend((1..3_000).map(|job| (ms(7), Sent::Start(job))));
        sends.extend((1..1_000).map(|n| (ms(60_007) * n, Sent::Ask)));
        let plan = Plan {
            sends: &sends,
            closes: Some(A_DAY),
            takes: &[(A_DAY + ms(3), 0)],
            lasts: A_DAY * 2,
            way: Way::OnTheSpot,
        };
        let case = "an operation took a day, and thousands of messages came meanwhile";
        let outcome = carries_out(&lab, &plan).await;
        compare(case, &plan, &outcome);
    });
}

#[test]
fn nobody_has_limited_how_long_anything_takes() {
    virtual_time(async |lab: Lab| {
        const A_YEAR: Duration = secs(365 * 24 * 60 * 60);
        lab.lasts(A_YEAR * 200);
        for (long, told) in [(A_DAY, "a day"), (A_YEAR * 10, "ten years")] {
            let more = long + ms(7);
            let asks = [
                (ms(0), Sent::Start(0)),
                (long, Sent::Ask),
                (long, Sent::Start(1)),
            ];
            let late = [
                (long, Sent::Ask),
                (long, Sent::Start(0)),
                (more + ms(1), Sent::Ask),
                (long * 2 + ms(1), Sent::Ask),
            ];
            let all: [(_, &[_], _, _); 6] = [
                (
                    "all senders were gone at once, and the operation took",
                    &asks[..1],
                    Some(ms(0)),
                    long + ms(3),
                ),
                (
                    "all senders were gone after 707ms, and the operation took",
                    &asks[..1],
                    Some(ms(707)),
                    long + ms(3),
                ),
                (
                    "somebody could still send, and the operation took",
                    &asks[..1],
                    None,
                    long + ms(3),
                ),
                (
                    "more was sent, all senders were gone, and the operation took",
                    &asks,
                    Some(long),
                    long + ms(3),
                ),
                (
                    "the operation took 5ms, and all senders were gone after",
                    &asks[..1],
                    Some(long),
                    ms(5),
                ),
                (
                    "the operation took 5ms, and between the messages there was",
                    &late,
                    Some(long * 3),
                    ms(5),
                ),
            ];
            for (case, sends, closes, takes) in all {
                let plan = Plan {
                    sends,
                    closes,
                    takes: &[(takes, 0), (takes, 0)],
                    lasts: long * 4,
                    way: Way::OnTheSpot,
                };
                let case = format!("{case} {told}");
                lab.case(case.as_str());
                let outcome = carries_out(&lab, &plan).await;
                compare(&case, &plan, &outcome);
            }
        }
    });
}

#[test]
fn it_goes_on_however_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            let plan = Plan {
                sends: &[
                    (ms(1_203), Sent::Start(0)),
                    (ms(1_907), Sent::Ask),
                    (ms(3_809), Sent::Ask),
                ],
                closes: Some(ms(4_001)),
                takes: &[(ms(2_003), 0)],
                lasts: secs(60),
                way,
            };
            let case = format!("a future that is {way}");
            lab.case(case.as_str());
            let outcome = carries_out(&lab, &plan).await;
            if let Some(why) = reason(&plan, &outcome, &expected(&plan)) {
                fail(format!("{case}; {why}"));
            }
        }
    });
}
