//! `run_queue`: who is woken has a turn, one turn, in its order; and nothing is left of who is gone.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;

use async_katas::c18_tiny_runtime::run_queue::{
    Cancelled, Executor, JoinHandle, Spawner, executor,
};
use lab::{
    Draw, Lab, Order as Winner, PlainLab, Probe, Watch, expect_eq, fail, ms, plain_thread, race,
    secs, virtual_time,
};
use tokio::time::sleep;

use super::by_hand::ByHand;
use super::let_go::let_go;
use super::lock::lock;
use super::orders::{NTH, orders};

/// What a poll does, given its waker.
type Act = Box<dyn FnOnce(&Waker) + Send>;

/// The names of tasks in the order of their polls.
type Log = Arc<Mutex<Vec<usize>>>;

/// A task in the hands of the test: each of its polls does the next of these, and it is ready, with its
/// name, in the poll after it was told so.
struct Held {
    hand: Hand,
    _probe: Probe,
}

/// What the test keeps of it.
#[derive(Clone)]
struct Hand {
    name: usize,
    log: Log,
    acts: Arc<Mutex<VecDeque<Act>>>,
    waker: Arc<Mutex<Option<Waker>>>,
    done: Arc<AtomicBool>,
    polls: Arc<AtomicUsize>,
    gone: Watch,
}

impl Future for Held {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let hand = &self.hand;
        hand.polls.fetch_add(1, Ordering::SeqCst);
        lock(&hand.log).push(hand.name);
        *lock(&hand.waker) = Some(cx.waker().clone());
        let act = lock(&hand.acts).pop_front();
        if let Some(act) = act {
            act(cx.waker());
        }
        match hand.done.load(Ordering::SeqCst) {
            true => Poll::Ready(hand.name),
            false => Poll::Pending,
        }
    }
}

impl Hand {
    fn polls(&self) -> usize {
        self.polls.load(Ordering::SeqCst)
    }

    fn wake(&self) {
        let waker = lock(&self.waker).clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn done(&self) {
        self.done.store(true, Ordering::SeqCst);
    }
}

/// Told where a task is polled before any turn.
const SPAWN_POLLED: &str = "`spawn` polled the new task: it is to wait for its turn like any other";

/// An executor and what happens in it.
struct World {
    lab: PlainLab,
    executor: Executor,
    spawner: Spawner,
    log: Log,
    names: usize,
}

impl World {
    fn new(lab: &PlainLab) -> Self {
        let (executor, spawner) = executor();
        World {
            lab: lab.clone(),
            executor,
            spawner,
            log: Log::default(),
            names: 0,
        }
    }

    /// A task that is not spawned yet.
    fn task(&mut self, acts: impl IntoIterator<Item = Act>) -> (Hand, Held) {
        self.names += 1;
        let probe = self.lab.probe();
        let hand = Hand {
            name: self.names,
            log: Arc::clone(&self.log),
            acts: Arc::new(Mutex::new(acts.into_iter().collect())),
            waker: Arc::default(),
            done: Arc::default(),
            polls: Arc::default(),
            gone: probe.watch(),
        };
        let held = Held {
            hand: hand.clone(),
            _probe: probe,
        };
        (hand, held)
    }

    fn spawn(
        &mut self,
        acts: impl IntoIterator<Item = Act>,
    ) -> (Hand, Pin<Box<JoinHandle<usize>>>) {
        let (hand, held) = self.task(acts);
        let handle = Box::pin(self.spawner.spawn(held));
        if hand.polls() > 0 {
            fail(SPAWN_POLLED);
        }
        (hand, handle)
    }

    /// Spawned, polled once, and waiting.
    fn waiting(&mut self) -> (Hand, Pin<Box<JoinHandle<usize>>>) {
        let (hand, handle) = self.spawn([]);
        self.all_turns();
        hand.polled(
            1,
            "a task was spawned, and `turn` called until it gave `false`",
        );
        lock(&self.log).clear();
        (hand, handle)
    }

    /// As many turns as there are; a thousand are too many.
    fn all_turns(&mut self) -> usize {
        for turns in 0..1_000 {
            if !self.executor.turn() {
                return turns;
            }
        }
        fail(
            "`turn` gave `true` a thousand times, where a few tasks were woken a few times: it should \
             give `false` when there is no task in the queue",
        )
    }

    /// Runs all turns. Each of these tasks should have one of them, and nobody else.
    #[track_caller]
    fn one_turn_each(&mut self, when: &str, due: &[&Hand]) {
        let _earlier = self.polled();
        let turns = self.all_turns();
        let polled = self.polled();
        if polled
            .iter()
            .any(|name| due.iter().all(|hand| hand.name != *name))
        {
            fail(format!(
                "{when}, and a task was polled that nobody had woken: a wake is for one task"
            ));
        }
        for hand in due {
            match polled.iter().filter(|name| **name == hand.name).count() {
                1 => {}
                0 if hand.gone.is_dropped() => fail(format!(
                    "{when}, and a task that should have had a turn then was dropped without one"
                )),
                0 => fail(format!(
                    "{when}, and a task that should have had a turn then had none"
                )),
                polls => fail(format!(
                    "{when}, and a task that should have had one turn then was polled {polls} times"
                )),
            }
        }
        if turns != polled.len() {
            fail(format!(
                "{when}, and there were {} polls, where `turn` gave `true` {turns} times: a turn is one \
                 poll",
                polled.len()
            ));
        }
    }

    /// Who was polled since the last look.
    fn polled(&self) -> Vec<usize> {
        std::mem::take(&mut *lock(&self.log))
    }
}

impl Hand {
    #[track_caller]
    fn polled(&self, times: usize, when: &str) {
        let (told, should) = match (self.polls(), times) {
            (0, 1) if self.gone.is_dropped() => (
                "it was dropped without having been polled".to_owned(),
                "once",
            ),
            (0, 1) => ("it was never polled".to_owned(), "once"),
            (polls, 1) => (format!("it was polled {polls} times"), "once"),
            (polls, times) if polls < times => ("it was not polled again".to_owned(), "once more"),
            (polls, _) => (format!("it was polled {polls} times in all"), "once more"),
        };
        if self.polls() != times {
            fail(format!(
                "{when}, and {told}: it should have been polled {should}"
            ));
        }
    }
}

/// Polled until now, and gives this.
fn outcome(handle: &mut Pin<Box<JoinHandle<usize>>>) -> &'static str {
    match ByHand::default().poll(handle.as_mut()) {
        Poll::Pending => "nothing yet",
        Poll::Ready(Ok(_)) => "the output",
        Poll::Ready(Err(Cancelled)) => "Cancelled",
    }
}

/// What much else stands on: a task may wake itself in its poll. Who has none of it is told that, and
/// not what follows from it.
#[track_caller]
fn a_task_may_wake_itself(lab: &PlainLab) {
    let inside = lab.clone();
    in_time(lab, "a task woke itself in its poll", move || {
        let mut world = World::new(&inside);
        let _task = world.spawn([Box::new(|waker: &Waker| waker.wake_by_ref()) as Act]);
        world.executor.turn();
    });
}

#[test]
fn spawn_polls_nothing_and_a_turn_polls_one() {
    plain_thread(|lab: PlainLab| {
        let mut world = World::new(&lab);
        lab.case("`turn` of an executor without tasks");
        if world.executor.turn() {
            fail("there was no task, and `turn` gave `true`");
        }
        lab.case("three tasks are spawned, then each turn is looked at");
        let _tasks = [(); 3].map(|()| world.spawn([]));
        for turn in 1..=3 {
            let gave = world.executor.turn();
            let polled = world.polled();
            if polled.len() > 1 {
                fail(format!(
                    "a single call of `turn` polled {} tasks: whoever drives the executor is to come \
                     to his own things between any two polls",
                    polled.len()
                ));
            }
            match polled.first() {
                None => fail(format!(
                    "three tasks were spawned, and turn {turn} polled nobody and gave `{gave}`"
                )),
                Some(other) if *other != turn => fail(format!(
                    "three tasks were spawned, and turn {turn} polled task {other}: task {turn} stood at \
                     the head of the queue, for a new task is put at its end"
                )),
                Some(_) if !gave => fail(format!("turn {turn} polled a task, and gave `false`")),
                Some(_) => {}
            }
        }
        if world.executor.turn() {
            fail("three tasks had their turn and nobody was woken, and `turn` gave `true`");
        }
    });
}

#[test]
fn three_that_wake_themselves_take_turns() {
    plain_thread(|lab: PlainLab| a_task_may_wake_itself(&lab));
    virtual_time(async |lab: Lab| {
        let (mut executor, spawner) = executor();
        lab.explain(
            "*",
            "a turn of this task, which wakes itself in it; each turn takes a second",
        );
        let polls = Log::default();
        for (number, name) in (1..).zip(["task 1", "task 2", "task 3"]) {
            let (lab, mut turns) = (lab.clone(), 0);
            let polls = Arc::clone(&polls);
            let_go(spawner.spawn(std::future::poll_fn(move |cx| {
                lab.mark(name, '*');
                lock(&polls).push(number);
                turns += 1;
                if turns == 3 {
                    return Poll::Ready(());
                }
                cx.waker().wake_by_ref();
                Poll::Pending
            })));
        }
        if !lock(&polls).is_empty() {
            fail(SPAWN_POLLED);
        }
        let mut most = 0;
        for turn in 0.. {
            if turn > 100 {
                fail("three tasks woke themselves twice each, and there was a turn without an end");
            }
            let before = lock(&polls).len();
            if !executor.turn() {
                break;
            }
            most = most.max(lock(&polls).len() - before);
            sleep(secs(1)).await;
        }
        let polls = lock(&polls).clone();
        let why = match (most, polls.len()) {
            (_, 0) => {
                "three tasks were spawned, their handles were dropped, and none of them was ever polled"
                    .to_owned()
            }
            (2.., _) => format!("there were {most} polls in one call of `turn`, which polls one task"),
            _ if polls[0] != 1 => format!(
                "the first turn was for task {}, and task 1, which was spawned first, stood at the head \
                 of the queue",
                polls[0]
            ),
            (_, ..9) => "a task that wakes itself in its poll should have another turn".to_owned(),
            _ => {
                "a task that woke itself in its poll was not put behind those that waited for their turn"
                    .to_owned()
            }
        };
        lab.expect_because(
            "
                    0s  1s  2s  3s  4s  5s  6s  7s  8s
            task 1  *           *           *
            task 2      *           *           *
            task 3          *           *           *
            ",
            &why,
        );
    });
}

#[test]
fn who_was_woken_first_has_the_first_turn() {
    plain_thread(|lab: PlainLab| {
        for seed in 0..20 {
            let mut draw = Draw::new(seed);
            let mut world = World::new(&lab);
            let tasks = [(); 12].map(|()| world.spawn([]));
            world.all_turns();
            world.polled();
            let mut order: Vec<usize> = (0..12).collect();
            draw.shuffle(&mut order);
            order.truncate(draw.size(2..=9));
            lab.case(format!(
                "twelve tasks wait, and these are woken, in this order: {}",
                names(&order)
            ));
            for task in &order {
                tasks[*task].0.wake();
            }
            world.all_turns();
            let polled = world.polled();
            let expected: Vec<usize> = order.iter().map(|task| task + 1).collect();
            if polled.iter().any(|name| !expected.contains(name)) {
                let polled: Vec<String> = polled.iter().map(usize::to_string).collect();
                fail(format!(
                    "tasks were polled that nobody had woken: a wake is for one task, and these had a \
                     turn: {}",
                    polled.join(" ")
                ));
            }
            expect_eq(
                polled,
                expected,
                "the tasks that were woken did not have a turn each in the order in which they were \
                 woken",
            );
        }
    });
}

fn names(tasks: &[usize]) -> String {
    let names: Vec<String> = tasks.iter().map(|task| format!("{}", task + 1)).collect();
    names.join(" ")
}

#[test]
fn woken_often_it_has_one_turn() {
    plain_thread(|lab: PlainLab| a_task_may_wake_itself(&lab));
    plain_thread(|lab: PlainLab| {
        let mut world = World::new(&lab);
        lab.case("a task is woken before its first turn, and one that waits is woken three times");
        let (waits, _handle) = world.waiting();
        for _ in 0..3 {
            waits.wake();
        }
        world.all_turns();
        waits.polled(2, "a task was woken three times before its turn came");
        lab.case("a task wakes itself three times in one poll");
        let thrice: Act = Box::new(|waker| (0..3).for_each(|_| waker.wake_by_ref()));
        let (busy, _handle) = world.spawn([thrice]);
        world.all_turns();
        busy.polled(2, "a task woke itself three times in its first poll");
        lab.case("a task is woken, has its turn, and is woken again");
        for polls in 3..=5 {
            waits.wake();
            world.all_turns();
            waits.polled(polls, "a task was woken once more after its turn");
        }
    });
}

#[test]
fn a_wake_in_the_middle_of_a_poll_is_not_lost() {
    plain_thread(|lab: PlainLab| a_task_may_wake_itself(&lab));
    plain_thread(|lab: PlainLab| {
        let by_itself: Act = Box::new(|waker| waker.wake_by_ref());
        let by_another: Act = Box::new(|waker| {
            let waker = waker.clone();
            let _ = thread::spawn(move || waker.wake()).join();
        });
        for (act, who) in [(by_itself, "itself"), (by_another, "another thread")] {
            let mut world = World::new(&lab);
            lab.case(format!(
                "a task is woken by {who} in its first poll, another one waits"
            ));
            let (woken, _handle) = world.spawn([act]);
            let _other = world.spawn([]);
            world.all_turns();
            woken.polled(
                2,
                &format!(
                    "a task was woken by {who} in the middle of a poll, which was pending, and \
                     `turn` was called until it gave `false`"
                ),
            );
            let polled = world.polled();
            let why = match polled.first() {
                Some(1) => {
                    "a task was woken in the middle of its poll, and did not come behind the task that \
                     waited for its turn"
                }
                _ => {
                    "two tasks were spawned, and the first turn was not for the one that came first"
                }
            };
            expect_eq(polled, vec![1, 2, 1], why);
        }
    });
}

#[test]
fn a_hundred_take_turns_in_rounds() {
    plain_thread(|lab: PlainLab| a_task_may_wake_itself(&lab));
    plain_thread(|lab: PlainLab| {
        lab.case("a hundred tasks that wake themselves in nine polls each");
        let mut world = World::new(&lab);
        let _tasks: Vec<_> = (0..100)
            .map(|_| world.spawn((0..9).map(|_| -> Act { Box::new(|waker| waker.wake_by_ref()) })))
            .collect();
        let mut turns = 0;
        while world.executor.turn() {
            turns += 1;
            if turns > 1_000 {
                break;
            }
        }
        let polled = world.polled();
        for (round, polled) in polled.chunks(100).enumerate() {
            if !polled.iter().copied().eq(1..=100) {
                let twice = (1..=100).find(|name| {
                    let of_it = polled.iter().filter(|polled| *polled == name);
                    of_it.count() > 1
                });
                fail(match twice {
                    Some(name) => format!(
                        "of a hundred tasks that always wake themselves, task {name} had several \
                         turns in round {} while others waited for one",
                        round + 1
                    ),
                    None => format!(
                        "a hundred tasks always wake themselves, and in round {} not each had a turn, \
                         in the order of the round before",
                        round + 1
                    ),
                });
            }
        }
        let what = "a hundred tasks wake themselves in nine polls each";
        if turns != polled.len() {
            fail(format!(
                "{what}, and there were {} polls in {turns} turns that gave `true`: a turn is one poll",
                polled.len()
            ));
        }
        expect_eq(
            polled.len(),
            1_000,
            format!(
                "{what}, and so many turns there were: one for each wake, and the first of each task"
            ),
        );
    });
}

#[test]
fn the_handle_gives_the_output_in_the_turn_of_the_end() {
    plain_thread(|lab: PlainLab| {
        lab.case("two tasks poll the handle, then its task is ready");
        let mut world = World::new(&lab);
        let (hand, mut handle) = world.waiting();
        let (earlier, last) = (ByHand::default(), ByHand::default());
        for caller in [&earlier, &last] {
            if caller.poll(handle.as_mut()).is_ready() {
                fail("a task had not ended, and its handle was ready");
            }
        }
        hand.done();
        hand.wake();
        if last.wakes() > 0 {
            fail("a task was woken, and that woke whoever waits for its end, before it was polled");
        }
        world.executor.turn();
        expect_eq(
            (earlier.wakes(), last.wakes()),
            (0, 1),
            "a task was ready in its turn, two had polled its handle, and not the last of them was \
             woken, once; these are the wakes of both",
        );
        if !hand.gone.is_dropped() {
            fail("a task was ready in its turn, and when `turn` returned, it was not dropped");
        }
        match last.poll(handle.as_mut()) {
            Poll::Ready(Ok(output)) => expect_eq(
                output,
                hand.name,
                "a task was ready, and its handle gave something else than its output",
            ),
            Poll::Ready(Err(Cancelled)) => {
                fail("a task was ready, and its handle gave `Cancelled`")
            }
            Poll::Pending => fail("a task was ready in its turn, and its handle was pending"),
        }
        lab.case("a task is ready in its first turn, and its handle is polled only then");
        let (hand, mut handle) = world.spawn([]);
        hand.done();
        world.all_turns();
        expect_eq(
            outcome(&mut handle),
            "the output",
            "a task was ready before anybody polled its handle, and the handle did not give the \
             output in its first poll",
        );
    });
}

/// When the handle of a task is dropped that nobody has polled.
#[derive(Clone, Copy, PartialEq)]
enum HandleGoes {
    BeforeTheFirstTurn,
    WhileTheTaskWaits,
    AfterTheEnd,
    AfterAnAbort,
    AfterTheExecutor,
}

impl HandleGoes {
    const ALL: [HandleGoes; 5] = [
        HandleGoes::BeforeTheFirstTurn,
        HandleGoes::WhileTheTaskWaits,
        HandleGoes::AfterTheEnd,
        HandleGoes::AfterAnAbort,
        HandleGoes::AfterTheExecutor,
    ];

    fn told(self) -> &'static str {
        match self {
            HandleGoes::BeforeTheFirstTurn => {
                "the handle of a task was dropped before its first turn, and the task was ready in its \
                 second one"
            }
            HandleGoes::WhileTheTaskWaits => {
                "the handle of a task was dropped when it had had a turn, and the task was ready in the \
                 next one"
            }
            HandleGoes::AfterTheEnd => "a task was ready, and then its handle was dropped",
            HandleGoes::AfterAnAbort => {
                "a task was ready and was aborted, and then its handle was dropped"
            }
            HandleGoes::AfterTheExecutor => {
                "a task was ready, the executor was dropped, and then the handle of the task"
            }
        }
    }
}

#[test]
fn the_output_goes_with_the_handle() {
    plain_thread(|lab: PlainLab| {
        for goes in HandleGoes::ALL {
            let story = goes.told();
            lab.case(format!("{story}; somebody keeps the waker of the task"));
            let (mut executor, spawner) = executor();
            let probe = lab.probe();
            let gone = probe.watch();
            let (kept, done) = (Arc::new(Mutex::new(Vec::<Waker>::new())), Arc::default());
            let (keeps, looks): (_, Arc<AtomicBool>) = (Arc::clone(&kept), Arc::clone(&done));
            let mut output = Some(probe);
            let handle = spawner.spawn(std::future::poll_fn(move |cx| {
                lock(&keeps).push(cx.waker().clone());
                match output.take_if(|_| looks.load(Ordering::SeqCst)) {
                    Some(output) => Poll::Ready(output),
                    None => Poll::Pending,
                }
            }));
            let mut handle = Some(handle);
            if goes == HandleGoes::BeforeTheFirstTurn {
                handle = None;
            }
            executor.turn();
            if goes == HandleGoes::WhileTheTaskWaits {
                handle = None;
            }
            done.store(true, Ordering::SeqCst);
            for waker in lock(&kept).iter() {
                waker.wake_by_ref();
            }
            executor.turn();
            if let Some(handle) = &handle {
                if goes == HandleGoes::AfterAnAbort {
                    handle.abort();
                }
                if gone.is_dropped() {
                    fail(format!(
                        "{story}; the output was dropped already when the handle, which had not been \
                         polled, was still there"
                    ));
                }
            }
            if goes == HandleGoes::AfterTheExecutor {
                let_go(executor);
            }
            let_go(handle);
            if !gone.is_dropped() {
                lock(&kept).clear();
                fail(format!(
                    "{story}, and the output was not dropped at that instant: {}",
                    match gone.is_dropped() {
                        true => {
                            "somebody still had the waker of the task, and whoever keeps that waker \
                             keeps the output; its place should belong to the handle, and to the task \
                             until its end"
                        }
                        false => "nobody can get it any more, and it is still there",
                    }
                ));
            }
        }
    });
}

#[test]
fn a_task_may_wait_for_another_one() {
    plain_thread(|lab: PlainLab| a_task_may_wake_itself(&lab));
    plain_thread(|lab: PlainLab| {
        lab.case("a task awaits the handle of another one that it has spawned");
        let mut world = World::new(&lab);
        let (child, held) = world.task([]);
        let spawner = world.spawner.clone();
        let mut handle = Box::pin(
            world
                .spawner
                .spawn(async move { spawner.spawn(held).await }),
        );
        world.all_turns();
        child.polled(1, "a task had spawned another one and awaited it");
        child.done();
        child.wake();
        let turns = world.all_turns();
        expect_eq(
            turns,
            2,
            format!(
                "a task was woken and ended that another one awaits, a turn for each of the two, and \
                 `turn` gave `true` {turns} times"
            ),
        );
        let parent = ByHand::default().poll(handle.as_mut());
        if !matches!(parent, Poll::Ready(Ok(Ok(_)))) {
            fail("a task awaited another one, which was ready, and has not got its output");
        }
    });
}

#[test]
fn a_task_whose_handle_is_dropped_runs_on() {
    plain_thread(|lab: PlainLab| {
        lab.case("the handle is dropped before the first turn of its task, or when it waits");
        for turns in 0..=1 {
            let mut world = World::new(&lab);
            let (hand, handle) = world.spawn([]);
            for _ in 0..turns {
                world.executor.turn();
            }
            drop(handle);
            if hand.gone.is_dropped() {
                fail(
                    "the handle of a task was dropped, and that dropped the task: it is to run on",
                );
            }
            hand.wake();
            world.all_turns();
            hand.polled(
                turns + 1,
                "the handle of a task was dropped, then it had a turn",
            );
        }
    });
}

#[test]
fn an_aborted_task_is_gone_at_once() {
    plain_thread(|lab: PlainLab| {
        for when in ["waits", "was woken", "was never polled"] {
            lab.case(format!("a task that {when} is aborted"));
            let mut world = World::new(&lab);
            let (hand, mut handle) = match when {
                "was never polled" => world.spawn([]),
                _ => world.waiting(),
            };
            if when == "was woken" {
                hand.wake();
            }
            let (other, _handle) = world.spawn([]);
            let caller = ByHand::default();
            if caller.poll(handle.as_mut()).is_ready() {
                fail("a task had not ended, and its handle was ready");
            }
            let polls = hand.polls();
            handle.abort();
            if !hand.gone.is_dropped() {
                fail(format!(
                    "a task that {when} was aborted, and when `abort` returned, it was not dropped"
                ));
            }
            expect_eq(
                caller.wakes(),
                1,
                "a task was aborted, and whoever waits for its end was not woken once",
            );
            expect_eq(
                outcome(&mut handle),
                "Cancelled",
                format!("a task that {when} was aborted, and its handle did not give `Cancelled`"),
            );
            handle.abort();
            hand.wake();
            let gave = world.executor.turn();
            other.polled(
                1,
                &format!(
                    "a task that {when} was aborted, another one stood behind it in the queue, and \
                     the next call of `turn` was for nobody"
                ),
            );
            if !gave {
                fail("`turn` polled a task, and gave `false`");
            }
            if world.executor.turn() {
                fail(
                    "a task was aborted, then woken, and `turn` gave `true`: there was no task in \
                     the queue",
                );
            }
            expect_eq(
                hand.polls(),
                polls,
                "a task was aborted, and polled after that",
            );
        }
    });
}

#[test]
fn an_aborted_task_changes_nobodys_place_in_the_queue() {
    plain_thread(|lab: PlainLab| {
        for aborted in orders(5).iter().filter(|aborted| aborted.len() < 5) {
            for new in [true, false] {
                let mut world = World::new(&lab);
                let tasks = [(); 5].map(|()| world.spawn([]));
                if !new {
                    world.all_turns();
                    world.polled();
                    for (hand, _) in &tasks {
                        hand.wake();
                    }
                }
                for task in aborted {
                    tasks[*task].1.abort();
                }
                world.all_turns();
                let polled = world.polled();
                let stay = (0..5).filter(|task| !aborted.contains(task));
                let expected: Vec<usize> = stay.map(|task| task + 1).collect();
                if polled != expected {
                    let gone: Vec<&str> = aborted.iter().map(|task| NTH[*task]).collect();
                    fail(format!(
                        "five tasks {}, and so they stood in the queue; then these were aborted: the {}. \
                         After that these had a turn, in this order: {polled:?}, where it should be \
                         {expected:?}: whoever is aborted leaves the queue, and the others stand in it as \
                         before",
                        if new {
                            "were spawned"
                        } else {
                            "were woken one by one"
                        },
                        gone.join(", then the ")
                    ));
                }
            }
        }
    });
}

#[test]
fn who_was_ready_is_not_harmed_by_abort() {
    plain_thread(|lab: PlainLab| {
        lab.case("a task is ready, then aborted, then its handle is polled");
        let mut world = World::new(&lab);
        let (hand, mut handle) = world.spawn([]);
        hand.done();
        world.all_turns();
        handle.abort();
        expect_eq(
            outcome(&mut handle),
            "the output",
            "a task was ready before it was aborted, and its handle did not give the output",
        );
    });
}

#[test]
fn who_has_ended_has_no_more_turns() {
    plain_thread(|lab: PlainLab| a_task_may_wake_itself(&lab));
    plain_thread(|lab: PlainLab| {
        for wakes in ["when it has ended", "in its last poll"] {
            lab.case(format!("a task is woken {wakes}"));
            let mut world = World::new(&lab);
            let act: Act = match wakes {
                "in its last poll" => Box::new(|waker| waker.wake_by_ref()),
                _ => Box::new(|_| {}),
            };
            let (hand, _handle) = world.spawn([act]);
            hand.done();
            world.executor.turn();
            if wakes == "when it has ended" {
                hand.wake();
            }
            if world.executor.turn() {
                fail(format!(
                    "a task was woken {wakes}, and `turn` gave `true` after that: there was no task \
                     in the queue"
                ));
            }
            lab.case(format!(
                "a task is woken {wakes}, and another one behind it"
            ));
            let (other, _handle) = world.waiting();
            hand.wake();
            other.wake();
            let gave = world.executor.turn();
            if other.polls() < 2 {
                fail(format!(
                    "a task that had ended was woken, then another one that waits, and the turn after \
                     that, which belongs to the other one, polled nobody and gave `{gave}`"
                ));
            }
            hand.polled(
                1,
                &format!("a task was ready in its first poll and was woken {wakes}"),
            );
        }
    });
}

#[test]
fn nobody_stands_in_for_who_has_ended() {
    plain_thread(|lab: PlainLab| {
        for end in ["had ended", "was aborted"] {
            lab.case(format!("a task {end}, and then others are spawned"));
            let mut world = World::new(&lab);
            let (gone, handle) = world.waiting();
            match end {
                "was aborted" => handle.abort(),
                _ => {
                    gone.done();
                    gone.wake();
                    world.all_turns();
                }
            }
            let newcomers = [(); 3].map(|()| world.waiting());
            gone.wake();
            world.all_turns();
            if !world.polled().is_empty() {
                fail(format!(
                    "a task {end}, others were spawned after that, its waker was called, and one of \
                     them had a turn: to its waker it is the one that has gone; no task should get a \
                     number or a place that a waker may still know"
                ));
            }
            handle.abort();
            if newcomers.iter().any(|(hand, _)| hand.gone.is_dropped()) {
                fail(format!(
                    "a task {end}, others were spawned after that, `abort` was called on its handle, \
                     and one of them was dropped: to the handle it is the one that has gone; no task \
                     should get a number or a place that a handle may still know"
                ));
            }
            for (hand, _) in &newcomers {
                hand.wake();
            }
            let due = newcomers.each_ref().map(|(hand, _)| hand);
            world.one_turn_each("three tasks that wait were woken", &due);
        }
    });
}

/// Does something when it is dropped.
struct Last(Option<Box<dyn FnOnce() + Send>>);

impl Drop for Last {
    fn drop(&mut self) {
        if let Some(last) = self.0.take() {
            last();
        }
    }
}

/// Does this on a thread, where it may hang.
#[track_caller]
fn in_time<T: Send + 'static>(
    lab: &PlainLab,
    what: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    let (over, is_over) = channel::<()>();
    let thread = lab.thread(move || {
        // Dropped in the end, however it ends.
        let _over = over;
        work()
    });
    // Nothing is sent.
    if let Err(std::sync::mpsc::RecvTimeoutError::Timeout) = is_over.recv_timeout(ms(1_500)) {
        fail(format!(
            "{what}, and did not come back: your executor holds a lock there that this needs as well"
        ));
    }
    thread.join()
}

#[test]
fn a_task_may_do_anything_while_it_is_polled() {
    plain_thread(|lab: PlainLab| {
        lab.case("a task spawns, wakes and aborts others in its poll");
        in_time(
            &lab.clone(),
            "a task spawned, woke and aborted others in its poll",
            move || {
                let mut world = World::new(&lab);
                let (waits, _waits) = world.waiting();
                let (doomed, mut doomed_handle) = world.waiting();
                let aborts = Arc::new(Mutex::new(Some(doomed_handle)));
                let (new, held) = world.task([]);
                let spawner = world.spawner.clone();
                let (wakes, aborted) = (waits.clone(), Arc::clone(&aborts));
                let (_busy, _handle) = world.spawn([Box::new(move |_: &Waker| {
                    let_go(spawner.spawn(held));
                    wakes.wake();
                    if let Some(doomed) = &*lock(&aborted) {
                        doomed.abort();
                    }
                }) as Act]);
                world.executor.turn();
                if !doomed.gone.is_dropped() {
                    fail("a task was aborted by another one in its poll, and is not dropped");
                }
                doomed_handle = match lock(&aborts).take() {
                    Some(handle) => handle,
                    None => fail("the test has lost a handle"),
                };
                expect_eq(
                    outcome(&mut doomed_handle),
                    "Cancelled",
                    "a task was aborted by another one in its poll, and its handle did not say so",
                );
                world.one_turn_each(
                    "a task spawned one, whose handle it dropped, and woke one in its poll",
                    &[&new, &waits],
                );
                new.polled(1, "a task was spawned by another one in its poll");
                waits.polled(2, "a task was woken by another one in its poll");
            },
        );
    });
}

#[test]
fn a_task_may_abort_itself() {
    plain_thread(|lab: PlainLab| {
        lab.case("a task wakes itself and aborts itself in its second poll, which is pending");
        in_time(
            &lab.clone(),
            "a task aborted itself in its poll",
            move || {
                let mut world = World::new(&lab);
                let own = Arc::new(Mutex::new(None::<Pin<Box<JoinHandle<usize>>>>));
                let aborts = Arc::clone(&own);
                let (hand, handle) = world.spawn([
                    Box::new(|_: &Waker| {}) as Act,
                    Box::new(move |waker: &Waker| {
                        waker.wake_by_ref();
                        if let Some(own) = &*lock(&aborts) {
                            own.abort();
                        }
                    }),
                ]);
                *lock(&own) = Some(handle);
                world.executor.turn();
                hand.wake();
                world.executor.turn();
                if !hand.gone.is_dropped() {
                    fail(
                        "a task aborted itself in its poll, and when that turn was over, it was not \
                     dropped",
                    );
                }
                let ended = lock(&own).as_mut().map(outcome);
                expect_eq(
                    ended,
                    Some("Cancelled"),
                    "a task aborted itself in its poll, which was pending, and its handle did not give \
                 `Cancelled`",
                );
                if world.executor.turn() {
                    fail(
                        "a task woke and aborted itself in one poll, and `turn` gave `true` after that",
                    );
                }
                hand.polled(2, "a task aborted itself in its second poll");
            },
        );
    });
}

#[test]
fn a_task_may_do_anything_while_it_is_dropped() {
    plain_thread(|lab: PlainLab| {
        for how in ["was ready", "was aborted", "aborted itself"] {
            lab.case(format!(
                "a task {how} and is dropped, and when that happens it spawns, wakes and aborts others"
            ));
            let lab = lab.clone();
            in_time(
                &lab.clone(),
                "a task spawned, woke and aborted others when it was dropped",
                move || dropped(&lab, how),
            );
        }
    });
}

/// A task that ends in this way, and does all there is to do when it is dropped.
fn dropped(lab: &PlainLab, how: &'static str) {
    let mut world = World::new(lab);
    let (waits, _waits) = world.waiting();
    let (doomed, doomed_handle) = world.waiting();
    let (new, held) = world.task([]);
    let (spawner, wakes) = (world.spawner.clone(), waits.clone());
    let last = Last(Some(Box::new(move || {
        let_go(spawner.spawn(held));
        wakes.wake();
        doomed_handle.abort();
    })));
    let own = Arc::new(Mutex::new(None::<JoinHandle<()>>));
    let itself = Arc::clone(&own);
    let handle = world.spawner.spawn(std::future::poll_fn(move |_| {
        let _last = &last;
        if how == "aborted itself"
            && let Some(own) = &*lock(&itself)
        {
            own.abort();
        }
        match how {
            "was ready" => Poll::Ready(()),
            _ => Poll::Pending,
        }
    }));
    if how == "aborted itself" {
        *lock(&own) = Some(handle);
        world.executor.turn();
    } else {
        world.executor.turn();
        handle.abort();
    }
    if !doomed.gone.is_dropped() {
        fail(format!(
            "a task {how}, and another one, that it aborts when it is dropped, is not dropped"
        ));
    }
    world.one_turn_each(
        &format!(
            "a task {how} and, when it was dropped, spawned one, whose handle was dropped, and woke one"
        ),
        &[&new, &waits],
    );
    new.polled(1, "a task was spawned by another one that was dropped");
    waits.polled(2, "a task was woken by another one that was dropped");
}

#[test]
fn with_the_executor_all_tasks_are_dropped() {
    plain_thread(|lab: PlainLab| {
        lab.case(
            "an executor is dropped with one task that waits, one that was woken, and a new one",
        );
        let mut world = World::new(&lab);
        let (waits, mut waits_handle) = world.waiting();
        let (woken, mut woken_handle) = world.waiting();
        woken.wake();
        let (new, mut new_handle) = world.spawn([]);
        let callers = [(); 3].map(|()| ByHand::default());
        let handles = [&mut waits_handle, &mut woken_handle, &mut new_handle];
        for (caller, handle) in callers.iter().zip(handles) {
            let _pending = caller.poll(handle.as_mut());
        }
        let World {
            executor, spawner, ..
        } = world;
        let_go(executor);
        let left: Vec<&str> = [(&waits, "waits"), (&woken, "was woken"), (&new, "is new")]
            .into_iter()
            .filter(|(hand, _)| !hand.gone.is_dropped())
            .map(|(_, what)| what)
            .collect();
        match left[..] {
            [] => {}
            ["waits"] => fail(
                "the executor was dropped, its tasks that stood in the queue were dropped with it, and \
                 the one that waits for a wake was not: whoever keeps its waker is not to own it",
            ),
            [one] => fail(format!(
                "the executor was dropped, and of its three tasks the one that {one} was not"
            )),
            [..] => fail(format!(
                "the executor was dropped, and {} of its three tasks were not: somebody else still owns \
                 them, such as a waker, the queue, a handle or a spawner",
                left.len()
            )),
        }
        expect_eq(
            callers.each_ref().map(ByHand::wakes),
            [1, 1, 1],
            "the executor was dropped, and those that wait for the ends of its three tasks were not \
             woken once each",
        );
        for handle in [&mut waits_handle, &mut woken_handle, &mut new_handle] {
            expect_eq(
                outcome(handle),
                "Cancelled",
                "the executor was dropped, and the handle of a task did not give `Cancelled`",
            );
            handle.abort();
        }
        for hand in [waits, woken, new] {
            hand.wake();
        }
        lab.case("a task is spawned when the executor is gone");
        let probe = lab.probe();
        let late = probe.watch();
        let mut handle = Box::pin(spawner.spawn(async move {
            let _held = probe;
            7
        }));
        if !late.is_dropped() {
            fail("a task was spawned when the executor was gone, and was not dropped at once");
        }
        expect_eq(
            outcome(&mut handle),
            "Cancelled",
            "a task was spawned when the executor was gone, and its handle did not give `Cancelled`",
        );
    });
}

#[test]
fn what_tasks_do_when_the_executor_is_dropped_keeps_nothing() {
    plain_thread(|lab: PlainLab| {
        lab.case(
            "an executor is dropped, and its tasks wake each other and spawn when that happens",
        );
        in_time(
            &lab.clone(),
            "tasks woke each other and spawned when the executor was dropped",
            move || {
                let mut world = World::new(&lab);
                let probes: Vec<Probe> = (0..4).map(|_| lab.probe()).collect();
                let watches: Vec<Watch> = probes.iter().map(Probe::watch).collect();
                let wakers = Arc::new(Mutex::new(Vec::<Waker>::new()));
                for probe in probes {
                    let (spawner, all) = (world.spawner.clone(), Arc::clone(&wakers));
                    let last = Last(Some(Box::new(move || {
                        for waker in lock(&all).iter() {
                            waker.wake_by_ref();
                        }
                        // It is dropped at once, and spawns one more when that happens.
                        let again = spawner.clone();
                        let held = Last(Some(Box::new(move || {
                            let_go(again.spawn(async move {
                                let _held = probe;
                            }));
                        })));
                        let_go(spawner.spawn(async move {
                            let _held = held;
                        }));
                    })));
                    let keeps = Arc::clone(&wakers);
                    let_go(world.spawner.spawn(std::future::poll_fn(move |cx| {
                        let _last = &last;
                        lock(&keeps).push(cx.waker().clone());
                        Poll::<()>::Pending
                    })));
                }
                world.all_turns();
                drop(world);
                let left = watches.iter().filter(|watch| !watch.is_dropped()).count();
                expect_eq(
                    left,
                    0,
                    "the executor was dropped, each of its four tasks woke all and spawned another one \
                     when it was dropped, and some of that was not dropped by the end of the call",
                );
            },
        );
    });
}

#[test]
fn a_wake_from_another_thread_is_not_missed() {
    struct Round {
        executor: Mutex<Executor>,
        waker: Waker,
        set: Arc<AtomicBool>,
        seen: Arc<AtomicBool>,
        polls: Arc<AtomicUsize>,
    }
    race(
        || {
            let (mut executor, spawner) = executor();
            let waker = Arc::new(Mutex::new(None));
            let [set, seen] = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
            let polls = Arc::new(AtomicUsize::new(0));
            let (keeps, looks, sees) = (Arc::clone(&waker), Arc::clone(&set), Arc::clone(&seen));
            let counts = Arc::clone(&polls);
            let_go(spawner.spawn(std::future::poll_fn(move |cx| {
                counts.fetch_add(1, Ordering::SeqCst);
                *lock(&keeps) = Some(cx.waker().clone());
                sees.store(looks.load(Ordering::SeqCst), Ordering::SeqCst);
                Poll::<()>::Pending
            })));
            if polls.load(Ordering::SeqCst) > 0 {
                fail(SPAWN_POLLED);
            }
            executor.turn();
            let Some(waker) = lock(&waker).clone() else {
                fail(
                    "a task was spawned, its handle was dropped, and the next turn did not poll it",
                )
            };
            waker.wake_by_ref();
            Round {
                executor: Mutex::new(executor),
                waker,
                set,
                seen,
                polls,
            }
        },
        |round| {
            lock(&round.executor).turn();
            round.seen.load(Ordering::SeqCst)
        },
        |round| {
            round.set.store(true, Ordering::SeqCst);
            round.waker.wake_by_ref();
        },
        |round, seen, ()| {
            let mut executor = lock(&round.executor);
            match round.polls.load(Ordering::SeqCst) {
                2 => {}
                1 => fail("a task was woken before its second turn, and `turn` did not poll it"),
                polls => fail(format!(
                    "a task was woken before its second turn, and that call of `turn` polled it {} times",
                    polls - 1
                )),
            }
            executor.turn();
            if !round.seen.load(Ordering::SeqCst) {
                fail(
                    "a task was woken by another thread while it was being polled; that poll had not \
                     seen yet what it was woken for, and there was no other one: a task that \
                     is woken in the middle of its poll has another turn",
                );
            }
            match seen {
                false => Winner::OneFirst,
                true => Winner::OtherFirst,
            }
        },
    );
}
