//! `flush_before_exit`: flushed when it is time, and nothing left in the buffer at the end.

use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_katas::c21_shutdown::flush_before_exit::Log;
use futures::FutureExt;
use lab::timeline::short;
use lab::{
    A_DAY, FarEnd, Lab, Pipe, Probe, Watch, Way, cancel_at_every_await, expect_eq, fail, for_seeds,
    ms, secs, virtual_time, within,
};
use tokio::io::{AsyncWrite, BufWriter};
use tokio::task::unconstrained;
use tokio::time::{Sleep, sleep, timeout};

use super::let_go::let_go;

/// A message of so many bytes, which tells its number and is no text.
fn message(n: usize, length: usize) -> Vec<u8> {
    let start = format!("{n}:\0\n").into_bytes();
    let fill = (0..).map(|at| b"ab\xff\r"[(at + n) % 4]);
    start.into_iter().chain(fill).take(length).collect()
}

fn text(bytes: &[u8]) -> String {
    match bytes.len() {
        0..=60 => format!("{} bytes: {}", bytes.len(), bytes.escape_ascii()),
        length => format!("{length} bytes: {}…", bytes[..60].escape_ascii()),
    }
}

/// What is missing, if it is the end that is.
fn missing(written: &[u8], all: &[u8]) -> String {
    match all.strip_prefix(written) {
        Some(rest) if !rest.is_empty() => format!(
            "; the last {} are lost: they were in a buffer, or on their way to the task, when somebody \
             let go of it, and nobody writes what was let go of",
            bytes(rest.len())
        ),
        _ => String::new(),
    }
}

/// What is written stays in a buffer until it is flushed: the far end has what would be left if the
/// program ended there.
fn buffered(lab: &Lab) -> (BufWriter<Pipe>, FarEnd) {
    let (pipe, far) = lab.pipe();
    (BufWriter::with_capacity(1 << 24, pipe), far)
}

/// Messages at their instants, and the end.
#[derive(Clone, Debug)]
struct Plan {
    most: usize,
    idle: Duration,
    /// When each of them comes, and how many bytes it has.
    messages: Vec<(Duration, usize)>,
    closed: Duration,
}

/// A flush that is due, with what it carries and why.
struct Due {
    at: Duration,
    bytes: Vec<u8>,
    why: &'static str,
}

const BY_SIZE: &str = "as many bytes waited as `most` says";
const BY_TIME: &str = "no message had come for the time `idle`";
const BY_END: &str = "the log was closed";

impl Plan {
    fn due(&self) -> Vec<Due> {
        let mut all = Vec::new();
        let mut waiting = Vec::new();
        let mut last = Duration::ZERO;
        let idle = |waiting: &mut Vec<u8>, last: Duration, now: Duration, all: &mut Vec<Due>| {
            let at = last.saturating_add(self.idle);
            if !waiting.is_empty() && at < now {
                let (bytes, why) = (std::mem::take(waiting), BY_TIME);
                all.push(Due { at, bytes, why });
            }
        };
        for (n, (at, length)) in self.messages.iter().enumerate() {
            idle(&mut waiting, last, *at, &mut all);
            waiting.extend(message(n, *length));
            last = *at;
            if waiting.len() >= self.most {
                let bytes = std::mem::take(&mut waiting);
                let (at, why) = (*at, BY_SIZE);
                all.push(Due { at, bytes, why });
            }
        }
        idle(&mut waiting, last, self.closed, &mut all);
        if !waiting.is_empty() {
            all.push(Due {
                at: self.closed,
                bytes: waiting,
                why: BY_END,
            });
        }
        all
    }

    async fn run(&self, lab: &Lab) {
        let (output, far) = buffered(lab);
        let log = Log::new(output, self.most, self.idle);
        for (n, (at, length)) in self.messages.iter().enumerate() {
            sleep(at.saturating_sub(lab.now())).await;
            let sent = within(
                secs(60),
                log.send(message(n, *length)),
                "a message was sent, `output` was free, and `send` did not return",
            );
            if sent.await.is_err() {
                let why = match log.close().await {
                    Ok(()) => "`Ok`".to_owned(),
                    Err(error) => format!("the error \"{error}\""),
                };
                fail(format!(
                    "a message was sent, `output` had not failed, and `send` gave `Stopped`, and after \
                     that `close` {why}"
                ));
            }
        }
        sleep(self.closed.saturating_sub(lab.now())).await;
        let result = timeout(secs(60), log.close()).await;
        let (now, tasks) = (lab.now(), lab.tasks_alive());
        self.expect_flushed(&far);
        expect_closed(result, &far, self.closed, now, tasks);
    }

    /// Expects that everything was flushed when it should be, and not else.
    fn expect_flushed(&self, far: &FarEnd) {
        let due = self.due();
        let all: Vec<u8> = due.iter().flat_map(|due| due.bytes.clone()).collect();
        let written = far.written();
        if written != all {
            expect_eq(
                text(&written),
                text(&all),
                format!(
                    "messages were sent, the log was closed, and this is what had come out by then: \
                     every byte of them should, in order, and nothing else{}",
                    missing(&written, &all)
                ),
            );
        }
        // What came out at one instant belongs together.
        let mut pieces: Vec<(Duration, Vec<u8>)> = Vec::new();
        for (at, bytes) in far.writes() {
            match pieces.last_mut() {
                Some((last, piece)) if *last == at => piece.extend(bytes),
                _ => pieces.push((at, bytes)),
            }
        }
        let sizes = format!(
            "`most` was {} and `idle` {}",
            match self.most {
                usize::MAX => "`usize::MAX`".to_owned(),
                most => format!("{most} bytes"),
            },
            match self.idle {
                Duration::MAX => "`Duration::MAX`".to_owned(),
                idle => short(idle),
            }
        );
        for (n, due) in due.iter().enumerate() {
            let story = format!(
                "{sizes}; at {} {}, and {} waited",
                short(due.at),
                due.why,
                bytes(due.bytes.len())
            );
            match pieces.get(n) {
                Some((at, piece)) if *at == due.at && *piece == due.bytes => {}
                Some((at, piece)) if *at == due.at => {
                    fail(format!("{story}; {} were flushed then", bytes(piece.len())))
                }
                Some((at, piece)) if *at < due.at => fail(format!(
                    "{sizes}; {} were flushed at {}, where it was not time to: the next flush was due \
                     at {}, when {}",
                    bytes(piece.len()),
                    short(*at),
                    short(due.at),
                    due.why
                )),
                Some((at, _)) => fail(format!(
                    "{story}; they were flushed at {} instead",
                    short(*at)
                )),
                None => fail(format!("{story}; they were not flushed then")),
            }
        }
        let flushes = far.flushes();
        let expected: Vec<Duration> = due
            .iter()
            .filter(|due| due.why != BY_END)
            .map(|due| due.at)
            .collect();
        // At the end, a flush may stand before the shutdown.
        let with_the_end = [&expected[..], &[self.closed]].concat();
        if flushes != expected && flushes != with_the_end {
            expect_eq(
                flushes,
                with_the_end,
                format!(
                    "{sizes}; everything went out in time, and `output` was flushed where nothing \
                     waited, or more than once, at these instants"
                ),
            );
        }
    }
}

fn bytes(count: usize) -> String {
    match count {
        1 => "1 byte".to_owned(),
        count => format!("{count} bytes"),
    }
}

/// Expects that `close` gave `Ok` at this instant, with nothing left.
fn expect_closed(
    result: Result<io::Result<()>, tokio::time::error::Elapsed>,
    far: &FarEnd,
    due: Duration,
    now: Duration,
    tasks: usize,
) {
    match result {
        Err(_) => fail("the log was closed, `output` took everything, and `close` did not return"),
        Ok(Err(error)) => fail(format!(
            "the log was closed, nothing had failed, and `close` gave the error \"{error}\""
        )),
        Ok(Ok(())) => {}
    }
    if far.shutdowns().is_empty() {
        fail(
            "the log was closed, and `output` was not shut down: whoever is at its other end does not \
             hear that nothing comes any more",
        );
    }
    expect_eq(
        (far.shutdowns(), now),
        (vec![due], due),
        "the log was closed; this is when `output` was shut down, and when `close` returned: both \
         should be at the instant at which everything is written, and that once",
    );
    if far.dropped_at().is_none() {
        fail("`close` had returned, and `output` was not dropped");
    }
    if tasks > 0 {
        fail("`close` had returned, and the task of the log was still alive");
    }
}

#[test]
fn it_is_flushed_when_enough_bytes_wait() {
    virtual_time(async |lab: Lab| {
        let plan = Plan {
            most: 10,
            idle: Duration::MAX,
            messages: [4, 4, 4, 5, 5, 9, 1, 10, 30, 6]
                .into_iter()
                .enumerate()
                .map(|(n, length)| (ms(7) * (n as u32 + 1), length))
                .collect(),
            closed: ms(103),
        };
        plan.run(&lab).await;
    });
}

#[test]
fn it_is_flushed_when_nothing_comes_any_more() {
    virtual_time(async |lab: Lab| {
        let plan = Plan {
            most: 1000,
            idle: ms(203),
            messages: [0, 101, 199, 1_000, 1_202, 5_003]
                .map(|at| (ms(at), 7))
                .to_vec(),
            closed: ms(5_103),
        };
        plan.run(&lab).await;
    });
}

#[test]
fn whatever_comes_when_it_is_flushed_in_time() {
    for_seeds(60, async |lab: Lab| {
        let mut draw = lab.draw();
        let idle = draw.off_grid(ms(20)..=ms(300));
        let mut at = Duration::ZERO;
        let mut messages = Vec::new();
        for _ in 0..draw.size(0..=12) {
            loop {
                let pause = draw.off_grid(ms(1)..=ms(500));
                // Never at the very instant of a flush.
                if pause != idle {
                    at += pause;
                    break;
                }
            }
            messages.push((at, draw.size(1..=12)));
        }
        let plan = Plan {
            most: draw.size(1..=40),
            idle,
            messages,
            closed: at
                + if idle == ms(203) {
                    ms(101)
                } else {
                    draw.pick(&[ms(1), ms(203)]).to_owned()
                },
        };
        plan.run(&lab).await;
    });
}

#[test]
fn the_ends_of_the_ranges() {
    for (most, idle) in [
        (0, Duration::MAX),
        (0, ms(53)),
        (1, Duration::MAX),
        (usize::MAX, Duration::MAX),
        (usize::MAX, ms(53)),
    ] {
        let plan = Plan {
            most,
            idle,
            messages: [(3, 1), (5, 2), (7, 40), (103, 3), (105, 1)]
                .map(|(at, length)| (ms(at), length))
                .to_vec(),
            closed: ms(203),
        };
        virtual_time(async move |lab: Lab| plan.run(&lab).await);
    }
}

#[test]
fn days_without_a_message() {
    let day = A_DAY + ms(3);
    for (idle, at) in [
        (secs(7), vec![secs(1), day, day * 2]),
        (A_DAY, vec![secs(1), secs(2), day * 2]),
        (Duration::MAX, vec![secs(1), day]),
    ] {
        let plan = Plan {
            most: 100,
            idle,
            messages: at.into_iter().map(|at| (at, 5)).collect(),
            closed: day * 4,
        };
        virtual_time(async move |lab: Lab| {
            lab.lasts(A_DAY * 6);
            plan.run(&lab).await;
        });
    }
}

#[test]
fn a_log_without_a_message_is_shut_down() {
    virtual_time(async |lab: Lab| {
        let plan = Plan {
            most: 10,
            idle: ms(203),
            messages: Vec::new(),
            closed: ms(1_003),
        };
        plan.run(&lab).await;
    });
}

/// Sends all of them, as one caller does, and counts those that were handed over.
async fn send_all(log: &Log, messages: &[Vec<u8>], handed_over: &Cell<usize>) {
    for message in messages {
        if log.send(message.clone()).await.is_err() {
            fail("a message was sent, nothing had failed, and `send` gave `Stopped`");
        }
        handed_over.set(handed_over.get() + 1);
    }
}

#[test]
fn thousands_are_written_to_an_output_that_takes_its_time() {
    virtual_time(async |lab: Lab| {
        unconstrained(async {
            for (at_most, from) in [(1, 0), (7, 1_003), (100_000, 86_400_003)] {
                lab.case(format!(
                    "an output that takes {at_most} bytes at most at a time, from {from}ms on"
                ));
                lab.lasts(A_DAY * 2);
                let due = lab.now() + ms(from);
                let (pipe, far) = lab.pipe();
                far.takes_at_most(at_most);
                far.takes_from(due);
                let messages: Vec<_> = (0..3000).map(|n| message(n, 3 + n % 5)).collect();
                let log = Log::new(pipe, 1000, ms(203));
                let handed_over = Cell::new(0);
                send_all(&log, &messages, &handed_over).await;
                let result = timeout(A_DAY * 2, log.close()).await;
                let (now, tasks) = (lab.now(), lab.tasks_alive());
                let all = messages.concat();
                if far.written() != all {
                    expect_eq(
                        text(&far.written()),
                        text(&all),
                        format!(
                            "3000 messages were sent to an output that takes {at_most} bytes at most at \
                             a time, the log was closed, and this is what was written of them{}",
                            missing(&far.written(), &all)
                        ),
                    );
                }
                let most = all.len() / 1000 + 1;
                if far.flushes().len() > most {
                    fail(format!(
                        "{} were written, with at least 1000 of them in each flush, and `output` was \
                         flushed {} times",
                        bytes(all.len()),
                        far.flushes().len()
                    ));
                }
                expect_closed(result, &far, due, now, tasks);
            }
        })
        .await;
    });
}

#[test]
fn close_waits_as_long_as_the_end_takes() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        let (output, far) = buffered(&lab);
        far.takes_from(A_DAY);
        let messages: Vec<_> = (0..3).map(|n| message(n, 5)).collect();
        let log = Log::new(output, 100, Duration::MAX);
        send_all(&log, &messages, &Cell::new(0)).await;
        let result = timeout(A_DAY * 2, log.close()).await;
        let (now, tasks) = (lab.now(), lab.tasks_alive());
        expect_closed(result, &far, A_DAY, now, tasks);
        expect_eq(
            text(&far.written()),
            text(&messages.concat()),
            "`output` took nothing for a day, the log was closed, and this is what was written",
        );
    });
}

/// What the log has to come to by itself, some time after it was dropped.
async fn expect_ended_by_itself(lab: &Lab, far: &FarEnd, all: &[u8], due: Duration, what: &str) {
    sleep(secs(60)).await;
    if far.written() != all {
        expect_eq(
            text(&far.written()),
            text(all),
            format!(
                "{what}, and this is what `output` had got a minute later{}",
                missing(&far.written(), all)
            ),
        );
    }
    expect_eq(
        (far.shutdowns(), far.dropped_at()),
        (vec![due], Some(due)),
        format!(
            "{what}; this is when `output` was shut down, and when it was dropped: the task should \
             come to the same end by itself"
        ),
    );
    if lab.tasks_alive() > 0 {
        fail(format!(
            "{what}, and a minute later its task was still alive"
        ));
    }
}

#[test]
fn wherever_close_is_dropped_nothing_is_lost() {
    cancel_at_every_await(async |lab: Lab| {
        let (output, far) = buffered(&lab);
        far.takes_from(ms(503));
        let messages: Vec<_> = (0..3).map(|n| message(n, 5)).collect();
        let log = Log::new(output, 100, A_DAY);
        send_all(&log, &messages, &Cell::new(0)).await;
        let closed = lab.cut(log.close()).await;
        let what = match closed {
            None => "the future of `close` was dropped while it waited",
            Some(Ok(())) => "the log was closed",
            Some(Err(_)) => {
                fail("the log was closed, nothing had failed, and `close` gave an error")
            }
        };
        expect_ended_by_itself(&lab, &far, &messages.concat(), ms(503), what).await;
    });
}

#[test]
fn a_log_that_is_dropped_comes_to_the_same_end() {
    virtual_time(async |lab: Lab| {
        for how_many in [0, 1, 50] {
            lab.case(format!("{how_many} messages, and a log that is dropped"));
            let (output, far) = buffered(&lab);
            let due = lab.now() + ms(503);
            far.takes_from(due);
            let messages: Vec<_> = (0..how_many).map(|n| message(n, 5)).collect();
            let log = Log::new(output, 1000, A_DAY);
            send_all(&log, &messages, &Cell::new(0)).await;
            let_go(log);
            let what = "a log was dropped without `close`";
            expect_ended_by_itself(&lab, &far, &messages.concat(), due, what).await;
        }
    });
}

#[test]
fn wherever_send_is_dropped_a_message_is_whole_or_not_there() {
    cancel_at_every_await(async |lab: Lab| {
        let (pipe, far) = lab.pipe();
        far.takes_from(ms(503));
        far.takes_at_most(3);
        let messages: Vec<_> = (0..300).map(|n| message(n, 7)).collect();
        let log = Log::new(pipe, 50, A_DAY);
        let handed_over = Cell::new(0);
        let sends = async {
            sleep(ms(1)).await;
            send_all(&log, &messages, &handed_over).await;
        };
        let _cut = lab.cut(sends).await;
        let last = b"last".to_vec();
        let sent = within(
            secs(60),
            log.send(last.clone()),
            "a `send` was dropped while it waited, and the next one did not return",
        );
        if sent.await.is_err() || timeout(secs(60), log.close()).await.is_err() {
            fail("a `send` was dropped while it waited, and the log did not go on");
        }
        let written = far.written();
        let count = handed_over.get();
        let possible =
            [count, count + 1].map(|n| [messages[..n.min(300)].concat(), last.clone()].concat());
        if !possible.contains(&written) {
            expect_eq(
                text(&written),
                text(&possible[0]),
                format!(
                    "{count} messages were handed over, the next `send` was dropped while it waited, and \
                     one more was sent; this came of it, where each should be written once and whole, \
                     but for the one that was dropped, which may be missing"
                ),
            );
        }
    });
}

/// An output that fails the nth time that something is done, and counts how often it was dropped.
struct Fails {
    pipe: BufWriter<Pipe>,
    /// How many writes, flushes and shutdowns go well.
    well: [usize; 3],
    _probe: Probe,
}

const WRITE: usize = 0;
const FLUSH: usize = 1;
const SHUTDOWN: usize = 2;
const NO_SPACE: &str = "no space\n ✂";

impl Fails {
    fn goes(&mut self, what: usize) -> io::Result<()> {
        match self.well[what].checked_sub(1) {
            Some(left) => {
                self.well[what] = left;
                Ok(())
            }
            None => Err(io::Error::new(io::ErrorKind::StorageFull, NO_SPACE)),
        }
    }
}

impl AsyncWrite for Fails {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.goes(WRITE)?;
        Pin::new(&mut self.pipe).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.goes(FLUSH)?;
        Pin::new(&mut self.pipe).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.goes(SHUTDOWN)?;
        Pin::new(&mut self.pipe).poll_shutdown(cx)
    }
}

#[test]
fn what_fails_is_told_and_ends_the_log() {
    let many = usize::MAX;
    for (well, what, at) in [
        ([0, many, many], "writing failed", None),
        ([many, 0, many], "flushing failed", None),
        ([many, 1, many], "the second flush failed", Some(1)),
        ([many, many, 0], "shutting down failed", Some(9)),
    ] {
        virtual_time(async move |lab: Lab| {
            let (pipe, _far) = buffered(&lab);
            let probe = lab.probe();
            let gone = probe.watch();
            let output = Fails {
                pipe,
                well,
                _probe: probe,
            };
            // Each message is flushed.
            let log = Log::new(output, 1, Duration::MAX);
            let fails_with = at.unwrap_or(0);
            let sends = fails_with.min(3);
            for n in 0..=sends {
                sleep(ms(100)).await;
                let handed_over = log.send(message(n, 5)).await;
                if handed_over.is_err() {
                    fail(format!(
                        "nothing had failed yet, and `send` gave `Stopped` ({what} later)"
                    ));
                }
            }
            let failed = lab.now();
            sleep(ms(100)).await;
            let ended_before = fails_with <= sends;
            if ended_before {
                expect_eq(
                    gone.dropped_at(),
                    Some(failed),
                    format!(
                        "{what} at {}, and `output` was not dropped at that instant: nothing more is \
                         written, so the task should end",
                        short(failed)
                    ),
                );
                expect_eq(
                    lab.tasks_alive(),
                    0,
                    format!("{what}, and so many tasks of the log went on"),
                );
                for _ in 0..3 {
                    match unconstrained(log.send(message(7, 5))).now_or_never() {
                        Some(Err(_)) => {}
                        Some(Ok(())) => fail(format!(
                            "{what}, then a message was sent, and `send` gave `Ok` though nobody writes \
                             any more"
                        )),
                        None => fail(format!(
                            "{what}, then a message was sent, and `send` waits for something that does \
                             not come"
                        )),
                    }
                }
            }
            match timeout(secs(60), log.close()).await {
                Err(_) => fail(format!("{what}, and `close` did not return")),
                Ok(Ok(())) => fail(format!("{what}, and `close` gave `Ok`: nobody hears of it")),
                Ok(Err(error)) => expect_eq(
                    (error.kind(), error.to_string()),
                    (io::ErrorKind::StorageFull, NO_SPACE.to_owned()),
                    format!("{what}, and `close` gave another error than it failed with"),
                ),
            }
            if !gone.is_dropped() {
                fail(format!(
                    "{what}, `close` returned, and `output` was not dropped"
                ));
            }
        });
    }
}

/// An output that takes its time to flush, and never ends a shutdown.
struct Slow {
    pipe: BufWriter<Pipe>,
    takes: Duration,
    /// The flush that was begun and has not ended.
    flushing: Option<Pin<Box<Sleep>>>,
    fails: bool,
    lab: Lab,
    _probe: Probe,
}

impl Slow {
    fn nothing_else(&self, what: &str) {
        if self.flushing.is_some() {
            fail(format!(
                "a flush was under way, which takes {}, and at {} `output` was {what}: a flush that \
                 was begun should be carried through, and what comes meanwhile should wait for it",
                short(self.takes),
                short(self.lab.now())
            ));
        }
    }
}

impl AsyncWrite for Slow {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.fails {
            return Poll::Ready(Err(io::ErrorKind::StorageFull.into()));
        }
        self.nothing_else("written to");
        Pin::new(&mut self.pipe).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let takes = self.takes;
        let flushing = self.flushing.get_or_insert_with(|| Box::pin(sleep(takes)));
        ready!(flushing.as_mut().poll(cx));
        self.flushing = None;
        Pin::new(&mut self.pipe).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.fails {
            return Poll::Pending;
        }
        self.nothing_else("shut down");
        Pin::new(&mut self.pipe).poll_shutdown(cx)
    }
}

fn slow(lab: &Lab, takes: Duration, fails: bool) -> (Slow, FarEnd, Watch) {
    let (pipe, far) = buffered(lab);
    let probe = lab.probe();
    let gone = probe.watch();
    let output = Slow {
        pipe,
        takes,
        flushing: None,
        fails,
        lab: lab.clone(),
        _probe: probe,
    };
    (output, far, gone)
}

#[test]
fn a_flush_that_was_begun_is_carried_through() {
    virtual_time(async |lab: Lab| {
        // With a byte at the beginning, and others while it is flushed.
        for (most, idle, due) in [(100, ms(103), ms(103)), (1, Duration::MAX, ms(0))] {
            lab.case(format!("a `most` of {most}"));
            let began = lab.now();
            let (output, far, _gone) = slow(&lab, ms(1_009), false);
            let log = Log::new(output, most, idle);
            for n in 0..4 {
                let _handed_over = log.send(message(n, 1)).await;
                sleep(ms(307)).await;
            }
            sleep(secs(60)).await;
            let (first, flushed) = (began + due + ms(1_009), far.writes());
            let at = flushed.first().map(|(at, _)| *at);
            expect_eq(
                at,
                Some(first),
                format!(
                    "a message came at {}, its flush was due at {} and takes 1009ms, and other messages \
                     came meanwhile: this is when the flush had ended, which should be carried through",
                    short(began),
                    short(began + due)
                ),
            );
            let _closed = log.close().await;
        }
    });
}

#[test]
fn after_a_failure_nothing_is_awaited_any_more() {
    virtual_time(async |lab: Lab| {
        let (output, _far, gone) = slow(&lab, ms(0), true);
        let log = Log::new(output, 1, Duration::MAX);
        let _handed_over = log.send(message(0, 5)).await;
        sleep(ms(103)).await;
        expect_eq(
            gone.dropped_at(),
            Some(ms(0)),
            "writing failed at 0s, whoever shuts this output down after that waits for ever, and this \
             is when it was dropped: when something fails it should be dropped at that instant, \
             without a shutdown and without another flush",
        );
    });
}

#[test]
fn it_goes_on_in_whatever_way_close_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a future of `close` that is {way}"));
            let (output, far) = buffered(&lab);
            far.takes_from(lab.now() + ms(503));
            let log = Log::new(output, 100, A_DAY);
            send_all(&log, &[message(0, 9)], &Cell::new(0)).await;
            let closed = timeout(secs(60), lab.polled(way, log.close())).await;
            expect_eq(
                (closed.map(|closed| closed.is_ok()), far.written()),
                (Ok(true), message(0, 9)),
                format!(
                    "a message was sent, and the future of `close` was {way}: whether it gave `Ok` \
                     within a minute, and what was written"
                ),
            );
        }
    });
}
