//! `lane_per_key`: in order within a key, all keys at once, and nothing left of a lane that is done.

use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use async_katas::c22_actors::lane_per_key::Lanes;
use futures::FutureExt;
use futures::future::join_all;
use lab::{
    A_DAY, Fault, Gauge, Lab, Timeline, expect_eq, fail, for_seeds, ms, real_time_on, secs,
    virtual_time, within,
};
use tokio::task::yield_now;
use tokio::time::{sleep, sleep_until};

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

/// Waits for the end of all lanes, a minute at the most.
async fn end<K, M>(lanes: &Lanes<K, M>)
where
    K: Clone + Eq + std::hash::Hash + Send + Sync + 'static,
    M: Send + 'static,
{
    within(
        secs(60),
        lanes.idle(),
        "all that was sent should have been handled long ago, and `idle` still waits: a message is \
         never handled, a lane has not gone, or nobody told those who wait",
    )
    .await;
}

#[test]
fn one_at_a_time_for_each_key_and_all_keys_at_once() {
    virtual_time(async |lab: Lab| {
        let done = Log::default();
        let lanes = working(&lab, &done);
        lanes.send("anna", (1, secs(2)));
        lanes.send("bert", (2, secs(3)));
        lanes.send("anna", (3, secs(2)));
        sleep(secs(1)).await;
        lanes.send("cora", (4, secs(1)));
        lanes.send("anna", (5, secs(1)));
        end(&lanes).await;
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
        expect_eq(
            lab.now(),
            secs(5),
            "the last lane was done at 5s, and `idle` returned at another instant",
        );
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
        // Looked at between the instants at which something happens, which are even.
        let looks = async {
            let mut wrong = None;
            while lab.now() < secs(10) {
                sleep(ms(101)).await;
                let now = lab.now() - ms(lab.now().as_millis() as u64 % 2) + ms(1);
                sleep(now - lab.now()).await;
                let are_open = (0..4).filter(|nth| {
                    let mut lane = open.iter().filter(|(of, ..)| of == nth);
                    lane.any(|(_, from, to)| *from < now && now < *to)
                });
                let (found, should) = (lanes.lanes(), are_open.count());
                if found != should {
                    wrong.get_or_insert((now, found, should));
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
        let (wrong, ()) = futures::future::join(looks, sends).await;
        end(&lanes).await;
        for name in names {
            let of_key = |number: &usize| {
                sent.iter()
                    .any(|(_, key, of, _)| *key == name && of == number)
            };
            let handled: Vec<usize> = logged(&done).into_iter().filter(of_key).collect();
            expect_eq(
                handled,
                (0..sent.len()).filter(of_key).collect(),
                format!(
                    "the messages of `{name}` were not handled once each, in the order in which they \
                     were sent"
                ),
            );
        }
        lab.expect_because(
            expected,
            "each message is handled as soon as it was sent and the one before it with the same key \
             is done",
        );
        if let Some((now, found, should)) = wrong {
            fail(format!(
                "at {now:?} {should} keys had something to do, and `lanes` told {found}: a lane is \
                 there from its first message until its last is handled"
            ));
        }
    });
}

#[test]
fn a_thousand_lanes_work_for_a_day_at_the_same_time() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 3);
        let at_work = Gauge::default();
        let inside = at_work.clone();
        let lanes = Lanes::new(move |_key: usize, ()| {
            let inside = inside.clone();
            async move {
                let _inside = inside.enter();
                sleep(A_DAY).await;
            }
        });
        for key in 0..1000 {
            lanes.send(key, ());
            lanes.send(key, ());
        }
        sleep(ms(1)).await;
        expect_eq(
            at_work.now(),
            1000,
            "two messages were sent for each of a thousand keys, and a millisecond later this many \
             were being handled: one for each key, however many keys there are",
        );
        expect_eq(
            lanes.lanes(),
            1000,
            "two messages were sent for each of a thousand keys, and this many lanes there are",
        );
        within(
            A_DAY * 2,
            lanes.idle(),
            "each lane has two messages of a day, and two days later `idle` still waits",
        )
        .await;
        expect_eq(
            (lab.now(), at_work.entered(), at_work.peak()),
            (A_DAY * 2, 2000, 1000),
            "a thousand lanes had two messages of a day each: this is when all were done, how many \
             were handled, and how many at once",
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
        end(&lanes).await;
        let handled = logged(&done);
        if handled.len() < 3000 {
            fail(format!(
                "3000 messages of one key were sent at once, and {} were handled: the others found no \
                 room, and were lost without a word",
                handled.len()
            ));
        }
        expect_eq(
            (handled, lab.now()),
            ((0..3000).collect(), secs(3)),
            "3000 messages of one key were sent at once, each takes a millisecond, and this is which \
             were handled, and when all were done",
        );
    });
}

#[test]
fn nothing_is_left_of_a_lane_that_is_done() {
    virtual_time(async |lab: Lab| {
        let lanes = Lanes::new(async |_key: Arc<usize>, time: Duration| sleep(time).await);
        let mut keys: Vec<Weak<usize>> = Vec::new();
        for key in 0..1000 {
            let key = Arc::new(key);
            keys.push(Arc::downgrade(&key));
            lanes.send(Arc::clone(&key), ms(3));
            lanes.send(key, ms(4));
        }
        // The turns that the lanes need to end are taken in the millisecond after that.
        sleep(ms(8)).await;
        let kept = keys.iter().filter(|key| key.strong_count() > 0).count();
        if lab.tasks_alive() > 0 {
            fail(format!(
                "a thousand lanes had handled all that they had, and {} tasks were still alive a \
                 millisecond later: a lane that waits for another message is not gone",
                lab.tasks_alive()
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
            "a message was sent for a key whose lane was gone",
        );
        end(&lanes).await;
    });
}

#[test]
fn what_is_sent_as_a_lane_ends_is_handled_after_it() {
    virtual_time(async |lab: Lab| {
        for turns in 0..10 {
            lab.case(format!(
                "a lane ends at 10ms, and the next message is sent at that instant, {turns} turns \
                 of the runtime later"
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
                (gauge.peak(), lanes.lanes()),
                (1, 0),
                "two messages of one key were sent: so many were handled at once, and so many lanes \
                 were there a second later",
            );
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
        all.send(0, 1);
        end(&all).await;
        let mut done = logged(&done);
        done.sort();
        expect_eq(
            (done, lab.now()),
            (vec![(0, 1), (0, 2), (0, 3), (1, 4)], ms(30)),
            "`handle` sent messages to its own lane and to another one: these were handled, each with \
             its key, and all were done then",
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
            lab.case(format!("of three messages the first one {fault}"));
            let started = lab.now();
            let (done, faulty) = (Log::default(), lab.faulty("lane", fault));
            let log = Arc::clone(&done);
            let lanes = Lanes::new(move |_key: (), number: usize| {
                let fault = (number == 1).then(&faulty);
                let log = Arc::clone(&log);
                async move {
                    if let Some(fault) = fault {
                        let _ = fault.await;
                    }
                    sleep(ms(10)).await;
                    lock(&log).push(number);
                }
            });
            for number in 1..=3 {
                lanes.send((), number);
            }
            within(
                secs(60),
                lanes.idle(),
                "the first of three messages panicked, and a minute later its lane was still not at its \
                 end: the panic took the lane with it, and what waits there is never handled",
            )
            .await;
            let later = match fault {
                Fault::PanicsLater => Fault::LATER,
                _ => secs(0),
            };
            expect_eq(
                logged(&done),
                vec![2, 3],
                "the first of three messages panicked, and these were handled",
            );
            expect_eq(
                lab.now() - started,
                later + ms(20),
                "the first of three messages panicked, the others took 10ms each, and this is when \
                 all were done: a message that panics is done at that instant",
            );
        }
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
            within(
                secs(60),
                lanes.idle(),
                "the last lane was gone, and one of three who waited for that still waits a minute \
                 later",
            )
            .await;
            lab.now()
        });
        expect_eq(
            join_all(waits).await,
            vec![ms(1108); 3],
            "the last of two lanes was gone at 1.108s, and three waited for that: this is when they \
             went on",
        );
    });
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
        expect_eq(
            logged(&done),
            vec![1, 2, 3],
            "three messages were sent, then the lanes were dropped, and these were handled",
        );
        lab.expect_no_task_left();
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
                for number in 0..5000 {
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
        for key in 0..2 {
            for sender in 0..4 {
                let of_both = done
                    .iter()
                    .filter(|(of, (by, _))| (*of, *by) == (key, sender));
                let numbers: Vec<usize> = of_both.map(|(_, (_, number))| *number).collect();
                let should: Vec<usize> = (0..5000).filter(|number| number % 2 == key).collect();
                if numbers.len() < should.len() {
                    fail(format!(
                        "four tasks on four threads sent 2500 messages each for a key, and {} of one \
                         of them were handled: the others are lost, as what is sent after a lane has \
                         looked for more and before it has left",
                        numbers.len()
                    ));
                }
                expect_eq(
                    numbers,
                    should,
                    "the messages of a task for one key were not handled once each, in the order in \
                     which it sent them",
                );
            }
        }
        let peaks = gauges.each_ref().map(Gauge::peak);
        expect_eq(
            peaks,
            [1, 1],
            "messages of two keys came from four threads, and this many of a key were handled at once",
        );
    });
}
