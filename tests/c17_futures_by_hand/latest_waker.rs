//! `latest_waker`: whoever polled last is woken, whatever comes in between, and nobody else.

use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use async_katas::c17_futures_by_hand::latest_waker::{Setter, Signal, signal};
use lab::{
    A_DAY, Lab, Order, PlainLab, Way, expect_eq, fail, for_seeds, ms, plain_thread, race,
    real_time, secs, virtual_time,
};
use tokio::time::{sleep, timeout};

use super::by_hand::ByHand;
use super::lock::lock;
use super::turns::calm;

/// Two ends, the waiting one to be polled by hand.
fn ends() -> (Setter, Pin<Box<Signal>>) {
    let (setter, signal) = signal();
    (setter, Box::pin(signal))
}

/// A poll before the signal is set.
#[track_caller]
fn pending(task: &ByHand, signal: &mut Pin<Box<Signal>>) {
    if task.poll(signal.as_mut()).is_ready() {
        fail("a poll was ready, and the signal had never been set");
    }
}

/// A task that waited, after the one `set` that should have woken it.
#[track_caller]
fn woken_once(task: &ByHand, what: &str) {
    match task.wakes() {
        1 => {}
        0 => fail(format!(
            "{what}, and when `set` had returned, the task that waits had not been woken: `set` \
             itself should wake it"
        )),
        n => fail(format!(
            "{what}, and the task that waits had been woken {n} times when `set` had returned: \
             once is enough for another poll"
        )),
    }
}

#[test]
fn it_waits_until_it_is_set() {
    virtual_time(async |lab: Lab| {
        let (setter, signal) = signal();
        let button = async {
            sleep(secs(2)).await;
            lab.explain("+", "`set` is called");
            lab.mark("button", '+');
            setter.set();
        };
        let waiting = async {
            lab.wait("signal", calm(signal)).await;
            lab.explain("*", "the signal is ready");
            lab.mark("signal", '*');
        };
        futures::future::join(waiting, button).await;
        lab.expect(
            "
                    0s    1s    2s
            signal  ............*
            button              +
            ",
        );
    });
}

#[test]
fn set_wakes_who_waits_once() {
    virtual_time(async |lab: Lab| {
        lab.case("polled by hand, then set, then polled again");
        // Often, so that nobody who leaves the waking to a thread is in time by luck.
        for _ in 0..50 {
            let task = ByHand::default();
            let (setter, mut signal) = ends();
            pending(&task, &mut signal);
            setter.set();
            match task.wakes() {
                1 => {}
                0 => fail(
                    "a task had polled the signal, and when `set` returned, it had not been woken: \
                     `set` itself should wake it",
                ),
                n => fail(format!(
                    "a task had polled the signal, and `set` woke it {n} times: once is enough for \
                     another poll"
                )),
            }
            if task.poll(signal.as_mut()).is_pending() {
                fail("the signal was set, and the next poll was pending");
            }
        }
        lab.case("set before anybody polled it");
        let task = ByHand::default();
        let (setter, mut signal) = ends();
        setter.set();
        if task.poll(signal.as_mut()).is_pending() {
            fail(
                "the signal was set before anybody had polled it, and the first poll was pending: \
                 a wake that finds nobody is gone, so that it was set has to be written down",
            );
        }
    });
}

#[test]
fn who_polled_last_is_woken_and_no_other() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let tasks: Vec<ByHand> = (0..draw.size(2..=4)).map(|_| ByHand::default()).collect();
        let (setter, mut signal) = ends();
        let polls: Vec<usize> = (0..draw.size(2..=7))
            .map(|_| draw.size(1..=tasks.len()))
            .collect();
        lab.case(format!("polled by these tasks, then set: {polls:?}"));
        for task in &polls {
            pending(&tasks[task - 1], &mut signal);
            if tasks[task - 1].wakes() > 0 {
                fail("a poll woke its own task, and the signal had never been set");
            }
        }
        setter.set();
        let last = polls[polls.len() - 1];
        let others = (1..=tasks.len()).filter(|task| *task != last);
        let wrong: Vec<_> = others
            .filter(|task| tasks[task - 1].wakes() > 0)
            .map(|task| format!("task {task}"))
            .collect();
        let woken = tasks[last - 1].wakes();
        match (woken, wrong.is_empty()) {
            (1, true) => {}
            (0, true) => fail(format!(
                "task {last} had polled last, and `set` woke nobody"
            )),
            (0, false) => fail(format!(
                "task {last} had polled last, and `set` woke {} instead: each poll brings a waker, \
                 and only that of the last one counts",
                wrong.join(" and ")
            )),
            (_, false) => fail(format!(
                "task {last} had polled last, and `set` woke {} as well: whoever has lost interest \
                 is not to be woken",
                wrong.join(" and ")
            )),
            (n, true) => fail(format!(
                "task {last} had polled last, and `set` woke it {n} times, as it had polled more \
                 than once: once is enough"
            )),
        }
    });
}

#[test]
fn nobody_is_woken_for_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY + A_DAY);
        let task = ByHand::default();
        let (setter, mut signal) = ends();
        pending(&task, &mut signal);
        if task.wakes() > 0 {
            fail(
                "the signal was not set, and the poll woke its own task: it is then polled again \
                 and again, instead of when there is something new",
            );
        }
        sleep(A_DAY).await;
        if task.wakes() > 0 {
            fail(
                "the signal was not set for a day, and the task that waits for it was woken \
                 meanwhile: only `set` should wake it, and nobody who looks now and then",
            );
        }
        pending(&task, &mut signal);
        setter.set();
        woken_once(&task, "the signal was set after a day");
    });
}

#[test]
fn set_again_nobody_is_woken() {
    virtual_time(async |_lab: Lab| {
        let task = ByHand::default();
        let (setter, mut signal) = ends();
        pending(&task, &mut signal);
        for nth in ["first", "second", "third"] {
            setter.set();
            if task.wakes() > 1 {
                fail(format!(
                    "the {nth} `set` woke a task that an earlier one had woken already: there is \
                     nothing new for it"
                ));
            }
        }
        if task.poll(signal.as_mut()).is_pending() {
            fail("the signal was set three times, and the next poll was pending");
        }
        setter.set();
        if task.wakes() > 1 {
            fail("the signal had been ready, and a `set` after that woke its task once more");
        }
    });
}

/// A task that does something in the middle of each wake.
struct DoesIt {
    once: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    at_it: AtomicBool,
    done: AtomicBool,
}

impl DoesIt {
    fn new() -> Arc<Self> {
        Arc::new(DoesIt {
            once: Mutex::new(None),
            at_it: AtomicBool::new(false),
            done: AtomicBool::new(false),
        })
    }
}

impl Wake for DoesIt {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let once = lock(&self.once).take();
        if let Some(once) = once {
            self.at_it.store(true, Ordering::SeqCst);
            once();
            self.at_it.store(false, Ordering::SeqCst);
            self.done.store(true, Ordering::SeqCst);
        }
    }
}

/// Calls `set` on a thread, where it may hang: `task` does in the middle of the wake what it does.
async fn set_while_it_does(lab: &Lab, setter: Arc<Setter>, task: &DoesIt, what: &str) {
    let mut set = Box::pin(lab.thread(move || setter.set()));
    while timeout(secs(2), set.as_mut()).await.is_err() {
        if task.at_it.load(Ordering::SeqCst) {
            fail(format!(
                "`set` woke a task, which {what} in the middle of the wake, and neither came back: \
                 `set` wakes while it holds a lock that the task needs for that"
            ));
        }
    }
    if !task.done.load(Ordering::SeqCst) {
        fail("a task had polled the signal, and when `set` returned, it had not been woken");
    }
}

#[test]
fn who_is_woken_may_poll_in_the_middle_of_the_wake() {
    real_time(async |lab: Lab| {
        lab.case("a task that polls in the middle of the wake");
        let (setter, mut signal) = ends();
        let task = DoesIt::new();
        let waker = Waker::from(Arc::clone(&task));
        let polled = signal.as_mut().poll(&mut Context::from_waker(&waker));
        if polled.is_ready() {
            fail("a poll was ready, and the signal had never been set");
        }
        let found = Arc::new(Mutex::new(None));
        let finds = Arc::clone(&found);
        *lock(&task.once) = Some(Box::new(move || {
            let polled = signal
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()));
            *lock(&finds) = Some(polled);
        }));
        set_while_it_does(&lab, Arc::new(setter), &task, "polled the signal").await;
        let found = *lock(&found);
        if found == Some(Poll::Pending) {
            fail(
                "`set` woke a task, which polled in the middle of the wake, and that poll was \
                 pending: `set` wakes before it has written down that the signal is set",
            );
        }
    });
}

#[test]
fn who_is_woken_may_set_it_in_the_middle_of_the_wake() {
    real_time(async |lab: Lab| {
        lab.case("a task that sets the signal in the middle of the wake");
        let (setter, signal) = ends();
        // Its drop would hang as well, where `set` never lets go of a lock.
        let mut signal = ManuallyDrop::new(signal);
        let setter = Arc::new(setter);
        let task = DoesIt::new();
        let waker = Waker::from(Arc::clone(&task));
        let polled = signal.as_mut().poll(&mut Context::from_waker(&waker));
        if polled.is_ready() {
            fail("a poll was ready, and the signal had never been set");
        }
        let again = Arc::clone(&setter);
        *lock(&task.once) = Some(Box::new(move || again.set()));
        set_while_it_does(&lab, setter, &task, "called `set` once more").await;
        drop(ManuallyDrop::into_inner(signal));
    });
}

#[test]
fn one_waker_is_kept_at_most_and_none_after_the_drop() {
    virtual_time(async |lab: Lab| {
        let tasks = [(); 10].map(|()| ByHand::default());
        let kept = || tasks.iter().map(ByHand::kept).sum::<usize>();
        for (set, when) in [(false, "pending"), (true, "set, and not polled again")] {
            let (setter, mut signal) = ends();
            for n in 1..=1000 {
                pending(&tasks[n % 10], &mut signal);
                if kept() > 1 {
                    fail(format!(
                        "the signal was polled {n} times, and {} wakers are kept: that of the last \
                         poll takes the place of the one before",
                        kept()
                    ));
                }
            }
            if set {
                setter.set();
            }
            let before: usize = tasks.iter().map(ByHand::wakes).sum();
            lab.case(format!("the signal is dropped while it is {when}"));
            drop(signal);
            if kept() > 0 {
                fail(format!(
                    "the signal was dropped while it was {when}, and its waker is still kept: as \
                     long as the setter lives, so does the task that has gone"
                ));
            }
            setter.set();
            let after: usize = tasks.iter().map(ByHand::wakes).sum();
            expect_eq(
                after - before,
                0,
                format!(
                    "the signal was dropped while it was {when}, and after that somebody was woken"
                ),
            );
        }
        lab.case("the signal is dropped when it was ready");
        let (setter, mut signal) = ends();
        pending(&tasks[0], &mut signal);
        setter.set();
        let _ready = tasks[0].poll(signal.as_mut());
        drop(signal);
        if kept() > 0 {
            fail("the signal was ready and was dropped, and its waker is still kept");
        }
    });
}

#[test]
fn any_thread_may_set_it() {
    plain_thread(|lab: PlainLab| {
        lab.case("no runtime: polled on one plain thread, set on another one");
        let task = ByHand::default();
        let (setter, mut signal) = ends();
        pending(&task, &mut signal);
        lab.thread(move || setter.set()).join();
        woken_once(&task, "a plain thread set the signal");
        if task.poll(signal.as_mut()).is_pending() {
            fail("a plain thread set the signal, and the next poll was pending");
        }
    });
}

#[test]
fn a_set_in_the_middle_of_a_poll_is_not_missed() {
    struct Round {
        setter: Setter,
        signal: Mutex<Pin<Box<Signal>>>,
        earlier: ByHand,
        last: ByHand,
    }
    race(
        || {
            let (setter, mut signal) = ends();
            let earlier = ByHand::default();
            let _pending = earlier.poll(signal.as_mut());
            Round {
                setter,
                signal: Mutex::new(signal),
                earlier,
                last: ByHand::default(),
            }
        },
        |round| round.last.poll(lock(&round.signal).as_mut()).is_ready(),
        |round| round.setter.set(),
        |round, ready, ()| {
            if ready {
                return Order::OtherFirst;
            }
            if round.last.wakes() == 0 {
                fail(match round.earlier.wakes() {
                    0 => {
                        "a task polled while another thread called `set`, the poll was pending, \
                         and `set` woke nobody, though it was called with the waker of an earlier \
                         poll in its place: `set` has to wait until it can take the waker (with \
                         `try_lock` it passes one by that a poll is at), and a poll has to put its \
                         own in the place of the older one in one step"
                    }
                    _ => {
                        "a task polled while another thread called `set`, the poll was pending, \
                         and `set` woke only the task that had polled before: it came between the \
                         look at the signal and the putting away of the waker"
                    }
                });
            }
            if round.last.poll(lock(&round.signal).as_mut()).is_pending() {
                fail("a task was woken by `set` on another thread, and its next poll was pending");
            }
            Order::OneFirst
        },
    );
}

#[test]
fn it_is_ready_in_time_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a signal that is {way}"));
            let before = lab.now();
            let (setter, signal) = signal();
            let button = tokio::spawn(async move {
                sleep(ms(2_003)).await;
                setter.set();
            });
            let waits = timeout(secs(60), lab.polled(way, calm(signal)));
            if waits.await.is_err() {
                fail(format!(
                    "a signal was {way} and set after 2.003s, and a minute later whoever polled it \
                     last had not gone on: nobody had woken that task"
                ));
            }
            expect_eq(
                lab.now() - before,
                ms(2_003),
                format!(
                    "a signal was {way} and set after 2.003s, and whoever polled it last did not \
                     go on at that instant"
                ),
            );
            let _ = button.await;
        }
    });
}
