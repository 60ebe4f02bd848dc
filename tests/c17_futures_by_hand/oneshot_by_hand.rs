//! `oneshot_by_hand`: the value comes, or word that it will not, and nobody waits in vain.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use async_katas::c17_futures_by_hand::oneshot_by_hand::{Receiver, Sender, SenderGone, channel};
use lab::timeline::times;
use lab::{
    A_DAY, Lab, Order, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    plain_thread, race, secs, virtual_time, within,
};
use tokio::time::{sleep, timeout};
use tokio_test::task;

use super::by_hand::ByHand;
use super::let_go::let_go;
use super::lock::lock;
use super::turns::calm;

const GONE: &str = "the sender is gone";

/// What came, without asking the answer's own types.
fn told<T>(end: Result<T, SenderGone>) -> Result<T, &'static str> {
    end.map_err(|_| GONE)
}

/// What one poll gives; none if it is pending.
fn polled<T>(poll: Poll<Result<T, SenderGone>>) -> Option<Result<T, &'static str>> {
    match poll {
        Poll::Ready(end) => Some(told(end)),
        Poll::Pending => None,
    }
}

/// Said of a receiver that hears of the end of its sender where a value was sent.
const SENT_AND_GONE: &str = "the value was sent, and the receiver was told that the sender is \
    gone: gone it always is after `send`, so look first whether there is a value, and then whether \
    there is a sender";

/// A value that counts how often it, or another of the same count, was dropped.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_value_comes_at_the_instant_it_is_sent() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (at, value) = (draw.off_grid(ms(100)..=secs(5)), draw.size(0..=1000));
        let (sender, receiver) = channel();
        tokio::spawn(async move {
            sleep(at).await;
            let _sent = sender.send(value);
        });
        let waiting = lab.meter(receiver);
        let watch = waiting.watch();
        let end = within(
            secs(60),
            lab.wait("receiver", calm(waiting)),
            format!(
                "the value was sent at {at:?}, and nobody woke the receiver that waited for it"
            ),
        )
        .await;
        lab.expect_because(
            Timeline::new().wait("receiver", secs(0), at),
            &format!("the value was sent at {at:?}, and comes at that instant"),
        );
        if end.is_err() {
            fail(SENT_AND_GONE);
        }
        expect_eq(told(end), Ok(value), "another value came than was sent");
        match (watch.polls(), watch.wakes()) {
            (2, 1) => {}
            (2, 2) => fail(
                "the receiver waited, and sending the value woke it twice: once for the value, and \
                 once more when the sender was dropped at the end of `send`, as it always is; the \
                 two should wake once between them",
            ),
            (polls, wakes) => fail(format!(
                "the receiver waited, a value was sent, and it was polled {} and woken {} by the \
                 time it had that: only what ends the wait should wake it, once, which makes two \
                 polls",
                times(polls),
                times(wakes)
            )),
        }
    });
}

#[test]
fn the_receiver_hears_that_the_sender_is_gone() {
    virtual_time(async |lab: Lab| {
        let cause = "the sender was dropped and had sent nothing, and nobody woke the receiver \
                     that waited: it hears of it only when it is polled for some other reason, or \
                     never; dropping the sender has to wake it";
        lab.case("the sender is dropped at 1003ms, with the receiver waiting");
        let (sender, receiver) = channel::<u32>();
        tokio::spawn(async move {
            sleep(ms(1_003)).await;
            let_go(sender);
        });
        let end = within(secs(60), calm(receiver), cause).await;
        expect_eq(
            told(end),
            Err(GONE),
            "the sender was dropped at 1003ms and had sent nothing, and the receiver did not say \
             so",
        );
        expect_eq(lab.now(), ms(1_003), cause);
        lab.case("the sender is dropped before the receiver is polled");
        let (sender, receiver) = channel::<u32>();
        let_go(sender);
        let first = polled(task::spawn(receiver).poll());
        if first.is_none() {
            fail(
                "the sender was dropped, and after that the receiver was polled for the first \
                 time, and was pending: the first poll, too, has to look at what has happened by \
                 then",
            );
        }
        expect_eq(
            first,
            Some(Err(GONE)),
            "the sender was dropped and had sent nothing, and the first poll of the receiver after \
             that did not say so",
        );
        lab.case("the sender is in a task that is aborted");
        let (sender, receiver) = channel::<u32>();
        let worker = tokio::spawn(async move {
            sleep(A_DAY).await;
            sender.send(7)
        });
        sleep(ms(7)).await;
        worker.abort();
        expect_eq(
            told(within(secs(60), receiver, cause).await),
            Err(GONE),
            "the task that held the sender was aborted",
        );
        lab.case("the sender is in a task that panics");
        let (sender, receiver) = channel::<u32>();
        let work = lab.job("worker").takes(ms(3)).panics("no paper");
        tokio::spawn(async move {
            let _sender = sender;
            let () = work.await;
        });
        expect_eq(
            told(within(secs(60), receiver, cause).await),
            Err(GONE),
            "the task that held the sender panicked",
        );
    });
}

#[test]
fn what_was_sent_stays_there() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let (sender, receiver) = channel();
        let (nothing, none) = channel::<Option<u32>>();
        let (empty, unit) = channel();
        let sent = (sender.send("value"), nothing.send(None), empty.send(()));
        expect_eq(
            sent,
            (Ok(()), Ok(()), Ok(())),
            "the receiver was there, and `send` gave the value back",
        );
        sleep(A_DAY).await;
        let mut first = task::spawn(receiver);
        match polled(first.poll()) {
            None => fail(
                "the value was sent, and after that the receiver was polled for the first time, \
                 and the first poll of the receiver did not give the value, but was pending: the \
                 first poll, too, has to look at what has happened by then",
            ),
            Some(Err(_)) => fail(SENT_AND_GONE),
            came => expect_eq(came, Some(Ok("value")), "another value came than was sent"),
        }
        expect_eq(
            (
                polled(task::spawn(none).poll()),
                polled(task::spawn(unit).poll()),
            ),
            (Some(Ok(None)), Some(Ok(()))),
            "`None` and `()` are values like others: they were sent, and did not come",
        );
    });
}

#[test]
fn a_receiver_that_is_gone_gives_the_value_back() {
    virtual_time(async |_lab: Lab| {
        for polls in 0..=2 {
            let (sender, receiver) = channel();
            let mut waiting = task::spawn(receiver);
            for _ in 0..polls {
                if waiting.poll().is_ready() {
                    fail("nothing had been sent, the sender was there, and the receiver was ready");
                }
            }
            let_go(waiting);
            expect_eq(
                sender.send("value"),
                Err("value"),
                format!(
                    "the receiver had been polled {} and was dropped, and then a value was sent: \
                     nobody will ever get it, so `send` should look whether the receiver is gone, \
                     and give the value back as an `Err`, so that it is not lost",
                    times(polls)
                ),
            );
        }
    });
}

#[test]
fn is_closed_tells_whether_the_receiver_is_gone() {
    virtual_time(async |_lab: Lab| {
        let (sender, receiver) = channel::<u32>();
        let said = || [(); 2].map(|()| sender.is_closed());
        let new = said();
        let mut waiting = task::spawn(receiver);
        if waiting.poll().is_ready() {
            fail("nothing had been sent, the sender was there, and the receiver was ready");
        }
        if waiting.is_woken() {
            fail("nothing had been sent, the sender was there, and a poll woke its own task");
        }
        let waits = said();
        if waiting.is_woken() {
            fail("`is_closed` woke the receiver: asking changes nothing");
        }
        let_go(waiting);
        let dropped = said();
        let why = match (new, waits, dropped) {
            ([false, false], [false, false], [true, true]) => return,
            ([true, true], [false, false], _) => {
                "it was `true` of a new channel, whose receiver nobody had polled, and `false` \
                 while the receiver waited: whether somebody waits just now does not matter"
            }
            (_, _, [false, false]) => "it was `false` when the receiver had been dropped",
            ([true, ..] | [_, true], ..) => {
                "it was `true` of a new channel, whose receiver nobody had polled"
            }
            (_, [true, ..] | [_, true], _) => "it was `true` while the receiver waited",
            _ => "it was asked twice in a row when the receiver had been dropped, and changed",
        };
        fail(format!(
            "`is_closed` was asked three times, before the receiver was polled, while it waited, \
             and when it had been dropped, and {why}; it tells whether the receiver is gone: \
             `false` before it is dropped, `true` from then on"
        ));
    });
}

#[test]
fn each_value_is_dropped_once_and_in_time() {
    virtual_time(async |_lab: Lab| {
        let new = || {
            let drops = Arc::new(AtomicUsize::new(0));
            (Counted(Arc::clone(&drops)), drops)
        };
        let dropped = |drops: &Arc<AtomicUsize>, expected: usize, case: &str| {
            let was = drops.load(Ordering::SeqCst);
            if was != expected {
                fail(format!(
                    "a value was {case}: it was dropped {}, and should be dropped {} by then",
                    times(was),
                    times(expected)
                ));
            }
        };
        let (value, drops) = new();
        let (sender, receiver) = channel();
        let sent = sender.send(value).is_ok();
        dropped(&drops, 0, "sent, and not yet received");
        let_go(receiver);
        dropped(
            &drops,
            1,
            "sent, not received, and then the receiver was dropped, which takes the value with it, \
             whoever else still has a hand on the channel",
        );
        let (value, drops) = new();
        let (sender, receiver) = channel();
        let sent_too = sender.send(value).is_ok();
        let Ok(received) = receiver.await else {
            fail(SENT_AND_GONE)
        };
        dropped(&drops, 0, "received, and kept by whoever received it");
        let_go(received);
        dropped(&drops, 1, "received, and dropped by whoever received it");
        let (value, drops) = new();
        let (sender, receiver) = channel();
        let_go(receiver);
        let back = sender.send(value);
        if back.is_ok() {
            fail(
                "the receiver had been dropped, then a value was sent, and `send` gave `Ok`, \
                 though nobody will ever get that value: it comes back as an `Err`",
            );
        }
        dropped(&drops, 0, "given back, and kept by whoever sent it");
        let_go(back);
        dropped(&drops, 1, "given back, and dropped by whoever sent it");
        expect_eq(
            (sent, sent_too),
            (true, true),
            "the receiver was there, and `send` gave the value back",
        );
    });
}

#[test]
fn a_wait_that_was_given_up_loses_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        let (sender, mut receiver) = channel();
        tokio::spawn(async move {
            sleep(secs(1)).await;
            let _sent = sender.send(7);
        });
        let end = match lab.cut(calm(&mut receiver)).await {
            Some(end) => end,
            None => {
                let waits = lab.meter(receiver);
                let watch = waits.watch();
                let another = tokio::spawn(calm(waits));
                match timeout(secs(60), another).await {
                    Ok(Ok(end)) => end,
                    Ok(Err(_)) => fail("the task that took the wait up again panicked"),
                    Err(_) if watch.wakes() == 0 => fail(
                        "a wait for the receiver was given up, another task took it up again, the \
                         value was sent, and that task was not woken: each poll brings a waker, \
                         and that of the last one takes the place of the one before",
                    ),
                    Err(_) => fail(
                        "a wait for the receiver was given up, another task took it up again, the \
                         value was sent, and that task was woken and found nothing: a wait that is \
                         given up takes nothing with it",
                    ),
                }
            }
        };
        if end.is_err() {
            let (sender, receiver) = channel();
            let _sent = sender.send(7);
            fail(match polled(task::spawn(receiver).poll()) {
                Some(Ok(_)) => {
                    "a wait for the receiver was given up, another task took it up again, the \
                     value was sent, and that task was told that the sender is gone, though a \
                     receiver that one task alone polls gets a value: a wait that is given up \
                     takes nothing with it, so what a poll takes out of the receiver has to be \
                     back in it when the poll returns, whoever polls next"
                }
                _ => SENT_AND_GONE,
            });
        }
        expect_eq(
            (told(end), lab.now()),
            (Ok(7), secs(1)),
            "the value 7 was sent at 1s, and this is what the receiver gave, and when",
        );
    });
}

#[test]
fn whoever_polled_last_is_woken_once() {
    virtual_time(async |lab: Lab| {
        for sends in [true, false] {
            let what = if sends {
                "the value was sent"
            } else {
                "the sender was dropped"
            };
            lab.case(format!(
                "one task polls the receiver, then another; then {what}"
            ));
            let (sender, receiver) = channel();
            let mut receiver = pin!(receiver);
            let (first, last) = (ByHand::default(), ByHand::default());
            for task in [&first, &first, &last] {
                if task.poll(receiver.as_mut()).is_ready() {
                    fail("nothing had been sent, the sender was there, and the receiver was ready");
                }
            }
            expect_eq(
                (first.wakes(), last.wakes()),
                (0, 0),
                "nothing had been sent, the sender was there, and a task was woken: a poll wakes \
                 nobody",
            );
            match sends {
                true => let_go(sender.send(7)),
                false => let_go(sender),
            }
            expect_eq(
                first.wakes(),
                0,
                format!(
                    "two tasks had polled the receiver one after the other, {what}, and the first \
                     of them was woken: the waker of the last poll counts, and no other"
                ),
            );
            match last.wakes() {
                1 => {}
                0 => fail(format!(
                    "{what}, and when that was done, whoever had polled the receiver last had not \
                     been woken: whoever ends the wait wakes it there and then, and leaves it to \
                     nobody else"
                )),
                n => fail(format!(
                    "{what}, and whoever had polled the receiver last was woken {n} times: `send` \
                     and the drop of the sender that follows it wake once between them"
                )),
            }
            let came = polled(last.poll(receiver.as_mut()));
            if sends && matches!(came, Some(Err(_))) {
                fail(SENT_AND_GONE);
            }
            expect_eq(
                came,
                Some(if sends { Ok(7) } else { Err(GONE) }),
                match sends {
                    true => {
                        "the value was sent, and the next poll of the receiver did not give it: \
                         what ends the wait is there when it wakes"
                    }
                    false => {
                        "the sender was dropped and had sent nothing, and the next poll of the \
                         receiver did not say so"
                    }
                },
            );
        }
    });
}

/// A task that polls the receiver inside the call that wakes it.
struct PollsInside {
    receiver: Mutex<Option<Receiver<u32>>>,
    came: Mutex<Vec<Option<Result<u32, &'static str>>>>,
}

impl Wake for PollsInside {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(receiver) = &mut *lock(&self.receiver) {
            let mut cx = Context::from_waker(Waker::noop());
            let came = polled(Pin::new(receiver).poll(&mut cx));
            lock(&self.came).push(came);
        }
    }
}

#[test]
fn whoever_is_woken_may_poll_inside_the_call_of_wake() {
    virtual_time(async |lab: Lab| {
        for sends in [true, false] {
            let what = if sends {
                "the value is sent"
            } else {
                "the sender is dropped"
            };
            lab.case(format!(
                "{what}, and whoever is woken by that polls the receiver inside the call of \
                 `wake`, which hangs if a lock of the channel is held while it wakes"
            ));
            let (sender, mut receiver) = channel();
            let task = Arc::new(PollsInside {
                receiver: Mutex::default(),
                came: Mutex::default(),
            });
            let waker = Waker::from(Arc::clone(&task));
            let first = Pin::new(&mut receiver).poll(&mut Context::from_waker(&waker));
            if first.is_ready() {
                fail("nothing had been sent, the sender was there, and the receiver was ready");
            }
            *lock(&task.receiver) = Some(receiver);
            match sends {
                true => let_go(sender.send(7)),
                false => let_go(sender),
            }
            let came = lock(&task.came).first().copied();
            expect_eq(
                came,
                Some(Some(if sends { Ok(7) } else { Err(GONE) })),
                match came {
                    Some(None) => {
                        "the receiver was woken, and polled inside the call of `wake`, and it was \
                         pending: it was woken before all was written down, and nobody wakes it \
                         again"
                    }
                    Some(Some(Err(_))) if sends => SENT_AND_GONE,
                    Some(_) => {
                        "the receiver was woken, and polled inside the call of `wake`, and this is \
                         what that poll gave"
                    }
                    None => "the receiver had been polled and waited, and nothing woke it",
                },
            );
            let_go(lock(&task.receiver).take());
        }
    });
}

/// A task that drops the receiver inside the call that wakes it, and looks what that drops.
struct DropsInside {
    receiver: Mutex<Option<Receiver<Counted>>>,
    drops: Arc<AtomicUsize>,
    then: AtomicUsize,
}

impl Wake for DropsInside {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let receiver = lock(&self.receiver).take();
        let_go(receiver);
        self.then
            .store(self.drops.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}

#[test]
fn a_receiver_that_is_dropped_inside_the_call_of_wake_takes_the_value_with_it() {
    virtual_time(async |_lab: Lab| {
        let drops = Arc::new(AtomicUsize::new(0));
        let (sender, mut receiver) = channel();
        let task = Arc::new(DropsInside {
            receiver: Mutex::default(),
            drops: Arc::clone(&drops),
            then: AtomicUsize::new(0),
        });
        let waker = Waker::from(Arc::clone(&task));
        let first = Pin::new(&mut receiver).poll(&mut Context::from_waker(&waker));
        if first.is_ready() {
            fail("nothing had been sent, the sender was there, and the receiver was ready");
        }
        *lock(&task.receiver) = Some(receiver);
        let sent = sender.send(Counted(Arc::clone(&drops)));
        let then = task.then.load(Ordering::SeqCst);
        if sent.is_err() {
            fail(
                "a value was sent, and whoever was woken by that dropped the receiver inside the \
                 call of `wake`; the receiver was there when `send` was called, and it gave the \
                 value back all the same",
            );
        }
        if then != 1 {
            fail(format!(
                "a value was sent, and whoever was woken by that dropped the receiver inside the \
                 call of `wake`, by which the value was dropped {}, and should be dropped once: \
                 the value goes with the receiver, whoever else still has a hand on the channel, \
                 as the sender has until `send` returns",
                times(then)
            ));
        }
    });
}

/// A task that was to be woken once more, and so often in all.
#[track_caller]
fn woken(task: &ByHand, in_all: usize, what: &str) {
    let more = (task.wakes() + 1).saturating_sub(in_all);
    if more != 1 {
        fail(format!(
            "{what}, and the receiver, which waited, was woken {} for that, and should be woken \
             once",
            times(more)
        ));
    }
}

#[test]
fn it_needs_no_runtime() {
    plain_thread(|_lab| {
        let task = ByHand::default();
        let (sender, receiver) = channel();
        let mut receiver = pin!(receiver);
        if task.poll(receiver.as_mut()).is_ready() {
            fail("nothing had been sent, the sender was there, and the receiver was ready");
        }
        let sent = sender.send(7);
        expect_eq(
            sent,
            Ok(()),
            "a value was sent where there is no runtime, the receiver was there, and `send` gave \
             the value back",
        );
        woken(&task, 1, "a value was sent where there is no runtime");
        expect_eq(
            polled(task.poll(receiver.as_mut())),
            Some(Ok(7)),
            "a value was sent where there is no runtime, and this is what the receiver then gave \
             (`None`: it was pending)",
        );
        let (sender, receiver) = channel::<u32>();
        let mut receiver = pin!(receiver);
        if task.poll(receiver.as_mut()).is_ready() {
            fail("nothing had been sent, the sender was there, and the receiver was ready");
        }
        let_go(sender);
        woken(&task, 2, "the sender was dropped where there is no runtime");
        expect_eq(
            polled(task.poll(receiver.as_mut())),
            Some(Err(GONE)),
            "the sender was dropped where there is no runtime, and this is what the receiver then \
             gave (`None`: it was pending)",
        );
    });
}

/// The two halves, each for a thread.
type Halves<T> = (Mutex<Option<Sender<T>>>, Mutex<task::Spawn<Receiver<T>>>);

fn halves<T>() -> Halves<T> {
    let (sender, receiver) = channel();
    (Mutex::new(Some(sender)), Mutex::new(task::spawn(receiver)))
}

/// What a receiver gave that was polled while another thread ended its wait.
fn judge(
    halves: &Halves<u32>,
    came: Option<Result<u32, &'static str>>,
    expected: Result<u32, &'static str>,
    what: &str,
) -> Order {
    let mut receiver = lock(&halves.1);
    let (came, order) = match came {
        Some(came) => (Some(came), Order::OtherFirst),
        None => {
            if !receiver.is_woken() {
                fail(format!(
                    "the receiver was polled while another thread did this: {what}. It found \
                     nothing and waited, and nobody woke it: that slipped through between its look \
                     and the note of its waker"
                ));
            }
            (polled(receiver.poll()), Order::OneFirst)
        }
    };
    expect_eq(
        came,
        Some(expected),
        format!("the receiver was polled while another thread did this: {what}"),
    );
    order
}

#[test]
fn a_value_from_another_thread_is_not_missed() {
    race(
        halves::<u32>,
        |(_, receiver)| polled(lock(receiver).poll()),
        |(sender, _)| lock(sender).take().map(|sender| sender.send(7)),
        |halves, came, sent| {
            if sent != Some(Ok(())) {
                fail("the receiver was there, and `send` gave the value back");
            }
            judge(halves, came, Ok(7), "it sent the value")
        },
    );
}

#[test]
fn the_end_of_a_sender_on_another_thread_is_not_missed() {
    race(
        halves::<u32>,
        |(_, receiver)| polled(lock(receiver).poll()),
        |(sender, _)| let_go(lock(sender).take()),
        |halves, came, ()| judge(halves, came, Err(GONE), "it dropped the sender"),
    );
}

#[test]
fn a_value_is_not_lost_while_the_receiver_goes() {
    type State = (
        Mutex<Option<Receiver<Counted>>>,
        Mutex<Option<Sender<Counted>>>,
    );
    race(
        || -> (State, Arc<AtomicUsize>) {
            let (sender, receiver) = channel();
            let halves = (Mutex::new(Some(receiver)), Mutex::new(Some(sender)));
            (halves, Arc::default())
        },
        |((receiver, _), _)| let_go(lock(receiver).take()),
        |((_, sender), drops)| {
            let value = Counted(Arc::clone(drops));
            lock(sender).take().map(|sender| sender.send(value))
        },
        |(_, drops), (), sent| {
            let dropped = drops.load(Ordering::SeqCst);
            match (sent, dropped) {
                (Some(Ok(())), 1) => Order::OtherFirst,
                (Some(Err(_back)), 0) => Order::OneFirst,
                (Some(Ok(())), _) => fail(
                    "the value was sent while another thread dropped the receiver, `send` gave \
                     `Ok`, and when both were done the value still lay in the channel: it should \
                     be dropped with the receiver, or be given back",
                ),
                _ => fail(
                    "the value was sent while another thread dropped the receiver, and it was both \
                     given back and dropped",
                ),
            }
        },
    );
}

#[test]
fn it_comes_in_whatever_way_the_receiver_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for sends in [true, false] {
                let what = if sends {
                    "the value was sent"
                } else {
                    "the sender was dropped"
                };
                lab.case(format!("a receiver that is {way}; then {what}"));
                let (sender, receiver) = channel();
                let begun = lab.now();
                tokio::spawn(async move {
                    sleep(ms(2_007)).await;
                    if sends {
                        let _sent = sender.send(7);
                    }
                });
                let end = within(
                    secs(60),
                    lab.polled(way, calm(receiver)),
                    format!("{what}, and a receiver that was {way} did not go on"),
                )
                .await;
                expect_eq(
                    (told(end), lab.now() - begun),
                    (if sends { Ok(7) } else { Err(GONE) }, ms(2_007)),
                    format!(
                        "{what} after 2007ms, and a receiver that was {way} did not say so at that \
                         instant"
                    ),
                );
            }
        }
    });
}
