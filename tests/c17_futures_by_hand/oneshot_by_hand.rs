//! `oneshot_by_hand`: the value comes, or word that it will not, and nobody waits in vain.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use async_katas::c17_futures_by_hand::oneshot_by_hand::{Receiver, Sender, SenderGone, channel};
use lab::{
    A_DAY, Lab, Order, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    plain_thread, race, secs, virtual_time, within,
};
use tokio::time::sleep;
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
        expect_eq(told(end), Ok(value), "another value came than was sent");
        expect_eq(
            (watch.polls(), watch.wakes()),
            (2, 1),
            "the receiver was polled and woken so often (polls, wakes) up to the value; only what \
             ends the wait should wake it, once",
        );
    });
}

#[test]
fn the_receiver_hears_that_the_sender_is_gone() {
    virtual_time(async |lab: Lab| {
        let cause = "the sender was dropped and had sent nothing, and nobody woke the receiver that \
                     waited: it hears of it only when it is polled for some other reason, or never; \
                     dropping the sender has to wake it";
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
            "the sender was dropped at 1003ms and had sent nothing, and the receiver did not say so",
        );
        expect_eq(lab.now(), ms(1_003), cause);
        lab.case("the sender is dropped before the receiver is polled");
        let (sender, receiver) = channel::<u32>();
        let_go(sender);
        expect_eq(
            polled(task::spawn(receiver).poll()),
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
        expect_eq(
            polled(first.poll()),
            Some(Ok("value")),
            "the value was sent, the sender was gone after that, as it always is, and the first \
             poll of the receiver did not give the value: what was sent comes before the word that \
             nothing more will",
        );
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
                    "the receiver had been polled {polls} times and was dropped before `send` was \
                     called: nobody will ever get the value, so it comes back as an `Err`, and is \
                     not lost"
                ),
            );
        }
    });
}

#[test]
fn is_closed_tells_whether_the_receiver_is_gone() {
    virtual_time(async |_lab: Lab| {
        let (sender, receiver) = channel::<u32>();
        let stands = |when: &str, expected: bool| {
            for _ in 0..2 {
                expect_eq(
                    sender.is_closed(),
                    expected,
                    format!("`is_closed` was asked {when}, twice in a row, and was wrong"),
                );
            }
        };
        stands("of a new channel", false);
        let mut waiting = task::spawn(receiver);
        if waiting.poll().is_ready() {
            fail("nothing had been sent, the sender was there, and the receiver was ready");
        }
        if waiting.is_woken() {
            fail("nothing had been sent, the sender was there, and a poll woke its own task");
        }
        stands("while the receiver waited", false);
        if waiting.is_woken() {
            fail("`is_closed` woke the receiver: asking changes nothing");
        }
        let_go(waiting);
        stands("when the receiver had been dropped", true);
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
            expect_eq(
                drops.load(Ordering::SeqCst),
                expected,
                format!("{case}, the value had been dropped another number of times"),
            );
        };
        let (value, drops) = new();
        let (sender, receiver) = channel();
        let sent = sender.send(value).is_ok();
        dropped(&drops, 0, "sent, and not yet received");
        let_go(receiver);
        dropped(
            &drops,
            1,
            "sent, not received, and then the receiver was dropped, which takes the value with it",
        );
        let (value, drops) = new();
        let (sender, receiver) = channel();
        let sent_too = sender.send(value).is_ok();
        let received = receiver.await;
        dropped(&drops, 0, "received, and kept by whoever received it");
        let_go(received);
        dropped(&drops, 1, "received, and dropped by whoever received it");
        let (value, drops) = new();
        let (sender, receiver) = channel();
        let_go(receiver);
        let back = sender.send(value);
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
                let another = tokio::spawn(calm(receiver));
                let cause = "a wait for the receiver was given up, another task took it up again, \
                             the value was sent, and the second wait never ended";
                match within(secs(60), another, cause).await {
                    Ok(end) => end,
                    Err(_) => fail("the task that took the wait up again panicked"),
                }
            }
        };
        expect_eq(
            (told(end), lab.now()),
            (Ok(7), secs(1)),
            "the value was sent at 1s; a wait for the receiver may have been given up, and another \
             task have taken it up again: a wait that is given up takes nothing with it",
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
            expect_eq(
                last.wakes(),
                1,
                format!(
                    "{what}, and whoever had polled the receiver last was not woken just once: \
                     `send` and the drop of the sender that follows it wake once between them"
                ),
            );
            expect_eq(
                polled(last.poll(receiver.as_mut())),
                Some(if sends { Ok(7) } else { Err(GONE) }),
                format!("{what}, and the next poll of the receiver did not say so"),
            );
        }
    });
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
                "{what}, and whoever is woken by that polls the receiver inside the call of `wake`, \
                 which hangs if a lock of the channel is held while it wakes"
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
                         pending: it was woken before all was written down, and nobody wakes it again"
                    }
                    Some(_) => "the receiver was woken, and polled inside the call of `wake`",
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
        expect_eq(
            (task.then.load(Ordering::SeqCst), sent.is_ok()),
            (1, true),
            "a value was sent, and whoever was woken by that dropped the receiver inside the call of \
             `wake`: how many values that dropped, and whether `send` gave `Ok`; the value goes with \
             the receiver, whoever else still has a hand on the channel",
        );
    });
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
            (sent, task.wakes(), polled(task.poll(receiver.as_mut()))),
            (Ok(()), 1, Some(Ok(7))),
            "a value was sent where there is no runtime: what `send` gave, how often it woke the \
             receiver, and what the receiver then gave",
        );
        let (sender, receiver) = channel::<u32>();
        let mut receiver = pin!(receiver);
        let pending = task.poll(receiver.as_mut()).is_pending();
        let_go(sender);
        expect_eq(
            (pending, task.wakes(), polled(task.poll(receiver.as_mut()))),
            (true, 2, Some(Err(GONE))),
            "the sender was dropped where there is no runtime: whether the receiver had waited, how \
             often it was woken since the beginning, and what it then gave",
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
