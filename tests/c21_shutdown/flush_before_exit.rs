//! `flush_before_exit`: flushed when it is time, and nothing left in the buffer at the end.

use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_katas::c21_shutdown::flush_before_exit::Log;
use futures::FutureExt;
use futures::future::join_all;
use lab::timeline::{counted, short};
use lab::{
    A_DAY, FarEnd, Lab, Pipe, Probe, Watch, Way, cancel_at_every_await, expect_eq, fail, for_seeds,
    ms, secs, virtual_time, within,
};
use tokio::io::{AsyncWrite, BufWriter};
use tokio::task::unconstrained;
use tokio::time::{Sleep, sleep, timeout};

use super::let_go::let_go;
use super::lock::lock;
use super::sparingly::sparingly;

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

/// What is missing, if it is the end that is, and what became of the output meanwhile. A shutdown
/// flushes what `output` holds, so that what is missing after one was never written to it.
fn missing(far: &FarEnd, messages: &[Vec<u8>]) -> String {
    let (written, all) = (far.written(), messages.concat());
    let Some(rest) = all
        .strip_prefix(&written[..])
        .filter(|rest| !rest.is_empty())
    else {
        return String::new();
    };
    let ends = messages.iter().scan(0, |end, message| {
        *end += message.len();
        Some(*end)
    });
    let came: Vec<usize> = ends.filter(|end| *end <= written.len()).collect();
    let bytes = counted(rest.len(), "byte");
    let what = match came.last().copied().unwrap_or(0) == written.len() {
        true if came.is_empty() => {
            format!("all of {} ({bytes})", counted(messages.len(), "message"))
        }
        true => format!(
            "the last {} of {} ({bytes})",
            messages.len() - came.len(),
            counted(messages.len(), "message")
        ),
        false => format!("the last {bytes} of {}", all.len()),
    };
    match (far.shutdowns().last(), far.dropped_at()) {
        (Some(at), _) => format!(
            "; `output` was shut down at {}, and {what}, for which `send` had given `Ok`, had not been \
             written to it: what was handed over still lay in your log when the task went to its end. \
             Let the task take out and write all that is there before it shuts `output` down",
            short(*at)
        ),
        (None, Some(at)) => format!(
            "; `output` was dropped at {} without a shutdown, and {what}, for which `send` had given \
             `Ok`, had not come out by then: dropping a writer writes nothing and flushes nothing. All \
             that was handed over has to be written, and `output` flushed and shut down, before it is \
             dropped",
            short(at)
        ),
        (None, None) => format!(
            "; {what}, for which `send` had given `Ok`, had not come out, and `output` was neither shut \
             down nor dropped: nobody came to the end"
        ),
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
                    "a message was sent, `output` had not failed, and `send` gave `Stopped`, and \
                     after that `close` {why}"
                ));
            }
        }
        sleep(self.closed.saturating_sub(lab.now())).await;
        let result = timeout(secs(60), log.close()).await;
        let (now, tasks) = (lab.now(), lab.tasks_alive());
        let at_once = far.written();
        if tasks > 0 && result.is_ok() {
            // Whether the task is still at it, or something is lost.
            sleep(secs(60)).await;
            let late = far.written().len() - at_once.len();
            if late > 0 {
                fail(format!(
                    "`close` had returned, the task of the log was still alive, and {} came out \
                     only after that: `close` has to wait until the task has come to its end",
                    counted(late, "byte")
                ));
            }
        }
        self.expect_flushed(&far);
        expect_closed(result, &far, self.closed, now, tasks);
    }

    /// What there is to say of a flush before its time that came the time `idle` after a message that
    /// was not the last.
    fn counted_from(&self, at: Duration) -> String {
        let came = self.messages.iter().map(|(came, _)| *came);
        let first = came
            .clone()
            .find(|came| came.checked_add(self.idle) == Some(at));
        let later = first.and_then(|first| came.clone().find(|came| *came > first && *came < at));
        match (first, later) {
            (Some(first), Some(later)) => format!(
                ", the time `idle` after the message that came at {}, though another one had come \
                 at {} since",
                short(first),
                short(later)
            ),
            _ => String::new(),
        }
    }

    /// Expects that everything was flushed when it should be, and not else.
    fn expect_flushed(&self, far: &FarEnd) {
        let due = self.due();
        let all: Vec<u8> = due.iter().flat_map(|due| due.bytes.clone()).collect();
        let written = far.written();
        if written != all {
            let lengths = self.messages.iter().enumerate();
            let messages: Vec<_> = lengths
                .map(|(n, (_, length))| message(n, *length))
                .collect();
            let with_ends: Vec<u8> = self
                .messages
                .iter()
                .enumerate()
                .flat_map(|(n, (_, length))| [message(n, *length), b"\n".to_vec()].concat())
                .collect();
            let why = match written == with_ends {
                true => "; a line end was put behind each message: they are written as they are"
                    .to_owned(),
                false => missing(far, &messages),
            };
            expect_eq(
                text(&written),
                text(&all),
                format!(
                    "messages were sent, the log was closed, and this is what had come out by \
                     then: every byte of them should, in order, and nothing else{why}"
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
                counted(due.bytes.len(), "byte")
            );
            match pieces.get(n) {
                Some((at, piece)) if *at == due.at && *piece == due.bytes => {}
                Some((at, piece)) if *at == due.at => fail(format!(
                    "{story}; {} were flushed then",
                    counted(piece.len(), "byte")
                )),
                Some((at, piece)) if *at < due.at => fail(format!(
                    "{sizes}; {} flushed at {}{}, where it was not time to: the next flush was due \
                     at {}, when {}",
                    match piece.len() {
                        1 => "1 byte was".to_owned(),
                        n => format!("{n} bytes were"),
                    },
                    short(*at),
                    self.counted_from(*at),
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
            let mut left = with_the_end.clone();
            let needless = flushes.iter().find(|at| {
                let due = left.iter().position(|due| due == *at);
                due.map(|due| left.remove(due)).is_none()
            });
            let why = match needless {
                Some(at) if with_the_end.contains(at) => {
                    format!("`output` was flushed more than once at {}", short(*at))
                }
                Some(at) => format!(
                    "`output` was flushed at {} where nothing waited",
                    short(*at)
                ),
                None => "`output` was flushed at other instants".to_owned(),
            };
            expect_eq(
                flushes,
                with_the_end,
                format!(
                    "{sizes}; everything went out in time, and {why}: these are all its flushes"
                ),
            );
        }
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
        Ok(Err(error)) if now < due => fail(format!(
            "the log was closed, its end was to take until {}, and at {} already `close` gave the \
             error \"{error}\": nothing had failed, and nobody has limited how long the end may \
             take",
            short(due),
            short(now)
        )),
        Ok(Err(error)) => fail(format!(
            "the log was closed, nothing had failed, and `close` gave the error \"{error}\""
        )),
        Ok(Ok(())) => {}
    }
    if far.shutdowns().is_empty() {
        fail(
            "the log was closed, and `output` was not shut down: whoever is at its other end does \
             not hear that nothing comes any more",
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
            messages: [(3, 1), (5, 2), (7, 40), (103, 3), (105, 1), (107, 300_007)]
                .map(|(at, length)| (ms(at), length))
                .to_vec(),
            closed: ms(203),
        };
        virtual_time(async move |lab: Lab| {
            let most = match plan.most {
                usize::MAX => "`usize::MAX`".to_owned(),
                most => most.to_string(),
            };
            lab.case(format!("a `most` of {most}"));
            plan.run(&lab).await;
        });
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
                    "an output that takes {} at most at a time, from {from}ms on",
                    counted(at_most, "byte")
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
                let written = far.written();
                if written != all {
                    let writes = far.writes().len();
                    let why = match missing(&far, &messages) {
                        // Each write brought as much as the output takes at one time.
                        why if why.is_empty() && written.len() < all.len() && writes < all.len() => format!(
                            "; {} of {} were written, in {writes} writes, and parts are missing in \
                             between: one `write` takes as much as it likes, so write until all is \
                             written",
                            written.len(),
                            counted(all.len(), "byte")
                        ),
                        why => why,
                    };
                    expect_eq(
                        text(&written),
                        text(&all),
                        format!(
                            "3000 messages were sent to an output that takes {} at most at a time, \
                             the log was closed, and this is what was written of them{why}",
                            counted(at_most, "byte")
                        ),
                    );
                }
                let most = all.len() / 1000 + 1;
                if far.flushes().len() > most {
                    fail(format!(
                        "{} were written, with at least 1000 of them in each flush, and `output` \
                         was flushed {} times",
                        counted(all.len(), "byte"),
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
            format!(
                "`output` took nothing for a day, the log was closed, and this is what was written{}",
                missing(&far, &messages)
            ),
        );
    });
}

/// What the log has to come to by itself, some time after it was dropped.
async fn expect_ended_by_itself(
    lab: &Lab,
    far: &FarEnd,
    messages: &[Vec<u8>],
    due: Duration,
    what: &str,
) {
    sleep(secs(60)).await;
    let all = messages.concat();
    if far.written() != all {
        expect_eq(
            text(&far.written()),
            text(&all),
            format!(
                "{what}, and this is what `output` had got a minute later{}",
                missing(far, messages)
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
    cancel_at_every_await(async |lab: Lab| close_is_dropped(&lab, false).await);
}

#[test]
fn dropped_where_tokio_makes_it_give_way_close_loses_nothing() {
    cancel_at_every_await(async |lab: Lab| close_is_dropped(&lab, true).await);
}

async fn close_is_dropped(lab: &Lab, gives_way: bool) {
    let (output, far) = buffered(lab);
    far.takes_from(ms(503));
    let messages: Vec<_> = (0..3).map(|n| message(n, 5)).collect();
    let log = Log::new(output, 100, A_DAY);
    send_all(&log, &messages, &Cell::new(0)).await;
    let closed = match gives_way {
        true => lab.cut(sparingly(log.close())).await,
        false => lab.cut(log.close()).await,
    };
    let what = match closed {
        None => "the future of `close` was dropped while it waited",
        Some(Ok(())) => "the log was closed",
        Some(Err(_)) => fail("the log was closed, nothing had failed, and `close` gave an error"),
    };
    expect_ended_by_itself(lab, &far, &messages, ms(503), what).await;
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
            expect_ended_by_itself(&lab, &far, &messages, due, what).await;
        }
    });
}

#[test]
fn dropped_where_tokio_makes_it_give_way_a_message_is_whole_or_not_there() {
    cancel_at_every_await(async |lab: Lab| {
        let (pipe, far) = lab.pipe();
        let messages: Vec<_> = (0..5).map(|n| message(n, 7)).collect();
        let log = Log::new(pipe, 50, A_DAY);
        send_until_dropped(&lab, log, &far, &messages, true).await;
    });
}

/// Sends these from the next millisecond on, is dropped where the test cuts, and sends one more then.
/// Expects that each is written once and whole, or was dropped.
async fn send_until_dropped(
    lab: &Lab,
    log: Log,
    far: &FarEnd,
    messages: &[Vec<u8>],
    gives_way: bool,
) {
    let handed_over = Cell::new(0);
    let sends = async {
        sleep(ms(1)).await;
        send_all(&log, messages, &handed_over).await;
    };
    let _cut = match gives_way {
        true => lab.cut(sparingly(sends)).await,
        false => lab.cut(sends).await,
    };
    let last = b"last".to_vec();
    let sent = within(
        secs(60),
        log.send(last.clone()),
        "a `send` was dropped while it waited, and the next one did not return",
    );
    if sent.await.is_err() || timeout(secs(60), log.close()).await.is_err() {
        fail("a `send` was dropped while it waited, and the log did not go on");
    }
    expect_whole(far, messages, handed_over.get(), &last);
}

#[test]
fn wherever_send_is_dropped_a_message_is_whole_or_not_there() {
    cancel_at_every_await(async |lab: Lab| {
        let (pipe, far) = lab.pipe();
        far.takes_from(ms(503));
        far.takes_at_most(3);
        let messages: Vec<_> = (0..300).map(|n| message(n, 7)).collect();
        let log = Log::new(pipe, 50, A_DAY);
        send_until_dropped(&lab, log, &far, &messages, false).await;
    });
}

/// Expects that what was handed over was written, and the last one, and between them what was dropped
/// meanwhile, or not.
fn expect_whole(far: &FarEnd, messages: &[Vec<u8>], count: usize, last: &[u8]) {
    let written = far.written();
    let dropped = messages.get(count).map_or(&[][..], |message| message);
    let before = messages[..count].concat();
    let possible = [&[][..], dropped].map(|dropped| [&before, dropped, last].concat());
    if possible.contains(&written) {
        return;
    }
    // A part of what was dropped.
    let part = written.strip_prefix(&before[..]);
    let part = part.and_then(|rest| rest.strip_suffix(last));
    if let Some(part) = part.filter(|part| dropped.starts_with(part)) {
        fail(format!(
            "the future of `send` was dropped while it waited with a message of {}, and the first {} \
             of them were written, without the others: what is handed over in parts breaks off between \
             two of them, and each should be written once and whole, or not at all",
            counted(dropped.len(), "byte"),
            part.len()
        ));
    }
    expect_eq(
        text(&written),
        text(&possible[0]),
        format!(
            "{count} messages were handed over, the next `send` was dropped while it waited, and one \
             more was sent; this came of it, where each should be written once and whole, but for the \
             one that was dropped, which may be missing{}",
            missing(far, &[&messages[..count], &[last.to_vec()]].concat())
        ),
    );
}

/// From a byte to more than any buffer holds.
fn of_all_sizes() -> Vec<Vec<u8>> {
    let lengths = [
        1, 1_023, 1_025, 4_099, 8_193, 16_385, 65_537, 131_075, 1_048_579, 4_194_307,
    ];
    let all = lengths.into_iter().enumerate();
    all.map(|(n, length)| {
        let mut bytes = message(n, 1_021).repeat(length / 1_021 + 1);
        bytes.truncate(length);
        bytes
    })
    .collect()
}

#[test]
fn wherever_send_is_dropped_a_large_message_is_whole_or_not_there() {
    let messages = of_all_sizes();
    cancel_at_every_await(async move |lab: Lab| {
        let (pipe, far) = lab.pipe();
        far.takes_from(ms(503));
        let log = Log::new(pipe, 1000, A_DAY);
        send_until_dropped(&lab, log, &far, &messages, false).await;
    });
}

#[test]
fn messages_that_are_sent_side_by_side_are_not_mixed() {
    virtual_time(async |lab: Lab| {
        for at_once in [3, 100] {
            lab.case(format!(
                "{at_once} callers that send messages of 1 byte to 66000 bytes side by side"
            ));
            let (pipe, far) = lab.pipe();
            far.takes_from(lab.now() + ms(503));
            let log = Log::new(pipe, 1000, A_DAY);
            // Each byte of a message tells whose it is.
            let of = |n: usize, which: usize| vec![n as u8; [1, 5_003, 66_000][(n + which) % 3]];
            let sends = (0..at_once).map(|n| {
                let log = &log;
                async move {
                    for which in 0..3 {
                        if log.send(of(n, which)).await.is_err() {
                            fail(
                                "a message was sent, nothing had failed, and `send` gave `Stopped`",
                            );
                        }
                    }
                }
            });
            let sends = join_all(sends);
            within(
                secs(60),
                sends,
                "several callers sent messages side by side, and not every `send` returned",
            )
            .await;
            if timeout(secs(60), log.close()).await.is_err() {
                fail("several callers had sent messages side by side, and `close` did not return");
            }
            let written = far.written();
            let mut came = vec![0; at_once];
            let mut rest = &written[..];
            while let Some(first) = rest.first() {
                let n = usize::from(*first);
                let whole = (n < at_once && came[n] < 3).then(|| of(n, came[n]));
                let Some(after) = whole.and_then(|whole| rest.strip_prefix(&whole[..])) else {
                    fail(
                        "several callers sent messages side by side, and what was written is not one \
                         whole message behind the other: something came in between, or out of the \
                         order of its caller",
                    )
                };
                came[n] += 1;
                rest = after;
            }
            expect_eq(
                came.into_iter().sum::<usize>(),
                at_once * 3,
                format!(
                    "several callers sent messages side by side, the log was closed, and this is how \
                     many were written; {}: every message for which `send` has given `Ok` has to be \
                     written before that",
                    match far.shutdowns().last() {
                        Some(at) => format!("`output` was shut down at {}", short(*at)),
                        None => "`output` was not shut down".to_owned(),
                    }
                ),
            );
        }
    });
}

const WRITE: usize = 0;
const FLUSH: usize = 1;
const SHUTDOWN: usize = 2;

/// What is done to an output: who does it, what is done to it, and what was done to it.
const DOING: [&str; 3] = ["writing", "flushing", "shutting down"];
const DONE: [&str; 3] = ["written to", "flushed", "shut down"];

const MANY: usize = usize::MAX;
const NO_SPACE: &str = "no space\n ✂";

/// What became of an output: each with what was done to it, and when.
#[derive(Default)]
struct Story {
    failed: Option<(usize, Duration)>,
    /// The first thing that was done to it after it had failed.
    after: Option<(usize, Duration)>,
    /// When it was shut down.
    ended: Option<Duration>,
    /// What was begun and had not ended when it was dropped, and since when.
    left: Option<(usize, Duration)>,
}

/// An output that takes its time for whatever is done to it, and fails the nth time that it is done.
/// Whoever does something to it after that waits for ever.
struct Stubborn {
    pipe: BufWriter<Pipe>,
    takes: [Duration; 3],
    /// How many writes, flushes and shutdowns go well.
    well: [usize; 3],
    kind: io::ErrorKind,
    /// What was begun and has not ended, and since when.
    under_way: Option<(usize, Duration, Pin<Box<Sleep>>)>,
    story: Arc<Mutex<Story>>,
    lab: Lab,
    _probe: Probe,
}

/// What is seen of it from outside.
struct Seen {
    far: FarEnd,
    story: Arc<Mutex<Story>>,
    gone: Watch,
}

impl Stubborn {
    fn new(lab: &Lab, takes: [Duration; 3]) -> (Self, Seen) {
        let (pipe, far) = buffered(lab);
        let probe = lab.probe();
        let story = Arc::default();
        let seen = Seen {
            far,
            story: Arc::clone(&story),
            gone: probe.watch(),
        };
        let output = Stubborn {
            pipe,
            takes,
            well: [MANY; 3],
            kind: io::ErrorKind::Other,
            under_way: None,
            story,
            lab: lab.clone(),
            _probe: probe,
        };
        (output, seen)
    }

    fn goes(&mut self, what: usize, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let now = self.lab.now();
        let mut story = lock(&self.story);
        if story.failed.is_some() {
            story.after.get_or_insert((what, now));
            return Poll::Pending;
        }
        if let Some((FLUSH, _, _)) = self.under_way
            && what != FLUSH
        {
            fail(format!(
                "a flush was under way, which takes {}, and at {} `output` was {}: a flush that was \
                 begun should be carried through, and what comes meanwhile should wait for it",
                short(self.takes[FLUSH]),
                short(now),
                DONE[what]
            ));
        }
        let takes = self.takes[what];
        if !takes.is_zero() {
            if self.under_way.as_ref().is_none_or(|begun| begun.0 != what) {
                self.under_way = Some((what, now, Box::pin(sleep(takes))));
            }
            if let Some((_, _, sleep)) = &mut self.under_way {
                ready!(sleep.as_mut().poll(cx));
            }
            self.under_way = None;
        }
        match self.well[what].checked_sub(1) {
            Some(left) => {
                self.well[what] = left;
                Poll::Ready(Ok(()))
            }
            None => {
                story.failed = Some((what, now));
                Poll::Ready(Err(io::Error::new(self.kind, NO_SPACE)))
            }
        }
    }
}

impl AsyncWrite for Stubborn {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.goes(WRITE, cx))?;
        Pin::new(&mut self.pipe).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.goes(FLUSH, cx))?;
        Pin::new(&mut self.pipe).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.goes(SHUTDOWN, cx))?;
        let ended = ready!(Pin::new(&mut self.pipe).poll_shutdown(cx));
        let now = self.lab.now();
        lock(&self.story).ended.get_or_insert(now);
        Poll::Ready(ended)
    }
}

impl Drop for Stubborn {
    fn drop(&mut self) {
        lock(&self.story).left = self.under_way.take().map(|(what, since, _)| (what, since));
    }
}

/// How a log comes to its end.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    Closed,
    CloseDropped,
    Dropped,
}

impl Ending {
    const ALL: [Ending; 3] = [Ending::Closed, Ending::CloseDropped, Ending::Dropped];

    fn told(self) -> &'static str {
        match self {
            Ending::Closed => "the log was closed",
            Ending::CloseDropped => {
                "the log was closed, and the future of `close` was dropped after its first poll"
            }
            Ending::Dropped => "the log was dropped without `close`",
        }
    }

    /// Ends it like this, and gives what `close` gave, if somebody waited for it so long.
    async fn end(self, log: Log, patience: Duration) -> Option<io::Result<()>> {
        match self {
            Ending::Closed => return timeout(patience, log.close()).await.ok(),
            Ending::CloseDropped => {
                // Polled once.
                let _waits = unconstrained(log.close()).now_or_never();
            }
            Ending::Dropped => let_go(log),
        }
        None
    }
}

#[test]
fn the_end_takes_as_long_as_it_takes() {
    let day = A_DAY + ms(3);
    let none = ms(0);
    for takes in [
        [none, none, day],
        [none, day, none],
        [day, none, none],
        [day, day * 2, day * 3],
    ] {
        for most in [1, 100] {
            for ending in Ending::ALL {
                virtual_time(async move |lab: Lab| {
                    lab.lasts(A_DAY * 90);
                    let [write, flush, shutdown] = takes.map(short);
                    let case = format!(
                        "`most` was {}, three messages were sent, a write to `output` took {write}, \
                         a flush {flush} and the shutdown {shutdown}, and {}",
                        counted(most, "byte"),
                        ending.told()
                    );
                    lab.case(case.as_str());
                    let (output, seen) = Stubborn::new(&lab, takes);
                    let messages: Vec<_> = (0..3).map(|n| message(n, 5)).collect();
                    let log = Log::new(output, most, Duration::MAX);
                    send_all(&log, &messages, &Cell::new(0)).await;
                    let closed = ending.end(log, A_DAY * 30).await;
                    let (now, tasks) = (lab.now(), lab.tasks_alive());
                    if ending != Ending::Closed {
                        sleep(A_DAY * 30).await;
                    }
                    let story = lock(&seen.story);
                    let dropped = seen.gone.dropped_at();
                    if let Some((what, since)) = story.left {
                        fail(format!(
                            "{case}: {} began at {}, and at {} `output` was dropped, in the middle of \
                             it: nobody has said how long that may take, so it should be waited for \
                             until it is done",
                            DOING[what],
                            short(since),
                            short(dropped.unwrap_or_default())
                        ));
                    }
                    match (ending, closed) {
                        (Ending::Closed, Some(Err(error))) => fail(format!(
                            "{case}: nothing had failed, and after {} `close` gave the error \
                             \"{error}\"; however long the end takes, `close` should wait for it",
                            short(now)
                        )),
                        (Ending::Closed, Some(Ok(()))) if story.ended.is_none() => fail(format!(
                            "{case}: `close` gave `Ok` after {}, and `output` was not shut down by \
                             then; however long the end takes, `close` should wait for it",
                            short(now)
                        )),
                        (Ending::Closed, None) => {
                            fail(format!("{case}: `close` did not return for a month"));
                        }
                        _ => {}
                    }
                    let Some(ended) = story.ended else {
                        fail(format!("{case}: `output` was never shut down"))
                    };
                    if seen.far.written() != messages.concat() {
                        expect_eq(
                            text(&seen.far.written()),
                            text(&messages.concat()),
                            format!(
                                "{case}: this is what was written and flushed{}",
                                missing(&seen.far, &messages)
                            ),
                        );
                    }
                    expect_eq(
                        dropped,
                        Some(ended),
                        format!(
                            "{case}: `output` was shut down at {}, and this is when it was dropped, \
                             which should be at that instant",
                            short(ended)
                        ),
                    );
                    if ending == Ending::Closed {
                        expect_eq(
                            (now, tasks),
                            (ended, 0),
                            format!(
                                "{case}: `output` was shut down at {}; this is when `close` returned, \
                                 and how many tasks were left then",
                                short(ended)
                            ),
                        );
                    }
                    if lab.tasks_alive() > 0 {
                        fail(format!("{case}: a task was still alive long after that"));
                    }
                });
            }
        }
    }
}

/// What fails, and in which log.
#[derive(Clone, Copy)]
struct Failing {
    /// How many writes, flushes and shutdowns go well.
    well: [usize; 3],
    most: usize,
    idle: Duration,
    /// How many are sent, if nothing fails before.
    messages: usize,
    what: &'static str,
}

/// What fails at each step. Who flushes before the shutdown meets the error there, and who leaves that
/// to the shutdown meets it then.
const FAILING: [Failing; 11] = {
    const fn each([write, flush, shutdown]: [usize; 3], what: &'static str) -> Failing {
        // Each message is flushed.
        Failing {
            well: [write, flush, shutdown],
            most: 1,
            idle: Duration::MAX,
            messages: 4,
            what,
        }
    }
    const fn idle(well: [usize; 3], what: &'static str) -> Failing {
        Failing {
            most: 100,
            idle: Duration::from_millis(53),
            ..each(well, what)
        }
    }
    const fn end(well: [usize; 3], messages: usize, what: &'static str) -> Failing {
        // Everything is flushed at the end.
        Failing {
            most: 100,
            messages,
            ..each(well, what)
        }
    }
    [
        each([0, MANY, MANY], "writing failed"),
        each([2, MANY, MANY], "the third write failed"),
        each([MANY, 0, MANY], "flushing failed"),
        each([MANY, 1, MANY], "the second flush failed"),
        each([MANY, MANY, 0], "shutting down failed"),
        idle([MANY, 0, MANY], "the flush after the time `idle` failed"),
        idle(
            [MANY, 1, MANY],
            "the second flush after the time `idle` failed",
        ),
        end([MANY, 0, 0], 3, "the last flush failed"),
        end([MANY, MANY, 0], 3, "shutting down failed"),
        end([MANY, 0, 0], 0, "the end of a log without a message failed"),
        end([MANY, MANY, 0], 0, "shutting down failed"),
    ]
};

const KINDS: [io::ErrorKind; 6] = [
    io::ErrorKind::StorageFull,
    io::ErrorKind::BrokenPipe,
    io::ErrorKind::ConnectionReset,
    io::ErrorKind::TimedOut,
    io::ErrorKind::UnexpectedEof,
    io::ErrorKind::Other,
];

/// Lets it fail, at once or after a while, and looks at what comes of it.
async fn fails(lab: &Lab, failing: Failing, takes: Duration, kind: io::ErrorKind, ending: Ending) {
    let what = failing.what;
    lab.case(format!(
        "{what} after {}, with the error `{kind:?}`, and {}",
        short(takes),
        ending.told()
    ));
    let (mut output, seen) = Stubborn::new(lab, [takes; 3]);
    (output.well, output.kind) = (failing.well, kind);
    let log = Log::new(output, failing.most, failing.idle);
    for n in 0..failing.messages {
        if lock(&seen.story).failed.is_some() {
            break;
        }
        let sent = within(
            secs(60),
            log.send(message(n, 5)),
            "a message was sent, `output` was free, and `send` did not return",
        );
        if sent.await.is_err() {
            fail(format!(
                "nothing had failed yet, and `send` gave `Stopped` ({what} later)"
            ));
        }
        sleep(ms(1_009)).await;
    }
    let failed_before = lock(&seen.story).failed.is_some();
    if failed_before {
        expect_dropped(lab, what, &seen);
        for _ in 0..3 {
            match unconstrained(log.send(message(7, 5))).now_or_never() {
                Some(Err(_)) => {}
                Some(Ok(())) => fail(format!(
                    "{what}, then a message was sent, and `send` gave `Ok` though nobody writes any \
                     more{}",
                    match lab.tasks_alive() {
                        0 => "",
                        _ => {
                            ": it left the message to a task of its own, and does not hear what \
                             becomes of it"
                        }
                    }
                )),
                None => fail(format!(
                    "{what}, then a message was sent, and `send` waits for something that does not \
                     come"
                )),
            }
        }
    }
    let closed = ending.end(log, secs(60)).await;
    if ending != Ending::Closed {
        sleep(secs(60)).await;
    }
    expect_dropped(lab, what, &seen);
    match closed {
        None if ending != Ending::Closed => {}
        None => fail(format!("{what}, and `close` did not return")),
        Some(Ok(())) => fail(format!("{what}, and `close` gave `Ok`: nobody hears of it")),
        Some(Err(error)) => expect_eq(
            (error.kind(), error.to_string()),
            (kind, NO_SPACE.to_owned()),
            format!("{what}, and `close` gave another error than it failed with"),
        ),
    }
}

/// Expects that nothing was done to it any more when it had failed.
fn expect_dropped(lab: &Lab, what: &str, seen: &Seen) {
    let story = lock(&seen.story);
    let Some((_, failed)) = story.failed else {
        fail(format!(
            "the log came to its end, and `output` was never asked for what was to fail there ({what}): \
             it should be written to, flushed and shut down"
        ))
    };
    let should = "when something fails, `output` should be dropped at that instant, without a shutdown \
                  and without another flush";
    if let Some((more, at)) = story.after {
        fail(format!(
            "{what} at {}, and `output` was not dropped at that instant, but {} at {}: {should}",
            short(failed),
            DONE[more],
            short(at)
        ));
    }
    match seen.gone.dropped_at() {
        Some(gone) if gone == failed => {}
        Some(gone) => fail(format!(
            "{what} at {}, and `output` was not dropped at that instant, but at {}: {should}",
            short(failed),
            short(gone)
        )),
        None => fail(format!(
            "{what} at {}, and `output` was not dropped at that instant, nor later: {should}",
            short(failed)
        )),
    }
    expect_eq(
        lab.tasks_alive(),
        0,
        format!("{what}, and so many tasks of the log went on"),
    );
}

#[test]
fn what_fails_is_told_and_ends_the_log() {
    for failing in FAILING {
        for takes in [ms(0), ms(307)] {
            for kind in KINDS {
                virtual_time(async move |lab: Lab| {
                    fails(&lab, failing, takes, kind, Ending::Closed).await;
                });
            }
        }
    }
}

#[test]
fn after_a_failure_nothing_is_awaited_any_more() {
    for failing in FAILING {
        for takes in [ms(0), ms(307)] {
            for ending in Ending::ALL {
                virtual_time(async move |lab: Lab| {
                    fails(&lab, failing, takes, KINDS[0], ending).await;
                });
            }
        }
    }
}

/// What fails while many have a message to hand over: how many writes and flushes went well before, one
/// for each message.
const FAILING_MEANWHILE: [(usize, [usize; 3], &str); 4] = [
    (0, [0, MANY, MANY], "writing failed"),
    (2, [2, MANY, MANY], "the third write failed"),
    (0, [MANY, 0, MANY], "flushing failed"),
    (1, [MANY, 1, MANY], "the second flush failed"),
];

/// Lets it fail while three thousand are in `send`, and looks at what they hear of it, and all who come
/// after that.
async fn fails_while_many_send(lab: &Lab, which: usize, takes: Duration, at_once: bool) {
    const SENDERS: usize = 3_000;
    let (before, well, what) = FAILING_MEANWHILE[which];
    lab.case(format!(
        "{what}, after {}, while {SENDERS} messages were being sent{}",
        short(takes),
        if at_once {
            " side by side"
        } else {
            ", one after the other"
        }
    ));
    let (mut output, seen) = Stubborn::new(lab, [takes; 3]);
    output.well = well;
    let log = Log::new(output, 1, Duration::MAX);
    for n in 0..before {
        send_all(&log, &[message(n, 5)], &Cell::new(0)).await;
        sleep(ms(1_009)).await;
    }
    // Where somebody waits in vain, he is let go of in the end.
    let send = async |n: usize| {
        let sent = timeout(secs(600), log.send(message(n, 5))).await;
        (lab.now(), sent)
    };
    let mut all = Vec::new();
    if at_once {
        all = join_all((0..SENDERS).map(&send)).await;
    } else {
        while all.len() < SENDERS
            && all
                .last()
                .is_none_or(|(_, sent)| matches!(sent, Ok(Ok(()))))
        {
            all.push(send(all.len()).await);
        }
    }
    let failed = lock(&seen.story).failed.map(|(_, failed)| failed);
    // Who takes whatever comes has handed over all of it by then.
    let failed = match failed {
        Some(failed) => failed,
        None => {
            sleep(secs(60)).await;
            lock(&seen.story)
                .failed
                .map_or(lab.now(), |(_, failed)| failed)
        }
    };
    let in_vain = all.iter().filter(|(_, sent)| sent.is_err()).count();
    if in_vain > 0 {
        fail(format!(
            "{what} at {} while {SENDERS} messages were being sent, and after that {in_vain} of those \
             who sent were still in `send` and waited for something that does not come, such as a free \
             place: whoever waits then should be told `Stopped`, at once",
            short(failed)
        ));
    }
    for (at, sent) in &all {
        match sent {
            Ok(Err(_)) if *at < failed => fail(format!(
                "`send` gave `Stopped` at {}, and nothing had failed by then ({what} at {})",
                short(*at),
                short(failed)
            )),
            Ok(_) if *at > failed => fail(format!(
                "{what} at {} while {SENDERS} messages were being sent, and whoever waited in `send` \
                 then heard of it at {} only: it should be at once",
                short(failed),
                short(*at)
            )),
            _ => {}
        }
    }
    for n in 0..SENDERS {
        match unconstrained(log.send(message(7, 5))).now_or_never() {
            Some(Err(_)) => {}
            Some(Ok(())) => fail(format!(
                "{what}, after that {} more were sent, and `send` gave `Ok` though nobody writes any more",
                counted(n + 1, "message")
            )),
            None => fail(format!(
                "{what} while many messages were being sent; after that `send` gave `Stopped` {}, and \
                 the next one waits for something that does not come, such as a free place: it should \
                 give `Stopped` each time, at once",
                match n {
                    1 => "once".to_owned(),
                    n => format!("{n} times"),
                }
            )),
        }
    }
    let closed = Ending::Closed.end(log, secs(60)).await;
    expect_dropped(lab, what, &seen);
    match closed {
        Some(Err(error)) => expect_eq(
            error.to_string(),
            NO_SPACE.to_owned(),
            format!("{what}, and `close` gave another error than it failed with"),
        ),
        Some(Ok(())) => fail(format!("{what}, and `close` gave `Ok`: nobody hears of it")),
        None => fail(format!("{what}, and `close` did not return")),
    }
}

#[test]
fn whoever_is_sending_when_it_fails_is_told_at_once() {
    for which in 0..FAILING_MEANWHILE.len() {
        for takes in [ms(0), ms(307)] {
            for at_once in [true, false] {
                virtual_time(async move |lab: Lab| {
                    unconstrained(fails_while_many_send(&lab, which, takes, at_once)).await;
                });
            }
        }
    }
}

#[test]
fn a_flush_that_was_begun_is_carried_through() {
    virtual_time(async |lab: Lab| {
        // With a byte at the beginning, and others while it is flushed.
        for (most, idle, due) in [(100, ms(103), ms(103)), (1, Duration::MAX, ms(0))] {
            lab.case(format!("a `most` of {most}"));
            let began = lab.now();
            let (output, seen) = Stubborn::new(&lab, [ms(0), ms(1_009), ms(0)]);
            let log = Log::new(output, most, idle);
            for n in 0..4 {
                let _handed_over = log.send(message(n, 1)).await;
                sleep(ms(307)).await;
            }
            sleep(secs(60)).await;
            let (first, flushed) = (began + due + ms(1_009), seen.far.writes());
            let at = flushed.first().map(|(at, _)| *at);
            expect_eq(
                at,
                Some(first),
                format!(
                    "a message came at {}, its flush was due at {} and takes 1009ms, and other \
                     messages came meanwhile: this is when the flush had ended, which should be \
                     carried through",
                    short(began),
                    short(began + due)
                ),
            );
            let _closed = log.close().await;
        }
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
