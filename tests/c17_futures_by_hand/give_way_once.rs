//! `give_way_once`: pending once, woken once, and nothing left behind.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_katas::c17_futures_by_hand::give_way_once::give_way_once;
use lab::timeline::times;
use lab::{Lab, PlainLab, Way, expect_eq, fail, plain_thread, secs, virtual_time};
use tokio::time::{sleep, timeout};

use super::by_hand::ByHand;

/// Said where the first polls of two futures do not give the same.
const NOTE_IS_SHARED: &str = "a first poll was ready, and of two futures made after that, which \
    were polled once each, one was ready and the other one pending: each takes for its own what \
    another one has noted, so keep the note in the future itself, and not in a place that all share";

/// Whether the first polls of two futures give different things.
fn note_is_shared() -> bool {
    let task = ByHand::default();
    let (one, other) = (pin!(give_way_once()), pin!(give_way_once()));
    task.poll(one).is_ready() != task.poll(other).is_ready()
}

/// The first poll of a future: pending, and whoever polled is woken once.
#[track_caller]
fn first_poll(task: &ByHand, pending: bool, before: usize) {
    if !pending && note_is_shared() {
        fail(NOTE_IS_SHARED);
    }
    if !pending {
        fail(
            "the first poll was ready, so nobody else got a turn: whoever gives way returns \
             `Pending` once",
        );
    }
    match task.wakes() - before {
        1 => {}
        0 if task.kept() == 0 => fail(
            "the first poll was pending and had woken nobody when it returned, and nobody keeps a \
             waker: a task that is not woken is never polled again",
        ),
        0 => fail(
            "the first poll was pending and had not woken the task yet when it returned, it had \
             only put a waker away: there is nothing to wait for, so the poll itself should wake",
        ),
        wakes => fail(format!(
            "the first poll woke the task that polled {}, and once is enough for another turn",
            times(wakes)
        )),
    }
}

/// The second poll: ready, and nobody is woken.
#[track_caller]
fn second_poll(task: &ByHand, ready: bool, before: usize) {
    if !ready {
        fail(
            "the second poll was pending, too: it should be ready, since the others have had \
             their turn",
        );
    }
    if task.wakes() > before {
        fail(
            "the second poll was ready and woke the task all the same: it is then polled once \
             more, for nothing",
        );
    }
}

/// What every future of this kind does, polled twice by one task.
#[track_caller]
fn twice_by_one_task() {
    let task = ByHand::default();
    let mut future = pin!(give_way_once());
    first_poll(&task, task.poll(future.as_mut()).is_pending(), 0);
    second_poll(&task, task.poll(future.as_mut()).is_ready(), 1);
}

#[test]
fn it_is_pending_once_and_wakes_once() {
    virtual_time(async |lab: Lab| {
        // Often, so that nobody who leaves the waking to a thread is in time by luck.
        for n in 1..=50 {
            lab.case(format!("future {n} of 50, polled twice by hand"));
            twice_by_one_task();
        }
    });
}

#[test]
fn all_who_wait_for_a_turn_get_one() {
    virtual_time(async |_lab: Lab| {
        let turns = Arc::new(AtomicUsize::new(0));
        for round in 1..=3 {
            let others: Vec<_> = (0..20)
                .map(|_| {
                    let turns = Arc::clone(&turns);
                    tokio::spawn(async move { turns.fetch_add(1, Ordering::SeqCst) })
                })
                .collect();
            give_way_once().await;
            let had = turns.load(Ordering::SeqCst);
            if had < round * 20 && note_is_shared() {
                fail(NOTE_IS_SHARED);
            }
            if had < round * 20 {
                fail(format!(
                    "20 tasks waited for a turn, and when your future was done, {} of them had got \
                     one: it has to be pending once, so that the task that awaits it gives way",
                    had - (round - 1) * 20
                ));
            }
            for other in others {
                let _ = other.await;
            }
        }
    });
}

#[test]
fn a_thousand_in_a_row_cost_a_turn_each_and_no_time() {
    virtual_time(async |lab: Lab| {
        let polls = Cell::new(0);
        // How many were ready in their first poll, and how many pending in their second.
        let (at_once, pending_again) = (Cell::new(0), Cell::new(0));
        let mut all = pin!(async {
            for _ in 0..1000 {
                let mut future = pin!(give_way_once());
                let mut polls = 0;
                poll_fn(|cx| {
                    polls += 1;
                    future.as_mut().poll(cx)
                })
                .await;
                match polls {
                    1 => at_once.set(at_once.get() + 1),
                    2 => {}
                    _ => pending_again.set(pending_again.get() + 1),
                }
            }
        });
        let all = poll_fn(|cx| {
            polls.set(polls.get() + 1);
            all.as_mut().poll(cx)
        });
        lab.span("a thousand in a row", all).await;
        let polls = polls.get();
        if polls != 1001 {
            let which: Vec<String> = [
                (at_once.get(), "ready in the first poll"),
                (pending_again.get(), "pending in the second"),
            ]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, how)| match count {
                1 => format!("1 was {how}"),
                _ => format!("{count} were {how}"),
            })
            .collect();
            fail(format!(
                "a task gave way a thousand times in a row, and was polled {} for that, and should \
                 be polled 1001 times, once for each and once more: of the futures, {}{}",
                times(polls),
                which.join(" and "),
                match note_is_shared() {
                    true => {
                        "; of two more, which were polled once each, one was ready and the other \
                         one pending: each takes for its own what another one has noted, so keep \
                         the note in the future itself, and not in a place that all share"
                    }
                    false => "",
                }
            ));
        }
        expect_eq(
            lab.now(),
            secs(0),
            "a task gave way a thousand times, and time went by on the clock: giving way is not \
             sleeping",
        );
    });
}

#[test]
fn nothing_counts_before_the_first_poll() {
    virtual_time(async |lab: Lab| {
        let futures = [(); 3].map(|()| give_way_once());
        sleep(secs(1)).await;
        let task = ByHand::default();
        // The last one first: each is polled by itself, and knows nothing of the others.
        for (n, future) in futures.into_iter().enumerate().rev() {
            lab.case(format!(
                "three futures were made, number {} is polled a second later",
                n + 1
            ));
            let before = task.wakes();
            let mut future = pin!(future);
            first_poll(&task, task.poll(future.as_mut()).is_pending(), before);
            sleep(secs(1)).await;
            second_poll(&task, task.poll(future.as_mut()).is_ready(), before + 1);
        }
    });
}

#[test]
fn two_that_take_turns_do_not_disturb_each_other() {
    virtual_time(async |lab: Lab| {
        let (one, other) = (ByHand::default(), ByHand::default());
        let (mut a, mut b) = (pin!(give_way_once()), pin!(give_way_once()));
        lab.case("two futures of two tasks, polled by turns: this is the first one");
        first_poll(&one, one.poll(a.as_mut()).is_pending(), 0);
        lab.case("two futures of two tasks, polled by turns: this is the second one");
        first_poll(&other, other.poll(b.as_mut()).is_pending(), 0);
        lab.case("two futures of two tasks, polled by turns: this is the first one again");
        second_poll(&one, one.poll(a.as_mut()).is_ready(), 1);
        lab.case("two futures of two tasks, polled by turns: this is the second one again");
        second_poll(&other, other.poll(b.as_mut()).is_ready(), 1);
    });
}

/// Whether a first poll of a task of its own, which has polled nothing else, is as it should be.
fn is_right_alone() -> bool {
    let task = ByHand::default();
    let polled = task.poll(pin!(give_way_once()));
    polled.is_pending() && task.wakes() == 1
}

/// What became of a future before another one is polled for the first time.
#[derive(Clone, Copy)]
enum Fate {
    Polled,
    Dropped,
    Leaked,
    Ended,
}

impl Fate {
    const ALL: [(Fate, &'static str); 4] = [
        (Fate::Polled, "polled once, and is still there"),
        (Fate::Dropped, "polled once, and dropped"),
        (Fate::Leaked, "polled once, and leaked with `mem::forget`"),
        (Fate::Ended, "polled twice, and ready"),
    ];
}

#[test]
fn what_became_of_another_one_does_not_count() {
    virtual_time(async |lab: Lab| {
        let tasks = [
            "the task that had polled that one",
            "another task",
            "another task, when the first one was gone",
        ];
        for (fate, was) in Fate::ALL {
            for (who, polls) in tasks.iter().enumerate() {
                lab.case(format!(
                    "one future was {was}; then {polls} polls a new one"
                ));
                let mut task = ByHand::default();
                let mut one = Box::pin(give_way_once());
                let _ = task.poll(one.as_mut());
                let mut kept = None;
                match fate {
                    Fate::Polled => kept = Some(one),
                    Fate::Dropped => drop(one),
                    Fate::Leaked => std::mem::forget(one),
                    Fate::Ended => {
                        let _ = task.poll(one.as_mut());
                    }
                }
                let mut first = None;
                match who {
                    1 => first = Some(std::mem::take(&mut task)),
                    2 => {
                        drop(task);
                        task = ByHand::default();
                    }
                    _ => {}
                }
                let before = task.wakes();
                let mut new = pin!(give_way_once());
                let pending = task.poll(new.as_mut()).is_pending();
                if (!pending || task.wakes() == before) && is_right_alone() {
                    fail(format!(
                        "the new one {}, which does not happen where nothing was polled before it: \
                         each has to give way and to wake, whatever became of another one, so keep \
                         what it has noted in the future itself",
                        match pending {
                            true => "was pending in its first poll, and woke nobody",
                            false => "was ready in its first poll",
                        }
                    ));
                }
                first_poll(&task, pending, before);
                let before = task.wakes();
                second_poll(&task, task.poll(new.as_mut()).is_ready(), before);
                if let Some(mut one) = kept {
                    lab.case(
                        "one future was polled once, then another one twice, then the first again",
                    );
                    let task = first.as_ref().unwrap_or(&task);
                    let before = task.wakes();
                    second_poll(task, task.poll(one.as_mut()).is_ready(), before);
                }
            }
        }
    });
}

#[test]
fn another_task_may_poll_it_the_second_time() {
    virtual_time(async |_lab: Lab| {
        let (first, second) = (ByHand::default(), ByHand::default());
        let mut future = pin!(give_way_once());
        first_poll(&first, first.poll(future.as_mut()).is_pending(), 0);
        if second.poll(future.as_mut()).is_pending() {
            fail(
                "the second poll came from another task than the first, and was pending: it is the \
                 polls that count, not who polls",
            );
        }
        let (again, other) = (first.wakes() - 1, second.wakes());
        if again + other > 0 {
            fail(format!(
                "one task polled first, and was woken for that; another one polled next, found the \
                 future ready, and that poll woke {}: a second poll wakes nobody",
                match again {
                    0 => "the task that polled",
                    _ => "the task that had polled first once more",
                }
            ));
        }
    });
}

#[test]
fn dropped_it_leaves_no_waker_and_wakes_nobody() {
    virtual_time(async |lab: Lab| {
        for (polls, when) in [
            (0, "before its first poll"),
            (1, "after its first poll"),
            (2, "when it was ready"),
        ] {
            lab.case(format!("a future that is dropped {when}"));
            let task = ByHand::default();
            let before = {
                let mut future = pin!(give_way_once());
                for _ in 0..polls {
                    let _ = task.poll(future.as_mut());
                }
                task.wakes()
            };
            if task.kept() > 0 {
                fail(format!(
                    "the future was dropped {when}, and somebody still keeps a waker of the task \
                     that polled it: what is dropped should leave nothing behind that can wake"
                ));
            }
            let woken = task.wakes() - before;
            if woken > 0 {
                fail(format!(
                    "the future was dropped {when}, and that woke the task that had polled it, {}: \
                     dropping it should wake nobody",
                    times(woken)
                ));
            }
        }
    });
}

#[test]
fn it_needs_no_runtime() {
    plain_thread(|lab: PlainLab| {
        lab.case("polled by hand on a plain thread, without a runtime");
        twice_by_one_task();
    });
}

#[test]
fn it_gives_way_once_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a future that is {way}"));
            let (polls, before) = (Cell::new(0), lab.now());
            let mut future = pin!(give_way_once());
            let counted = poll_fn(|cx| {
                polls.set(polls.get() + 1);
                future.as_mut().poll(cx)
            });
            // Whoever is never woken is polled once more when the time is up.
            let _ = timeout(secs(60), lab.polled(way, counted)).await;
            if lab.now() - before >= secs(60) {
                fail(format!(
                    "a future was {way}, its first poll was pending, and the task that had polled \
                     last was not woken"
                ));
            }
            if polls.get() != 2 {
                fail(format!(
                    "a future was {way}, and was ready in poll number {}: it should be in the \
                     second",
                    polls.get()
                ));
            }
        }
    });
}
