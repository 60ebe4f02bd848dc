//! `lane_per_key`: in order within a key, all keys at once, and nothing left of a lane that is done.

use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use async_katas::c22_actors::lane_per_key::Lanes;
use futures::future::{join, join_all};
use futures::stream::FuturesOrdered;
use futures::{FutureExt, StreamExt};
use lab::timeline::{counted, short};
use lab::{
    A_DAY, Fault, Gauge, Lab, Order, Timeline, Way, expect_eq, fail, for_seeds, ms, race,
    real_time_on, secs, virtual_time, within,
};
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;
use tokio::time::{sleep, sleep_until, timeout};
use tokio_test::task;

use super::lock::lock;

type Log<T> = Arc<Mutex<Vec<T>>>;

fn logged<T: Clone>(log: &Log<T>) -> Vec<T> {
    lock(log).clone()
}

/// Lanes that work on each message for so long, on the lane of its key, and note its number.
fn working(lab: &Lab, done: &Log<usize>) -> Lanes<&'static str, (usize, Duration)> {
    let (lab, done) = (lab.clone(), Arc::clone(done));
    Lanes::new(move |key, (number, time)| {
        let (job, done) = (lab.job(key).takes(time).gives(()), Arc::clone(&done));
        async move {
            job.await;
            lock(&done).push(number);
        }
    })
}

/// What came of the wait for the end of all lanes.
struct Ended {
    due: Duration,
    at: Duration,
    fault: Option<String>,
}

impl Ended {
    #[track_caller]
    fn well(self) {
        if let Some(fault) = self.fault {
            fail(fault);
        }
        expect_eq(
            self.at,
            self.due,
            format!(
                "the last lane was gone at {}, and `idle` returned at another instant: it should be told of that, and not look now and then",
                short(self.due)
            ),
        );
    }
}

/// Awaits `idle`, which should return at this instant, when the last of so many messages has been
/// handled.
async fn end<K, M>(
    lab: &Lab,
    lanes: &Lanes<K, M>,
    due: Duration,
    messages: usize,
    done: impl Fn() -> usize,
) -> Ended
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    M: Send + 'static,
{
    let limit = due.saturating_sub(lab.now()) + secs(60);
    let idle = async {
        let returned = timeout(limit, lanes.idle()).await;
        (returned.is_ok(), lab.now(), done())
    };
    // The turns that the lanes need to end are taken in the millisecond after that.
    let look = async {
        sleep((due + ms(1)).saturating_sub(lab.now())).await;
        (lanes.lanes(), done())
    };
    let ((returned, at, handled), (left, by_then)) = join(idle, look).await;
    sleep(secs(10)).await;
    let now = done();
    let when = short(due);
    let fault = if returned && at < due && handled < messages {
        Some(format!(
            "`idle` returned at {}, when {handled} of {messages} messages had been handled: it waits until there is no lane, and a lane is there until its last message has been handled",
            short(at)
        ))
    } else if now < messages {
        Some(format!(
            "at {when} all {messages} messages should have been handled, and {} never handled",
            match messages - now {
                1 => "one was".to_owned(),
                missing => format!("{missing} were"),
            }
        ))
    } else if by_then < messages {
        Some(format!(
            "at {when} all {messages} messages should have been handled, and {by_then} had been by then; the others came later"
        ))
    } else if left > 0 {
        Some(format!(
            "a millisecond after the last message had been handled, at {when}, `lanes` told {left}{}: a lane is gone when it has handled its last message, and does not wait for another one",
            if returned {
                ""
            } else {
                ", and a minute later `idle` still waited"
            }
        ))
    } else if !returned {
        Some(format!(
            "the last lane was gone at {when}, `lanes` told 0 a millisecond later, and `idle` still waits a minute later: nobody has told it"
        ))
    } else {
        None
    };
    Ended { due, at, fault }
}

/// The first message that was handled out of its turn, if there is one.
fn out_of_turn(handled: &[usize], sent: &[usize]) -> Option<String> {
    let place = handled
        .iter()
        .zip(sent)
        .position(|(got, should)| got != should)?;
    handled.contains(&sent[place]).then(|| {
        format!(
            "message {} was handled before message {}, which was sent before it: the messages of one key \
             come in the order in which they were sent",
            handled[place], sent[place]
        )
    })
}

#[test]
fn one_at_a_time_for_each_key_and_all_keys_at_once() {
    virtual_time(async |lab: Lab| {
        let done = Log::default();
        let lanes = working(&lab, &done);
        lanes.send("anna", (1, secs(2)));
        if lanes.lanes() == 0 {
            fail(
                "`send` had returned, and `lanes` told 0: when `send` returns, the message is in its \
                 lane, and the lane is there, and not only when a task has had its turn",
            );
        }
        lanes.send("bert", (2, secs(3)));
        lanes.send("anna", (3, secs(2)));
        sleep(secs(1)).await;
        lanes.send("cora", (4, secs(1)));
        lanes.send("anna", (5, secs(1)));
        let end = end(&lab, &lanes, secs(5), 5, || logged(&done).len()).await;
        let of_anna = logged(&done).into_iter().filter(|number| number % 2 == 1);
        let of_anna: Vec<usize> = of_anna.collect();
        if let Some(fault) = out_of_turn(&of_anna, &[1, 3, 5]) {
            fail(fault);
        }
        lab.expect_because(
            "
                    0s  1s  2s  3s  4s  5s
            anna    |=======|=======|===|
            bert    |===========|
            cora        |===|
            ",
            "messages of one key are handled one after another, those of different keys at the same \
             time",
        );
        end.well();
    });
}

#[test]
fn whatever_is_sent_each_message_is_handled_in_its_turn() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let names = ["anna", "bert", "cora", "dora"];
        let (mut at, mut sent) = (secs(0), Vec::new());
        for number in 0..draw.size(1..=14) {
            at += draw.times(ms(2), 0..=200);
            let key = names[draw.size(0..=3)];
            sent.push((at, key, number, draw.times(ms(2), 1..=300)));
        }
        let done = Log::default();
        let lanes = working(&lab, &done);
        let (mut expected, mut free) = (Timeline::new(), [secs(0); 4]);
        let mut open = Vec::new();
        for (at, key, _, time) in &sent {
            let nth = names
                .iter()
                .position(|name| name == key)
                .unwrap_or_default();
            let from = free[nth].max(*at);
            free[nth] = from + *time;
            expected = expected.span(key, from, free[nth]);
            open.push((nth, *at, free[nth]));
        }
        let last = free.into_iter().max().unwrap_or_default();
        // Looked at between the instants at which something happens, which are even.
        let looks = async {
            let mut wrong = None;
            while lab.now() < last {
                sleep(ms(101)).await;
                let now = lab.now() - ms(lab.now().as_millis() as u64 % 2) + ms(1);
                sleep(now - lab.now()).await;
                let are_open = (0..4).filter(|nth| {
                    let mut lane = open.iter().filter(|(of, ..)| of == nth);
                    lane.any(|(_, from, to)| *from < now && now < *to)
                });
                let (found, should) = (lanes.lanes(), are_open.count());
                let messages = open.iter().filter(|(_, from, to)| *from < now && now < *to);
                if found != should {
                    wrong.get_or_insert((now, found, should, messages.count()));
                }
            }
            wrong
        };
        let sends = async {
            for (at, key, number, time) in &sent {
                sleep(*at - lab.now()).await;
                lanes.send(key, (*number, *time));
            }
        };
        let end = async {
            // All are there by then, and none has come to its end.
            sleep(sent.last().map_or(secs(0), |(at, ..)| *at)).await;
            yield_now().await;
            end(&lab, &lanes, last, sent.len(), || logged(&done).len()).await
        };
        let (wrong, (), end) = tokio::join!(looks, sends, end);
        for name in names {
            let of_key = |number: &usize| {
                sent.iter()
                    .any(|(_, key, of, _)| *key == name && of == number)
            };
            let handled: Vec<usize> = logged(&done).into_iter().filter(of_key).collect();
            let should: Vec<usize> = (0..sent.len()).filter(of_key).collect();
            if end.fault.is_none()
                && let Some(fault) = out_of_turn(&handled, &should)
            {
                fail(format!("of `{name}`, {fault}"));
            }
            if handled.len() == should.len() {
                expect_eq(
                    handled,
                    should,
                    format!(
                        "the messages of `{name}` were not handled once each, in the order in which \
                         they were sent"
                    ),
                );
            }
        }
        lab.expect_because(
            expected,
            "each message is handled as soon as it was sent and the one before it with the same key \
             is done",
        );
        if let Some((now, found, should, messages)) = wrong {
            let at = short(now);
            let keys = counted(should, "key");
            fail(match found > should {
                true if found == messages => format!(
                    "at {at} {keys} had {messages} messages that waited or were being handled, and \
                     `lanes` told {found}: it tells how many lanes there are, and not how many messages"
                ),
                true => format!(
                    "at {at} {keys} had something to do, and `lanes` told {found}: a lane is gone at the \
                     instant at which its last message has been handled"
                ),
                false => format!(
                    "at {at} {keys} had something to do, and `lanes` told {found}: a lane is there from \
                     its first message until its last has been handled, also while that is being handled"
                ),
            });
        }
        end.well();
    });
}

#[test]
fn a_thousand_lanes_work_for_a_day_at_the_same_time() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 3);
        let at_work = Gauge::default();
        let (inside, ended) = (at_work.clone(), Arc::new(AtomicUsize::new(0)));
        let ends = Arc::clone(&ended);
        let lanes = Lanes::new(move |_key: usize, ()| {
            let (inside, ends) = (inside.clone(), Arc::clone(&ends));
            async move {
                let _inside = inside.enter();
                sleep(A_DAY).await;
                ends.fetch_add(1, Ordering::Relaxed);
            }
        });
        for key in 0..1000 {
            lanes.send(key, ());
            lanes.send(key, ());
        }
        sleep(ms(1)).await;
        let sent = "two messages were sent for each of a thousand keys, and a millisecond later";
        match at_work.now() {
            1000 => {}
            now if now < 1000 => fail(format!(
                "{sent} {} being handled: each key has a lane of its own, which shares it with no other \
                 key and waits for no other lane",
                match now {
                    1 => "only 1 was".to_owned(),
                    now => format!("only {now} were"),
                }
            )),
            now => fail(format!(
                "{sent} {now} were being handled: of each key one at a time, which makes 1000"
            )),
        }
        match lanes.lanes() {
            1000 => {}
            2000 => fail(format!(
                "{sent} `lanes` told 2000: it tells how many lanes there are, and not how many messages"
            )),
            told => fail(format!(
                "{sent} `lanes` told {told}, and there should be 1000"
            )),
        }
        // If they are given up before their ends, all are over before that.
        let early = timeout(A_DAY - secs(1), lanes.idle()).await.is_ok();
        if early || at_work.entered() > 1000 {
            fail(format!(
                "each message takes a day, and by {} the next one of a key was begun, or all were over: \
                 a message was given up before its end, and no limit was named",
                short(lab.now())
            ));
        }
        let end = end(&lab, &lanes, A_DAY * 2, 2000, || {
            ended.load(Ordering::Relaxed)
        })
        .await;
        end.well();
        expect_eq(
            (at_work.entered(), at_work.peak()),
            (2000, 1000),
            "a thousand lanes had two messages of a day each: this is how many were handled, and how \
             many at once",
        );
    });
}

#[test]
fn a_lane_holds_whatever_is_sent() {
    virtual_time(async |lab: Lab| {
        let done = Log::default();
        let log = Arc::clone(&done);
        let lanes = Lanes::new(move |_key: (), number: usize| {
            let log = Arc::clone(&log);
            async move {
                sleep(ms(1)).await;
                lock(&log).push(number);
            }
        });
        for number in 0..3000 {
            lanes.send((), number);
        }
        lab.case("3000 messages of one key are sent at once, and each takes a millisecond");
        let end = end(&lab, &lanes, secs(3), 3000, || logged(&done).len()).await;
        let handled = logged(&done);
        if handled.len() < 3000 {
            fail(format!(
                "3000 messages of one key were sent at once, and ten seconds later {} had been handled: \
                 there was no room for the others, and they were lost without a word",
                handled.len()
            ));
        }
        let sent: Vec<usize> = (0..3000).collect();
        if end.fault.is_none()
            && let Some(fault) = out_of_turn(&handled, &sent)
        {
            fail(fault);
        }
        end.well();
        if handled != sent {
            fail("3000 messages were sent, and not each of them was handled once, in their order");
        }
    });
}

#[test]
fn nothing_is_left_of_a_lane_that_is_done() {
    virtual_time(async |lab: Lab| {
        let done = Arc::new(AtomicUsize::new(0));
        let ends = Arc::clone(&done);
        let lanes = Lanes::new(move |_key: Arc<usize>, time: Duration| {
            let ends = Arc::clone(&ends);
            async move {
                sleep(time).await;
                ends.fetch_add(1, Ordering::Relaxed);
            }
        });
        let mut keys: Vec<Weak<usize>> = Vec::new();
        for key in 0..1000 {
            let key = Arc::new(key);
            keys.push(Arc::downgrade(&key));
            lanes.send(Arc::clone(&key), ms(3));
            lanes.send(key, ms(4));
        }
        // The turns that the lanes need to end are taken in the millisecond after that.
        sleep(ms(8)).await;
        let handled = done.load(Ordering::Relaxed);
        if handled < 2000 {
            fail(format!(
                "a thousand lanes had two messages each, of 3ms and of 4ms, and after 8ms {handled} of \
                 2000 had been handled: no lane waits for another one"
            ));
        }
        let kept = keys.iter().filter(|key| key.strong_count() > 0).count();
        if lab.tasks_alive() > 0 {
            fail(format!(
                "a thousand lanes had handled all that they had, and {} still alive a millisecond \
                 later: a lane that waits for another message is not gone",
                match lab.tasks_alive() {
                    1 => "1 task was".to_owned(),
                    alive => format!("{alive} tasks were"),
                }
            ));
        }
        if kept > 0 {
            fail(format!(
                "a thousand lanes had handled all that they had, and {kept} keys were still kept a \
                 millisecond later: with each key that there ever was the memory grows"
            ));
        }
        expect_eq(
            lanes.lanes(),
            0,
            "all lanes were done, and `lanes` tells that there are some",
        );
        lanes.send(Arc::new(7), ms(3));
        expect_eq(
            lanes.lanes(),
            1,
            "a message was sent for a key whose lane was gone: when `send` returns, the message is in a \
             lane, and this is how many `lanes` told then",
        );
        let due = lab.now() + ms(3);
        let end = end(&lab, &lanes, due, 2001, || done.load(Ordering::Relaxed)).await;
        end.well();
    });
}

#[test]
fn what_is_sent_as_a_lane_ends_is_handled_after_it() {
    virtual_time(async |lab: Lab| {
        for turns in 0..10 {
            lab.case(format!(
                "a lane ends at 10ms, and the next message is sent at that instant, {} of the runtime \
                 later",
                if turns == 1 { "1 turn".to_owned() } else { format!("{turns} turns") }
            ));
            let (done, gauge) = (Log::default(), Gauge::default());
            let (log, inside) = (Arc::clone(&done), gauge.clone());
            let lanes = Lanes::new(move |_key: (), number: usize| {
                let (log, inside) = (Arc::clone(&log), inside.clone());
                async move {
                    let _inside = inside.enter();
                    sleep(ms(10)).await;
                    lock(&log).push(number);
                }
            });
            let started = tokio::time::Instant::now();
            lanes.send((), 1);
            sleep_until(started + ms(10)).await;
            for _ in 0..turns {
                yield_now().await;
            }
            lanes.send((), 2);
            sleep(secs(1)).await;
            expect_eq(
                logged(&done),
                vec![1, 2],
                "two messages were sent, the second as the lane was about to end, and these were \
                 handled: between its look and its end nothing may slip in",
            );
            expect_eq(
                gauge.peak(),
                1,
                "two messages of one key were sent, and so many were handled at once",
            );
            if lanes.lanes() > 0 {
                fail(
                    "two messages of one key were sent and handled, and a second later the lane was still \
                     there: a lane is gone when it has handled its last message, and does not wait for \
                     another one",
                );
            }
        }
    });
}

#[test]
fn handle_may_send_to_its_own_lane() {
    virtual_time(async |lab: Lab| {
        let (done, gauge) = (Log::default(), Gauge::default());
        let lanes: Arc<Mutex<Weak<Lanes<u8, u32>>>> = Arc::default();
        let (log, inside, own) = (Arc::clone(&done), gauge.clone(), Arc::clone(&lanes));
        let all = Arc::new(Lanes::new(move |key: u8, number: u32| {
            let own = lock(&own).upgrade();
            // The first is sent on in the call itself.
            if number == 1
                && let Some(lanes) = &own
            {
                lanes.send(key, 2);
            }
            let (log, inside) = (Arc::clone(&log), inside.clone());
            async move {
                let _inside = inside.enter();
                sleep(ms(10)).await;
                lock(&log).push((key, number));
                if let Some(lanes) = own
                    && number == 2
                {
                    lanes.send(key, 3);
                    lanes.send(key + 1, 4);
                }
            }
        }));
        *lock(&lanes) = Arc::downgrade(&all);
        lab.case("`handle` sends a message to its own lane, first in the call itself, then later");
        all.send(0, 1);
        end(&lab, &all, ms(30), 4, || logged(&done).len())
            .await
            .well();
        let mut done = logged(&done);
        done.sort();
        expect_eq(
            done,
            vec![(0, 1), (0, 2), (0, 3), (1, 4)],
            "`handle` sent messages to its own lane and to another one: these were handled, each with \
             its key",
        );
        expect_eq(
            gauge.peak(),
            2,
            "three messages of one lane and one of another were handled, so many at once",
        );
    });
}

#[test]
fn a_message_that_panics_costs_no_other() {
    virtual_time(async |lab: Lab| {
        for fault in [
            Fault::PanicsWhenCalled,
            Fault::PanicsWhenPolled,
            Fault::PanicsLater,
        ] {
            let all: [&'static [usize]; 7] = [&[1], &[2], &[3], &[4], &[1, 2], &[2, 3], &[2, 4]];
            for panic in all {
                let which = match panic {
                    [one] => format!("message {one}"),
                    [one, other] => format!("message {one}, and message {other} as well,"),
                    _ => String::new(),
                };
                lab.case(format!("of four messages, 1 to 4, {which} {fault}"));
                let started = lab.now();
                let (done, faulty) = (Log::default(), lab.faulty("lane", fault));
                let log = Arc::clone(&done);
                let lanes = Lanes::new(move |_key: (), number: usize| {
                    let fault = panic.contains(&number).then(&faulty);
                    let log = Arc::clone(&log);
                    async move {
                        if let Some(fault) = fault {
                            let _ = fault.await;
                        }
                        sleep(ms(10)).await;
                        lock(&log).push(number);
                    }
                });
                for number in 1..=4 {
                    let sent = catch_unwind(AssertUnwindSafe(|| lanes.send((), number)));
                    if let Err(other) = sent {
                        let words = other.downcast_ref::<&str>().copied();
                        if !panic.contains(&number) || words != Some(Fault::MESSAGE) {
                            resume_unwind(other);
                        }
                        fail(match fault {
                            Fault::PanicsWhenCalled => format!(
                                "`handle` panics in the call for message {number}, and that panic came \
                                 out of `send`: so `send` itself calls `handle`, and nothing catches \
                                 what the call does. Call it in the lane, where a panic of the call \
                                 ends this message alone, as one of its future does"
                            ),
                            _ => format!(
                                "the future that `handle` gives panics for message {number}, and that \
                                 panic came out of `send`: so `send` itself polls it, and nothing \
                                 catches what it does"
                            ),
                        });
                    }
                }
                let later = match fault {
                    Fault::PanicsLater => Fault::LATER,
                    _ => secs(0),
                };
                let should: Vec<usize> = (1..=4).filter(|number| !panic.contains(number)).collect();
                let due = started + later * panic.len() as u32 + ms(10) * should.len() as u32;
                let mut end = end(&lab, &lanes, due, should.len(), || logged(&done).len()).await;
                let handled = logged(&done);
                if let Some(fault) = out_of_turn(&handled, &should) {
                    fail(fault);
                }
                if let Some(lost) = should.iter().find(|number| !handled.contains(number)) {
                    let why = match lanes.lanes() {
                        0 => {
                            "the lane went on and is gone, so the panic took away messages that the \
                             lane had taken out together with the one that panicked"
                        }
                        _ if matches!(fault, Fault::PanicsWhenCalled) => {
                            "`handle` panicked for a message before it, in the call itself, when it had \
                             not given its future yet, and nothing caught that: it took its lane with \
                             it, and what waited there"
                        }
                        _ => {
                            "the panic of a message before it took its lane with it, and with that \
                             what waited there"
                        }
                    };
                    end.fault = Some(format!("message {lost} was never handled: {why}"));
                }
                end.well();
                expect_eq(
                    handled,
                    should,
                    "some of four messages panicked, and these were handled",
                );
            }
        }
    });
}

/// A key whose hash is that of every other.
#[derive(Clone, PartialEq, Eq)]
struct Alike(&'static str);

impl Hash for Alike {
    fn hash<H: Hasher>(&self, state: &mut H) {
        0u8.hash(state);
    }
}

#[test]
fn keys_that_have_the_same_hash_have_a_lane_each() {
    virtual_time(async |lab: Lab| {
        let (done, spans) = (Log::default(), lab.clone());
        let log = Arc::clone(&done);
        let lanes = Lanes::new(move |Alike(key), number: usize| {
            let (job, log) = (spans.job(key).takes(secs(1)).gives(()), Arc::clone(&log));
            async move {
                job.await;
                lock(&log).push((key, number));
            }
        });
        for number in 1..=2 {
            for key in ["anna", "bert", "cora"] {
                lanes.send(Alike(key), number);
            }
        }
        let found = lanes.lanes();
        if found == 1 || found == 2 {
            fail(format!(
                "messages were sent for three keys that differ and have the same hash, and `lanes` told \
                 {found}: keys are the same if they are equal, and two that differ may have one hash"
            ));
        }
        let _idle = timeout(secs(60), lanes.idle()).await;
        lab.expect_because(
            "
                    0s  1s  2s
            anna    |===|===|
            bert    |===|===|
            cora    |===|===|
            ",
            "three keys that differ and have the same hash have a lane each: keys are the same if they \
             are equal",
        );
        let mut done = logged(&done);
        done.sort();
        let should = ["anna", "bert", "cora"].map(|key| [(key, 1), (key, 2)]);
        expect_eq(
            done,
            should.into_iter().flatten().collect(),
            "two messages were sent for each of three keys that have the same hash, and these were \
             handled",
        );
    });
}

#[test]
fn idle_lets_all_go_when_the_last_lane_is_gone() {
    virtual_time(async |lab: Lab| {
        let done = Log::default();
        let lanes = working(&lab, &done);
        expect_eq(
            lanes.idle().now_or_never(),
            Some(()),
            "nothing had ever been sent, and `idle` waited",
        );
        lanes.send("anna", (1, ms(1003)));
        lanes.send("bert", (2, ms(507)));
        lanes.send("bert", (3, ms(601)));
        let waits = (0..3).map(|_| async {
            let waits = timeout(secs(60), lanes.idle()).await;
            waits.ok().map(|()| lab.now())
        });
        let look = async {
            sleep(ms(1109)).await;
            lanes.lanes()
        };
        // Each is polled only when it is woken itself.
        let waits: FuturesOrdered<_> = waits.collect();
        let (went_on, left) = join(waits.collect::<Vec<_>>(), look).await;
        if left > 0 {
            fail(format!(
                "the last message had been handled at 1.108s, and a millisecond later `lanes` told \
                 {left}: a lane is gone when it has handled its last message, and does not wait for \
                 another one"
            ));
        }
        let waiting = went_on.iter().filter(|at| at.is_none()).count();
        if waiting > 0 {
            fail(format!(
                "the last lane was gone at 1.108s, and of three who waited for that {} a minute later: \
                 all of them are to be told",
                match waiting {
                    1 => "one still waits".to_owned(),
                    waiting => format!("{waiting} still wait"),
                }
            ));
        }
        expect_eq(
            went_on.into_iter().flatten().collect(),
            vec![ms(1108); 3],
            "the last of two lanes was gone at 1.108s, and three waited for that: this is when they \
             went on",
        );
    });
}

/// Awaits `idle`, called at this instant. Gives when it was called, when it returned, and how many lanes
/// there were then.
async fn waited<M>(
    lab: &Lab,
    lanes: &Lanes<usize, M>,
    from: Duration,
) -> (Duration, Option<(Duration, usize)>)
where
    M: Send + 'static,
{
    sleep(from.saturating_sub(lab.now())).await;
    let returned = timeout(secs(60), lanes.idle()).await;
    (from, returned.ok().map(|()| (lab.now(), lanes.lanes())))
}

/// Expects that each of them returned when the last lane was gone, however many had begun since it was
/// called.
fn expect_none_left(waits: Vec<(Duration, Option<(Duration, usize)>)>, due: Duration) {
    for (from, returned) in waits {
        let called = format!("`idle` was called at {}", short(from));
        match returned {
            Some((at, left)) if at < due && left > 0 => fail(format!(
                "{called}, and returned at {}, when there {}: it waits until there is none, also for a \
                 lane that began when it already waited",
                short(at),
                match left {
                    1 => "was still 1 lane".to_owned(),
                    left => format!("were still {left} lanes"),
                }
            )),
            Some((at, _)) => expect_eq(
                at,
                due,
                format!(
                    "{called}, and the last lane was gone at {}: this is when it returned",
                    short(due)
                ),
            ),
            None => fail(format!(
                "{called}, the last lane was gone at {}, and it still waits a minute later",
                short(due)
            )),
        }
    }
}

#[test]
fn idle_waits_for_lanes_that_begin_meanwhile() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        // Each is sent before the last lane is gone.
        let (mut at, mut free, mut due) = (secs(0), [secs(0); 3], secs(0));
        let mut sent = Vec::new();
        for _ in 0..draw.size(2..=8) {
            let (key, time) = (draw.size(0..=2), draw.times(ms(1), 2..=300));
            sent.push((at, key, time));
            free[key] = free[key].max(at) + time;
            due = due.max(free[key]);
            let left = (due - at).as_millis() as u32;
            if left < 2 {
                break;
            }
            at += draw.times(ms(1), 1..=left - 1);
        }
        let all = sent.iter().map(|(at, key, time)| {
            format!("for key {key} at {}, takes {}", short(*at), short(*time))
        });
        lab.case(format!("messages {}", all.collect::<Vec<_>>().join("; ")));
        let lanes = Lanes::new(|_key: usize, time: Duration| sleep(time));
        let sends = async {
            for (at, key, time) in &sent {
                sleep(at.saturating_sub(lab.now())).await;
                lanes.send(*key, *time);
            }
        };
        let starts: Vec<Duration> = (0..4).map(|n| due * n / 4).collect();
        let waits = starts.iter().map(|from| waited(&lab, &lanes, *from));
        let ((), waits) = join(sends, join_all(waits)).await;
        expect_none_left(waits, due);
    });
    virtual_time(async |lab: Lab| {
        lab.case("`handle` sends to another lane half way, five times");
        let own: Arc<Mutex<Weak<Lanes<usize, ()>>>> = Arc::default();
        let its_own = Arc::clone(&own);
        let lanes = Arc::new(Lanes::new(move |key: usize, ()| {
            let lanes = lock(&its_own).upgrade();
            async move {
                sleep(ms(503)).await;
                if let Some(lanes) = lanes.filter(|_| key < 5) {
                    lanes.send(key + 1, ());
                }
                sleep(ms(500)).await;
            }
        }));
        *lock(&own) = Arc::downgrade(&lanes);
        lanes.send(0, ());
        let waits = [ms(0), ms(703), ms(2803)].map(|from| waited(&lab, &lanes, from));
        expect_none_left(join_all(waits).await, ms(503 * 6 + 500));
    });
}

/// A runtime that works only while somebody drives it.
fn to_be_driven() -> Arc<Runtime> {
    let runtime = Builder::new_current_thread().enable_time().build();
    Arc::new(runtime.expect("a runtime can be built"))
}

/// Gives all tasks so many turns.
fn drive(runtime: &Runtime, turns: usize) {
    runtime.block_on(async {
        for _ in 0..turns {
            yield_now().await;
        }
    });
}

/// One lane, with one message, that ends when its task has a turn.
struct AboutToEnd {
    lanes: Arc<Lanes<(), usize>>,
    done: Log<usize>,
}

fn about_to_end(runtime: &Runtime) -> AboutToEnd {
    let _inside = runtime.enter();
    let done = Log::default();
    let log = Arc::clone(&done);
    let lanes = Lanes::new(move |_key: (), number: usize| {
        let log = Arc::clone(&log);
        async move { lock(&log).push(number) }
    });
    lanes.send((), 1);
    let lanes = Arc::new(lanes);
    AboutToEnd { lanes, done }
}

/// More turns than any lane needs.
const MANY_TURNS: usize = 100;

#[test]
fn an_end_on_another_thread_is_not_missed_by_whoever_looks() {
    let runtime = to_be_driven();
    let [begins, looks, ends] = [(); 3].map(|()| Arc::clone(&runtime));
    race(
        move || about_to_end(&begins),
        move |state| {
            let _inside = looks.enter();
            let lanes = Arc::clone(&state.lanes);
            let mut waits = task::spawn(async move { lanes.idle().await }.boxed_local());
            (waits.poll().is_ready(), waits)
        },
        move |_state| drive(&ends, 2),
        move |state, (went_on, mut waits), ()| {
            if went_on {
                return Order::OtherFirst;
            }
            for _ in 0..MANY_TURNS {
                if waits.is_woken() && waits.poll().is_ready() {
                    return Order::OneFirst;
                }
                drive(&runtime, 1);
            }
            match state.lanes.lanes() {
                0 => fail(
                    "somebody called `idle` while the last lane ended on another thread, saw that \
                     it was still there, and waited, and was not told when it was gone: the end \
                     came between the look and the wait",
                ),
                _ => fail(
                    "a lane had one message, which was handled at once, and it was still not gone \
                     when its task had had a hundred turns",
                ),
            }
        },
    );
}

#[test]
fn what_another_thread_sends_as_a_lane_ends_is_handled() {
    let runtime = to_be_driven();
    let [begins, sends, ends] = [(); 3].map(|()| Arc::clone(&runtime));
    race(
        move || about_to_end(&begins),
        move |state| {
            let _inside = sends.enter();
            let was_there = state.lanes.lanes() > 0;
            state.lanes.send((), 2);
            was_there
        },
        move |_state| drive(&ends, 2),
        move |state, was_there, ()| {
            for _ in 0..MANY_TURNS {
                if logged(&state.done).len() == 2 && state.lanes.lanes() == 0 {
                    break;
                }
                drive(&runtime, 1);
            }
            let (handled, lanes) = (logged(&state.done), state.lanes.lanes());
            if handled == [1] {
                fail(
                    "a message was sent while the lane of its key ended on another thread, and it \
                     was never handled: it came when the lane had looked for more and had not left \
                     yet. Both have to be one step",
                );
            }
            expect_eq(
                (handled, lanes),
                (vec![1, 2], 0),
                "a message was sent while the lane of its key ended on another thread: these were \
                 handled, and so many lanes were there when all tasks had had a hundred turns",
            );
            match was_there {
                true => Order::OneFirst,
                false => Order::OtherFirst,
            }
        },
    );
}

#[test]
fn without_the_lanes_what_was_sent_is_handled_all_the_same() {
    virtual_time(async |lab: Lab| {
        let done = Log::default();
        let lanes = working(&lab, &done);
        for number in 1..=3 {
            lanes.send("anna", (number, ms(503)));
        }
        let let_go = |_lanes: Lanes<_, _>| {};
        let_go(lanes);
        sleep(secs(60)).await;
        let handled = logged(&done);
        if let Some(fault) = out_of_turn(&handled, &[1, 2, 3]) {
            fail(fault);
        }
        expect_eq(
            handled,
            vec![1, 2, 3],
            "three messages were sent, then the lanes were dropped, and what waited then was dropped with \
             them: what was sent before is handled all the same",
        );
        if lab.tasks_alive() > 0 {
            fail(
                "three messages were sent and handled, the lanes were dropped, and a minute later a task \
                 is still alive: a lane is gone when it has handled its last message, and does not wait \
                 for another one",
            );
        }
    });
}

#[test]
fn senders_on_many_threads_lose_nothing() {
    real_time_on(4, async |lab: Lab| {
        let (done, gauges) = (Log::default(), [Gauge::default(), Gauge::default()]);
        let (log, inside) = (Arc::clone(&done), gauges.clone());
        let lanes = Arc::new(Lanes::new(move |key: usize, message: (usize, usize)| {
            let (log, inside) = (Arc::clone(&log), inside[key].clone());
            async move {
                let _inside = inside.enter();
                yield_now().await;
                lock(&log).push((key, message));
            }
        }));
        let senders = (0..4).map(|sender| {
            let lanes = Arc::clone(&lanes);
            tokio::spawn(async move {
                for number in 0..1000 {
                    lanes.send(number % 2, (sender, number));
                    // Lanes end and begin in between.
                    yield_now().await;
                }
            })
        });
        lab.span("senders", join_all(senders.collect::<Vec<_>>()))
            .await;
        lab.span("the end of all lanes", lanes.idle()).await;
        let done = logged(&done);
        let peak = gauges.iter().map(Gauge::peak).max().unwrap_or_default();
        if peak > 1 {
            fail(format!(
                "messages of two keys came from four threads, and {peak} of one key were handled at once: \
                 a lane handles one after another, and there is no second lane for its key beside it"
            ));
        }
        for key in 0..2 {
            for sender in 0..4 {
                let of_both = done
                    .iter()
                    .filter(|(of, (by, _))| (*of, *by) == (key, sender));
                let numbers: Vec<usize> = of_both.map(|(_, (_, number))| *number).collect();
                let should: Vec<usize> = (0..1000).filter(|number| number % 2 == key).collect();
                if numbers.len() < should.len() {
                    fail(format!(
                        "four tasks on four threads sent 500 messages each for a key, `idle` returned, \
                         and {} of one of them had been handled: the others are lost",
                        numbers.len()
                    ));
                }
                if let Some(fault) = out_of_turn(&numbers, &should) {
                    fail(format!("of one key and one of four tasks, {fault}"));
                }
                if numbers != should {
                    fail("not each message of a task for one key was handled once");
                }
            }
        }
    });
}

#[test]
fn idle_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!(
                "an `idle` that is {way}, and another one that is dropped while it waits"
            ));
            let (done, before) = (Log::default(), lab.now());
            let lanes = working(&lab, &done);
            lanes.send("anna", (1, ms(2003)));
            let gives_up = timeout(ms(1507), lanes.idle());
            let waits = within(
                secs(60),
                lab.polled(way, lanes.idle()),
                "the last lane was gone, and whoever waited for that still waits a minute later, \
                 when its future was handed on between two polls, or when somebody who had waited \
                 beside it had given up",
            );
            let waits = async {
                waits.await;
                lab.now() - before
            };
            let (_gave_up, at) = join(gives_up, waits).await;
            expect_eq(
                at,
                ms(2003),
                "the last lane was gone after 2.003s, and whoever waited for that went on at \
                 another instant",
            );
        }
    });
}
