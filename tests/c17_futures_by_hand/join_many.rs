//! `join_many`: all at once, each polled when it was woken, and nobody else.

use std::future::{Future, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use async_katas::c17_futures_by_hand::join_many::join_many;
use futures::future::BoxFuture;
use lab::timeline::times;
use lab::{
    Job, Lab, Order as Winner, Probe, Timeline, Way, expect_eq, fail, for_seeds, ms, race, secs,
    virtual_time, within,
};
use tokio::task::unconstrained;
use tokio::time::sleep;

use super::by_hand::ByHand;
use super::lock::lock;

/// A future in the hands of the test, which sees its polls and has its waker.
#[derive(Clone, Default)]
struct Hand(Arc<Inner>);

#[derive(Default)]
struct Inner {
    polls: AtomicUsize,
    done: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

/// The future itself. It gives its number when it is done.
struct Held {
    number: usize,
    hand: Hand,
    _probe: Option<Probe>,
}

impl Hand {
    fn future(&self, number: usize) -> Held {
        Held {
            number,
            hand: self.clone(),
            _probe: None,
        }
    }

    fn polls(&self) -> usize {
        self.0.polls.load(Ordering::SeqCst)
    }

    /// Wakes it by the waker of its last poll, which stays there.
    fn wake(&self) {
        let waker = lock(&self.0.waker).clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// From now on it is ready when it is polled.
    fn is_done(&self) {
        self.0.done.store(true, Ordering::SeqCst);
    }
}

impl Future for Held {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let inner = &self.hand.0;
        inner.polls.fetch_add(1, Ordering::SeqCst);
        *lock(&inner.waker) = Some(cx.waker().clone());
        match inner.done.load(Ordering::SeqCst) {
            true => Poll::Ready(self.number),
            false => Poll::Pending,
        }
    }
}

/// A join that is polled by hand.
struct Call {
    task: ByHand,
    join: BoxFuture<'static, Vec<usize>>,
}

impl Call {
    fn new<F>(futures: Vec<F>) -> Self
    where
        F: Future<Output = usize> + Send + 'static,
    {
        Call {
            task: ByHand::default(),
            join: Box::pin(join_many(futures)),
        }
    }

    fn poll(&mut self) -> Option<Vec<usize>> {
        match self.task.poll(Pin::new(&mut self.join)) {
            Poll::Ready(outputs) => Some(outputs),
            Poll::Pending => None,
        }
    }

    /// From now on another task polls it. Gives the one that did up to now.
    fn moves(&mut self) -> ByHand {
        std::mem::take(&mut self.task)
    }

    #[track_caller]
    fn is_pending(&mut self, case: &str) {
        if self.poll().is_some() {
            fail(format!("{case}, and your future was ready"));
        }
    }
}

/// So many futures, and a join of them that was polled once.
fn begun(count: usize) -> (Vec<Hand>, Call) {
    let hands: Vec<Hand> = (0..count).map(|_| Hand::default()).collect();
    let futures = hands.iter().enumerate();
    let mut call = Call::new(futures.map(|(n, hand)| hand.future(n)).collect());
    call.is_pending("none of the futures was done");
    (hands, call)
}

/// After the first poll of a join of these.
#[track_caller]
fn all_have_begun(hands: &[Hand]) {
    let not = hands.iter().filter(|hand| hand.polls() == 0).count();
    if not > 0 {
        fail(format!(
            "your future was polled for the first time, and {not} of its {} futures had not begun \
             after that: all begin in that poll",
            hands.len()
        ));
    }
}

fn polls(hands: &[Hand]) -> Vec<usize> {
    hands.iter().map(Hand::polls).collect()
}

#[test]
fn all_begin_at_once_and_the_outputs_are_in_order() {
    virtual_time(async |lab: Lab| {
        let jobs = [("a", 3), ("b", 1), ("c", 2)]
            .map(|(name, time)| lab.job(name).takes(secs(time)).gives(name));
        let outputs = join_many(jobs.into_iter().collect()).await;
        lab.expect(
            "
               0s    1s    2s    3s
            a  |=================|
            b  |=====|
            c  |===========|
            ",
        );
        expect_eq(
            outputs,
            vec!["a", "b", "c"],
            "the outputs belong to the futures in the order of the list, whichever ended first",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn each_is_polled_once_for_each_time_it_was_woken() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let (mut expected, mut jobs, mut watches) = (Timeline::new(), Vec::new(), Vec::new());
        let (mut ends, count) = (secs(0), draw.size(1..=40));
        for n in 0..count {
            let name = format!("{n}");
            let (mut job, mut time) = (lab.job(&name), secs(0));
            for _ in 0..draw.size(1..=3) {
                let part = draw.off_grid(ms(1)..=ms(900));
                time += part;
                job = job.takes(part);
            }
            expected = expected.span(&name, secs(0), time);
            ends = ends.max(time);
            let metered = lab.meter(job.gives(n));
            watches.push(metered.watch());
            jobs.push(metered);
        }
        let outputs = join_many(jobs).await;
        for (n, watch) in watches.iter().enumerate() {
            if watch.polls() > watch.wakes() + 1 {
                fail(format!(
                    "there were {count} futures; number {n} of them was woken {} and polled {}: \
                     each is polled once at first, and then once for each time it was woken, and \
                     not because another one was woken; so each needs a waker of its own",
                    times(watch.wakes()),
                    times(watch.polls())
                ));
            }
        }
        lab.expect(expected);
        expect_eq(
            lab.now(),
            ends,
            "your future was not ready at the instant at which the last one was",
        );
        expect_eq(
            outputs,
            (0..count).collect(),
            "the outputs belong to the futures in the order of the list, whichever ended first",
        );
    });
}

#[test]
fn a_thousand_that_end_one_by_one_take_few_polls() {
    virtual_time(async |_lab: Lab| {
        unconstrained(async move {
            let polls = Arc::new(AtomicUsize::new(0));
            let futures = (1..=1000).map(|n| {
                let polls = Arc::clone(&polls);
                let mut timer = Box::pin(sleep(ms(n)));
                poll_fn(move |cx| {
                    polls.fetch_add(1, Ordering::SeqCst);
                    timer.as_mut().poll(cx).map(|()| n)
                })
            });
            let outputs = join_many(futures.collect()).await;
            let polls = polls.load(Ordering::SeqCst);
            if polls > 3000 {
                fail(format!(
                    "a thousand futures ended one by one, and they were polled {polls} times in \
                     all: each wake polled all that were left; two polls each are enough, the \
                     first one and one when it was woken"
                ));
            }
            expect_eq(
                outputs,
                (1..=1000).collect(),
                "the outputs of a thousand futures are not those, in the order of the list",
            );
        })
        .await;
    });
}

#[test]
fn only_who_was_woken_is_polled() {
    virtual_time(async |lab: Lab| {
        let (hands, mut call) = begun(3);
        let first = polls(&hands);
        if first != [1, 1, 1] {
            fail(format!(
                "your future was polled for the first time, and {}: each begins in that poll, \
                 polled once",
                match (
                    first.iter().filter(|polls| **polls == 0).count(),
                    lab.tasks_alive()
                ) {
                    (3, 1..) => {
                        "none of its three futures was polled in it: they were given to tasks, \
                         which begin later, and go on when nobody wants their outputs any more"
                            .to_owned()
                    }
                    (0, _) => "it polled some of its three futures more than once".to_owned(),
                    (begun_not, _) =>
                        format!("{begun_not} of its three futures had not begun then"),
                }
            ));
        }
        call.is_pending("none of the futures was done");
        if polls(&hands) != [1, 1, 1] {
            fail(
                "your future was polled once more, though none of its three had been woken, and it \
                 polled some of them: only who was woken is polled",
            );
        }
        hands[1].wake();
        call.is_pending("none of the futures was done");
        let second = polls(&hands);
        if second != [1, 2, 1] {
            fail(format!(
                "three futures had been polled once each, then the second one was woken, and your \
                 future was polled; {}: only who was woken is polled, and that once",
                match (second[0] + second[2] > 2, second[1]) {
                    (true, _) => "it polled others of them as well".to_owned(),
                    (false, 1) => "it did not poll the one that was woken".to_owned(),
                    (false, n) => format!("it polled that one {}", times(n - 1)),
                }
            ));
        }
        for _ in 0..3 {
            hands[2].wake();
            hands[0].wake();
        }
        call.is_pending("none of the futures was done");
        let third = polls(&hands);
        if third != [2, 2, 2] {
            fail(format!(
                "the third and the first of three futures were woken three times each before your \
                 future was polled; in that poll it polled the first {}, the second {} and the \
                 third {}: who was woken is polled once for that, however often it was woken, so \
                 it stands on the list once",
                times(third[0] - 1),
                times(third[1] - 2),
                times(third[2] - 1)
            ));
        }
        for hand in &hands {
            hand.is_done();
            hand.wake();
        }
        expect_eq(
            call.poll(),
            Some(vec![0, 1, 2]),
            "all three futures were woken and ready, and your future did not give their outputs",
        );
    });
}

#[test]
fn the_caller_is_woken_once_for_all_of_them() {
    virtual_time(async |_lab: Lab| {
        let (hands, mut call) = begun(100);
        for _ in 0..3 {
            let before = call.task.wakes();
            for hand in hands.iter().rev() {
                hand.wake();
                hand.wake();
            }
            let woken = call.task.wakes() - before;
            if woken != 1 {
                fail(format!(
                    "a hundred futures were woken, two times each, before your future was polled \
                     again, and its caller was woken {} for that: it should be once for all of \
                     them, by the first",
                    times(woken)
                ));
            }
            call.is_pending("none of the futures was done");
        }
    });
}

#[test]
fn a_wake_during_a_poll_is_not_lost() {
    virtual_time(async |lab: Lab| {
        for (who, wakes) in [(0, 0), (0, 1), (1, 0), (2, 0), (2, 2), (1, 2)] {
            lab.case(format!(
                "number {who} of three futures wakes number {wakes} while it is polled, and is \
                 ready; the other one is ready in its second poll"
            ));
            let hands: Vec<Hand> = (0..3).map(|_| Hand::default()).collect();
            let woken = hands[wakes].clone();
            let futures = hands.iter().enumerate().map(|(n, hand)| {
                let (mut inner, woken, hand) = (hand.future(n), woken.clone(), hand.clone());
                poll_fn(move |cx| {
                    let first = hand.polls() == 0;
                    if n != who && n != wakes {
                        hand.is_done();
                    }
                    if !first {
                        hand.is_done();
                    }
                    let polled = Pin::new(&mut inner).poll(cx);
                    if n == who && first {
                        woken.is_done();
                        woken.wake();
                    }
                    if n == who && who != wakes {
                        return Poll::Ready(n);
                    }
                    polled
                })
            });
            let mut call = Call::new(futures.collect());
            let mut outputs = call.poll();
            all_have_begun(&hands);
            let mut seen = 0;
            // It has been woken, so its caller polls again.
            while outputs.is_none() && call.task.wakes() > seen && seen < 10 {
                seen = call.task.wakes();
                outputs = call.poll();
            }
            let Some(outputs) = outputs else {
                let when = match who == wakes {
                    true => "while it was being polled",
                    false => "while another one was being polled",
                };
                fail(format!(
                    "one of the futures was woken {when}, and {}: a wake that comes during a poll \
                     counts like any other",
                    match call.task.wakes() {
                        0 => {
                            "the caller of your future was never woken for that: leave the waker \
                             of the caller before you poll them, and not after that"
                        }
                        _ => {
                            "the caller was woken, your future was polled again, and that one was \
                             not: take those that were woken off the list before you poll them, \
                             and leave on it who is woken meanwhile"
                        }
                    }
                ));
            };
            expect_eq(
                outputs,
                vec![0, 1, 2],
                "all three futures were ready, and the outputs are not those, in the order of the \
                 list",
            );
        }
    });
}

#[test]
fn a_wake_during_a_poll_by_another_task_reaches_that_task() {
    virtual_time(async |lab: Lab| {
        for (who, wakes) in (0..3).flat_map(|who| (0..3).map(move |wakes| (who, wakes))) {
            lab.case(format!(
                "one task polls your future, then another one, and in that poll number {who} of \
                 three futures wakes number {wakes}"
            ));
            let hands: Vec<Hand> = (0..3).map(|_| Hand::default()).collect();
            let now = Arc::new(AtomicBool::new(false));
            let futures = hands.iter().enumerate().map(|(n, hand)| {
                let (mut inner, woken) = (hand.future(n), hands[wakes].clone());
                let now = Arc::clone(&now);
                poll_fn(move |cx| {
                    let polled = Pin::new(&mut inner).poll(cx);
                    if n == who && now.swap(false, Ordering::SeqCst) {
                        woken.wake();
                    }
                    polled
                })
            });
            let mut call = Call::new(futures.collect());
            call.is_pending("none of the futures was done");
            hands[who].wake();
            now.store(true, Ordering::SeqCst);
            let first = call.moves();
            let mut seen = 0;
            call.is_pending("none of the futures was done");
            // As often as the task is woken that has it now.
            while call.task.wakes() > seen && seen < 10 {
                seen = call.task.wakes();
                call.is_pending("none of the futures was done");
            }
            if hands[wakes].polls() < 2 + usize::from(who == wakes) {
                fail(
                    "your future had moved to another task, and in the first poll by that one, one \
                     of its futures was woken: it was not polled in that poll, and that task was \
                     not woken; the wake went to the task that had polled before, or nowhere: \
                     leave the waker of each poll before you poll any of them",
                );
            }
            let (before, seen) = (first.wakes(), call.task.wakes());
            hands.iter().for_each(Hand::wake);
            expect_eq(
                (first.wakes() - before, call.task.wakes() - seen),
                (0, 1),
                "your future had moved to another task, which had polled it, and then all of its \
                 futures were woken: how often that woke the first task, and the one that has it \
                 now",
            );
            hands.iter().for_each(Hand::is_done);
            expect_eq(
                call.poll(),
                Some(vec![0, 1, 2]),
                "all three futures were woken and ready, and your future did not give their outputs",
            );
        }
    });
}

#[test]
fn one_that_is_woken_again_before_its_turn_has_one_turn() {
    virtual_time(async |_lab: Lab| {
        let hands: Vec<Hand> = (0..2).map(|_| Hand::default()).collect();
        let round = Arc::new(AtomicBool::new(false));
        let futures = hands.iter().enumerate().map(|(n, hand)| {
            let (mut inner, other) = (hand.future(n), hands[1 - n].clone());
            let round = Arc::clone(&round);
            poll_fn(move |cx| {
                // Whoever has the first turn wakes the other one, which stands in line already.
                if round.swap(false, Ordering::SeqCst) {
                    other.wake();
                }
                Pin::new(&mut inner).poll(cx)
            })
        });
        let mut call = Call::new(futures.collect());
        call.is_pending("none of the futures was done");
        all_have_begun(&hands);
        hands.iter().for_each(Hand::wake);
        round.store(true, Ordering::SeqCst);
        let mut seen = 0;
        while call.task.wakes() > seen && seen < 10 {
            seen = call.task.wakes();
            call.is_pending("none of the futures was done");
        }
        let had = polls(&hands);
        if had != [2, 2] {
            fail(format!(
                "both of two futures were woken, and the one that was polled first woke the other \
                 one again, before that had its turn; {}: who was woken twice before its turn has \
                 one turn, so it is off the list only when its own turn has come",
                match had.iter().max() {
                    Some(3..) => "that one had two turns for it, the second one for nothing",
                    _ => "one of them had no turn after that",
                }
            ));
        }
    });
}

#[test]
fn one_that_was_ready_is_never_polled_again() {
    virtual_time(async |_lab: Lab| {
        let (hands, mut call) = begun(2);
        hands[0].is_done();
        hands[0].wake();
        call.is_pending("one of two futures was not done");
        for _ in 0..3 {
            hands[0].wake();
            hands[1].wake();
            call.is_pending("one of two futures was not done");
        }
        if hands[0].polls() > 2 {
            fail(
                "a future was ready in its second poll, was then woken again, and polled again: \
                 most futures panic when they are polled after their end",
            );
        }
        hands[1].is_done();
        hands[1].wake();
        expect_eq(
            call.poll(),
            Some(vec![0, 1]),
            "both futures had been ready, and your future did not give their outputs",
        );
    });
}

#[test]
fn one_that_is_woken_in_its_last_poll_is_left_alone() {
    virtual_time(async |lab: Lab| {
        let pairs = (0..3).flat_map(|who| (0..3).map(move |by| (who, by)));
        for (end, (who, by)) in pairs.flat_map(|pair| [(1, pair), (2, pair)]) {
            let nth = ["first", "second"][end - 1];
            let story = match who == by {
                true => format!(
                    "number {who} of three futures woke itself in its {nth} poll, in which it was \
                     ready"
                ),
                false => format!(
                    "number {who} of three futures was ready in its {nth} poll, and number {by} woke \
                     it in the same poll of yours"
                ),
            };
            lab.case(story.as_str());
            let hands: Vec<Hand> = (0..3).map(|_| Hand::default()).collect();
            let futures = hands.iter().enumerate().map(|(n, hand)| {
                let (mut inner, own, woken) = (hand.future(n), hand.clone(), hands[who].clone());
                poll_fn(move |cx| {
                    let wakes = n == by && own.polls() + 1 == end;
                    if wakes && n == who {
                        cx.waker().wake_by_ref();
                    } else if wakes {
                        woken.wake();
                    }
                    Pin::new(&mut inner).poll(cx)
                })
            });
            let mut call = Call::new(futures.collect());
            if end == 2 {
                call.is_pending("none of the futures was done");
                hands.iter().for_each(Hand::wake);
            }
            hands[who].is_done();
            call.is_pending("two of three futures were not done");
            all_have_begun(&hands);
            // Its caller may have been woken by that, and polls again then.
            let later = catch_unwind(AssertUnwindSafe(|| {
                let mut seen = 0;
                while call.task.wakes() > seen && seen < 10 {
                    seen = call.task.wakes();
                    if call.poll().is_some() {
                        return Err("yours was ready after that, though the others were not");
                    }
                }
                let wakes = call.task.wakes();
                hands[who].wake();
                if call.task.wakes() > wakes {
                    return Err(
                        "later it was woken once more, and the caller of yours for that, \
                                for nothing",
                    );
                }
                for hand in &hands {
                    hand.is_done();
                    hand.wake();
                }
                Ok(call.poll())
            }));
            let passed_over = "who was ready may still stand on the list of those that were woken, \
                               and is to be passed over";
            if hands[who].polls() > end {
                fail(format!(
                    "{story}; it was polled again after that: {passed_over}"
                ));
            }
            match later {
                Ok(Ok(outputs)) => expect_eq(
                    outputs,
                    Some(vec![0, 1, 2]),
                    format!(
                        "{story}; then the others were woken and ready as well, and your future did \
                         not give their outputs"
                    ),
                ),
                Ok(Err(what)) => fail(format!("{story}; {what}")),
                Err(_) => fail(format!(
                    "{story}; when yours was polled again, it panicked: {passed_over}"
                )),
            }
        }
    });
}

#[test]
fn one_that_is_done_is_dropped_and_left_alone() {
    virtual_time(async |lab: Lab| {
        let hands = [Hand::default(), Hand::default()];
        let probe = lab.probe();
        let watch = probe.watch();
        let futures = vec![
            Held {
                _probe: Some(probe),
                ..hands[0].future(0)
            },
            hands[1].future(1),
        ];
        let mut call = Call::new(futures);
        call.is_pending("none of the futures was done");
        all_have_begun(&hands);
        hands[0].is_done();
        hands[0].wake();
        call.is_pending("one of two futures was not done");
        if hands[0].polls() < 2 {
            fail(
                "one of two futures was woken, your future was polled after that, and did not poll \
                 the one that was woken",
            );
        }
        if !watch.is_dropped() {
            fail(
                "one of two futures was ready, and is still there, with all that it holds, while \
                 the other one is waited for: drop each as soon as it was ready",
            );
        }
        let wakes = call.task.wakes();
        hands[0].wake();
        expect_eq(
            call.task.wakes(),
            wakes,
            "a future that had been ready was woken once more, by somebody who still had a waker \
             of it, and that woke the caller of yours, for nothing",
        );
        call.is_pending("one of two futures was not done");
        if polls(&hands)[0] > 2 {
            fail("a future that had been ready was woken once more, and polled again");
        }
        if polls(&hands)[1] > 1 {
            fail(
                "a future that had been ready was woken once more, and the other one was polled \
                 for that, which nobody had woken",
            );
        }
    });
}

/// Wakes some futures when it is dropped, as one does that sends its last word to them, and notes how
/// often each had been polled by then.
struct WakesInDrop {
    wakes: Vec<Hand>,
    polls_then: Arc<Mutex<Option<Vec<usize>>>>,
}

impl Drop for WakesInDrop {
    fn drop(&mut self) {
        *lock(&self.polls_then) = Some(polls(&self.wakes));
        self.wakes.iter().for_each(Hand::wake);
    }
}

/// A future that wakes these when it is dropped.
fn wakes_in_drop(
    mut held: Held,
    wakes: Vec<Hand>,
    polls_then: Arc<Mutex<Option<Vec<usize>>>>,
) -> BoxFuture<'static, usize> {
    let last_word = WakesInDrop { wakes, polls_then };
    Box::pin(poll_fn(move |cx| {
        let _last_word = &last_word;
        Pin::new(&mut held).poll(cx)
    }))
}

#[test]
fn a_wake_by_the_drop_of_one_that_is_done_is_not_lost() {
    virtual_time(async |lab: Lab| {
        let pairs = (0..3).flat_map(|who| (0..3).map(move |wakes| (who, wakes)));
        for (at_once, (who, wakes)) in pairs.flat_map(|pair| [(true, pair), (false, pair)]) {
            lab.case(format!(
                "number {who} of three futures is ready in the {} poll of yours; its `Drop` wakes \
                 number {wakes}, which hangs if a lock is held meanwhile",
                if at_once { "first" } else { "second" }
            ));
            let hands: Vec<Hand> = (0..3).map(|_| Hand::default()).collect();
            let polls_then = Arc::new(Mutex::new(None));
            let futures = hands.iter().enumerate().map(|(n, hand)| match n == who {
                true => {
                    let woken = vec![hands[wakes].clone()];
                    wakes_in_drop(hand.future(n), woken, Arc::clone(&polls_then))
                }
                false => Box::pin(hand.future(n)),
            });
            let mut call = Call::new(futures.collect());
            if !at_once {
                call.is_pending("none of the futures was done");
                hands[who].wake();
            }
            hands[who].is_done();
            let before = call.task.wakes();
            call.is_pending("two of three futures were not done");
            let Some(polls_then) = lock(&polls_then).take() else {
                fail("one of three futures was ready in a poll of yours, and not dropped in it")
            };
            let mut seen = before;
            while call.task.wakes() > seen && seen < before + 10 {
                seen = call.task.wakes();
                call.is_pending("two of three futures were not done");
            }
            if wakes != who && hands[wakes].polls() == polls_then[0] {
                fail(format!(
                    "one of three futures was ready and dropped, and its `Drop` woke another one, \
                     which was never polled after that: {}; a wake that comes while one of them is \
                     dropped counts like any other",
                    match call.task.wakes() > before {
                        true => "the caller was woken for it, and polled in vain",
                        false => "it was not in that poll, and the caller was not woken for it",
                    }
                ));
            }
            for hand in &hands {
                hand.is_done();
                hand.wake();
            }
            expect_eq(
                call.poll(),
                Some(vec![0, 1, 2]),
                "all three futures were woken and ready, and your future did not give their outputs",
            );
        }
    });
}

#[test]
fn one_that_wakes_itself_does_not_keep_the_others_waiting() {
    virtual_time(async |_lab: Lab| {
        let polls = Arc::new(AtomicUsize::new(0));
        let counts = Arc::clone(&polls);
        let busy = poll_fn(move |cx| {
            if counts.fetch_add(1, Ordering::SeqCst) >= 10_000 {
                return Poll::Ready(0);
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        let mut call = Call::new(vec![busy]);
        let ended = call.poll().is_some();
        let polls = polls.load(Ordering::SeqCst);
        if ended || polls > 10 {
            fail(format!(
                "one of the futures wakes itself whenever it is polled, and it was polled {polls} \
                 times in one poll of yours: that would go on for ever, and nobody else in the \
                 task would have a turn; who is woken during a poll is polled in the next one"
            ));
        }
        if call.task.wakes() == 0 {
            fail(
                "one of the futures woke itself while it was polled, and its caller was not woken",
            );
        }
    });
}

/// What was done with a join before it is dropped.
#[derive(Clone, Copy)]
struct Before {
    /// By how many tasks it was polled.
    tasks: usize,
    /// How many of its three futures were ready then.
    done: usize,
}

impl Before {
    fn all() -> impl Iterator<Item = Before> {
        let polled = (1..=2).flat_map(|tasks| (0..=3).map(move |done| Before { tasks, done }));
        polled.chain([Before { tasks: 0, done: 0 }])
    }

    fn story(self) -> String {
        let polled = match self.tasks {
            0 => return "your future was dropped before its first poll".to_owned(),
            1 => "",
            _ => "one task polled your future, then another one; ",
        };
        match self.done {
            0 => format!("{polled}your future was dropped"),
            3 => format!("{polled}your future had given its outputs, then it was dropped"),
            done => format!("{polled}{done} of its futures had been ready, then yours was dropped"),
        }
    }
}

#[test]
fn dropped_it_leaves_nothing_behind() {
    virtual_time(async |lab: Lab| {
        for before in Before::all() {
            let story = before.story();
            lab.case(story.as_str());
            let hands: Vec<Hand> = (0..3).map(|_| Hand::default()).collect();
            let probes: Vec<Probe> = hands.iter().map(|_| lab.probe()).collect();
            let watches: Vec<_> = probes.iter().map(Probe::watch).collect();
            let futures = hands.iter().enumerate().zip(probes);
            let futures = futures.map(|((n, hand), probe)| Held {
                _probe: Some(probe),
                ..hand.future(n)
            });
            let mut call = Call::new(futures.collect());
            let mut earlier = ByHand::default();
            for task in 0..before.tasks {
                if task > 0 {
                    earlier = call.moves();
                }
                call.is_pending("none of the futures was done");
            }
            for hand in &hands[..before.done] {
                hand.is_done();
                hand.wake();
            }
            match (before.done, before.done > 0 && call.poll().is_some()) {
                (3, false) => fail("all three futures were woken and ready, and yours was not"),
                (..3, true) => fail("not all of three futures were done, and yours was ready"),
                _ => {}
            }
            let Call { task, join } = call;
            drop(join);
            let wakes = (earlier.wakes(), task.wakes());
            let left = watches.iter().filter(|watch| !watch.is_dropped()).count();
            if left > 0 {
                let tasks = lab.tasks_alive();
                for hand in &hands {
                    *lock(&hand.0.waker) = None;
                }
                let still = watches.iter().filter(|watch| !watch.is_dropped()).count();
                fail(format!(
                    "{story}, and {left} of its three were not: {}",
                    match (tasks, still) {
                        (1.., _) => "they were given to tasks, which run on",
                        (0, 0) => {
                            "somebody else still had wakers of theirs, and whoever keeps such a \
                             waker keeps them alive; a waker should know a number, and not the \
                             future"
                        }
                        (0, _) => "nobody drops them",
                    }
                ));
            }
            expect_eq(
                earlier.kept() + task.kept(),
                0,
                format!(
                    "{story}, and a waker of its caller is still kept, by the wakers of its \
                     futures, which somebody else has"
                ),
            );
            for hand in &hands {
                hand.wake();
            }
            expect_eq(
                (earlier.wakes(), task.wakes()),
                wakes,
                format!(
                    "{story}, then its three were woken, and that woke the caller, who has nothing \
                     to do with them any more"
                ),
            );
        }
    });
}

#[test]
fn dropped_while_its_futures_wake_each_other_it_leaves_nothing_behind() {
    virtual_time(async |lab: Lab| {
        for woken in [false, true] {
            lab.case(format!(
                "your future is dropped after a poll{}; the `Drop` of each of its three wakes all \
                 of them, which hangs if a lock is held meanwhile",
                if woken { " and a wake" } else { "" }
            ));
            let hands: Vec<Hand> = (0..3).map(|_| Hand::default()).collect();
            let notes = [(); 3].map(|()| Arc::new(Mutex::new(None)));
            let futures = hands
                .iter()
                .enumerate()
                .zip(&notes)
                .map(|((n, hand), note)| {
                    wakes_in_drop(hand.future(n), hands.clone(), Arc::clone(note))
                });
            let mut call = Call::new(futures.collect());
            call.is_pending("none of the futures was done");
            if woken {
                hands[1].wake();
            }
            let Call { task, join } = call;
            drop(join);
            let left = notes.iter().filter(|note| lock(note).is_none()).count();
            if left > 0 {
                fail(format!(
                    "your future was dropped, and {left} of its three, which wake each other when \
                     they are dropped, were not dropped at that instant"
                ));
            }
            expect_eq(
                task.kept(),
                0,
                "your future was dropped, its three futures woke each other as they were dropped \
                 with it, and a waker of its caller is still kept",
            );
        }
    });
}

#[test]
fn an_empty_list_is_done_at_once() {
    virtual_time(async |_lab: Lab| {
        let mut call = Call::new(Vec::<Held>::new());
        expect_eq(
            call.poll(),
            Some(Vec::new()),
            "the list was empty, and your future was not ready in its first poll: nothing will \
             ever wake it",
        );
    });
}

#[test]
fn a_thousand_begin_at_once() {
    virtual_time(async |lab: Lab| {
        unconstrained(async move {
            let (hands, mut call) = begun(1000);
            let begun = hands.iter().filter(|hand| hand.polls() > 0).count();
            if begun < 1000 {
                fail(format!(
                    "your future was polled once, and of its thousand only {begun} had begun: all \
                     begin in that poll, however many they are"
                ));
            }
            if hands.iter().any(|hand| hand.polls() > 1) {
                fail(
                    "your future was polled once, and some of its thousand more than once, though \
                     nobody had woken them",
                );
            }
            for hand in hands.iter().rev() {
                hand.is_done();
                hand.wake();
            }
            expect_eq(
                call.poll().map(|outputs| outputs.len()),
                Some(1000),
                "a thousand futures were ready, and your future did not give a thousand outputs",
            );
            let _lab = lab;
        })
        .await;
    });
}

/// Two futures, a join of them that was polled, and how often the task that has it has been woken.
type Raced = (Vec<Hand>, Mutex<Call>, usize);

/// The second of two futures is about to be woken, and to be ready.
fn about_to_be_woken(moves: bool) -> Raced {
    let (hands, mut call) = begun(2);
    // So that the waker of the first poll is used up.
    hands[0].wake();
    hands[1].is_done();
    if moves {
        call.moves();
    }
    let before = call.task.wakes();
    (hands, Mutex::new(call), before)
}

/// It was woken on another thread while the join was polled.
fn is_not_missed((hands, call, before): &Raced, ended: bool, missed: &str) -> Winner {
    if ended {
        fail("one of two futures was not done, and your future was ready");
    }
    if hands[1].polls() == 2 {
        return Winner::OtherFirst;
    }
    let mut call = lock(call);
    if call.task.wakes() == *before {
        fail(missed);
    }
    call.is_pending("one of two futures was not done");
    expect_eq(
        hands[1].polls(),
        2,
        "a future was woken on another thread while yours was being polled, and was never polled \
         after that",
    );
    Winner::OneFirst
}

#[test]
fn a_wake_from_another_thread_is_not_missed() {
    race(
        || about_to_be_woken(false),
        |(_, call, _)| lock(call).poll().is_some(),
        |(hands, _, _)| hands[1].wake(),
        |raced, ended, ()| {
            is_not_missed(
                raced,
                ended,
                "a future was woken on another thread while yours was being polled; it was not \
                 polled in that poll, and nobody woke the caller: that slipped through between the \
                 look at those that were woken and the note of the waker",
            )
        },
    );
}

#[test]
fn a_wake_from_another_thread_reaches_the_task_that_polls_now() {
    race(
        || about_to_be_woken(true),
        |(_, call, _)| lock(call).poll().is_some(),
        |(hands, _, _)| hands[1].wake(),
        |raced, ended, ()| {
            is_not_missed(
                raced,
                ended,
                "one task polled your future, then another one, and meanwhile one of its futures \
                 was woken on another thread; it was not polled in that poll, and the task that \
                 polls now was not woken: leave the waker of each poll before you look who was \
                 woken",
            )
        },
    );
}

#[test]
fn nobody_waits_in_vain_for_one_that_never_ends() {
    virtual_time(async |lab: Lab| {
        let probe = lab.probe();
        let watch = probe.watch();
        let endless = async move {
            let _probe = probe;
            pending::<usize>().await
        };
        let ended = tokio::time::timeout(ms(1_003), join_many(vec![endless])).await;
        expect_eq(
            (ended.is_err(), watch.dropped_at()),
            (true, Some(ms(1_003))),
            "the caller gave up after 1003ms, and the future that never ends was not dropped at \
             that instant",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn it_is_ready_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a join that is {way}"));
            let jobs: Vec<Job<u64>> = [907, 1_503, 303]
                .map(|time| lab.job("job").takes(ms(time)).gives(time))
                .into_iter()
                .collect();
            let begun = lab.now();
            let later = if way == Way::Later { Way::LATER } else { ms(0) };
            let outputs = within(
                secs(60),
                lab.polled(way, join_many(jobs)),
                format!(
                    "all futures of a join that was {way} were woken when they were ready, and \
                     whoever polled it last was not: the waker of the last poll counts"
                ),
            )
            .await;
            expect_eq(
                (outputs, lab.now() - begun),
                (vec![907, 1_503, 303], later + ms(1_503)),
                format!(
                    "a join that was {way} did not give the outputs in order, at the instant at \
                     which the last was ready"
                ),
            );
        }
    });
}
