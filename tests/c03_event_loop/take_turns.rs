//! `take_turns`: a long computation that others need not wait for.

use std::cell::{Cell, RefCell};
use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use async_katas::c03_event_loop::take_turns::take_turns;
use lab::timeline::{counted, times};
use lab::{Lab, Way, expect_eq, fail, for_seeds, nasty, secs, virtual_time};
use tokio::task::{LocalSet, spawn_local};

fn every(steps: usize) -> NonZeroUsize {
    NonZeroUsize::new(steps).expect("at least one")
}

/// What is told where other steps were made than so many.
fn not_these(steps: usize) -> String {
    match steps {
        0 => "`step` was called, and no steps were to be made".to_owned(),
        1 => "one step was to be made, `step(0)`".to_owned(),
        steps => format!("of {steps} steps, not each was made once, from 0 on"),
    }
}

/// How many steps tokio's own budget for one go lasts, at one piece of it a step.
const BUDGET: usize = 128;

/// Why it gave way then, where the number of steps tells.
fn why_after(steps: usize, every: usize) -> &'static str {
    // The step that finds the budget spent counts or does not.
    if steps.abs_diff(BUDGET) <= 1 && steps.abs_diff(every) > 1 {
        ": tokio's own budget for one go is spent then, whatever `every` is"
    } else {
        ""
    }
}

/// Why the sum of so many steps is wrong, where it tells.
fn wrong_sum(steps: usize, sum: u64, right: u64) -> String {
    let narrow = [8, 16, 32].into_iter();
    let cut = narrow.map(|bits| (bits, right % (1 << bits)));
    let why = match cut.into_iter().find(|(_, left)| *left == sum) {
        Some((bits, _)) => format!(
            ": it is what is left of it in a number of {bits} bits, and what a step gives has 64"
        ),
        None => String::new(),
    };
    format!(
        "the sum of {} is not what the steps gave{why}",
        counted(steps, "step")
    )
}

/// It gave way after these steps: just as it should at first, and then not once more.
fn stopped_giving_way(gave_way: &[usize], every: usize, steps: usize) -> Option<String> {
    let right = gave_way
        .iter()
        .zip(1..)
        .all(|(after, n)| *after == n * every);
    let last = *gave_way.last()?;
    (right && last + every < steps).then(|| {
        format!(
            "your function gave way after every {every} steps, as it was told, up to {last} steps, \
             that is {}, and never after that in {steps} steps: it should go on so to the end",
            times(gave_way.len())
        )
    })
}

/// Why others have to wait for one step too many, where the steps tell after which it gives way.
async fn one_too_many(every_steps: usize) -> &'static str {
    let steps = every_steps * 4;
    let gave_way = gives_way_after(steps, every_steps).await;
    let after =
        |first: usize, then: usize| (first..steps).step_by(then).collect::<Vec<_>>() == gave_way;
    if every_steps > 1 && after(every_steps + 1, every_steps) {
        ": that is one step too many, and so it is the first time only; from then on your function gives way \
         after as many steps as it should. The first step, step 0, is a step as well, and belongs to the \
         count"
    } else if after(every_steps + 1, every_steps + 1) {
        ": that is one step too many, each time"
    } else {
        ": that is one step too many"
    }
}

/// After how many steps it gives way, each time, but before the first and after the last.
async fn gives_way_after(steps: usize, every_steps: usize) -> Vec<usize> {
    let made = Cell::new(0);
    let step = |_| {
        made.set(made.get() + 1);
        1
    };
    let mut gave_way = Vec::new();
    let mut sum = pin!(take_turns(steps, step, every(every_steps)));
    std::future::poll_fn(|cx| {
        let polled = sum.as_mut().poll(cx);
        if polled.is_pending() {
            gave_way.push(made.get());
        }
        polled.map(drop)
    })
    .await;
    gave_way.retain(|after| (1..steps).contains(after));
    gave_way
}

/// How long other tasks wait for their turns, counted in steps.
#[derive(Clone, Default)]
struct Patience(Arc<Mutex<Waits>>);

#[derive(Default)]
struct Waits {
    /// For each task, how many steps it has waited for its next turn.
    steps: Vec<usize>,
    longest: usize,
    /// How many steps were made, and how often the computation gave way between the first and the
    /// last of them.
    made: usize,
    gave_way: usize,
    /// How many turns the others had since the computation was polled.
    turns: usize,
}

impl Patience {
    fn of(tasks: usize) -> Self {
        let patience = Patience::default();
        patience.with(|waits| waits.steps = vec![0; tasks]);
        patience
    }

    fn with<T>(&self, look: impl FnOnce(&mut Waits) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The computation has made a step.
    fn step(&self) {
        self.with(|waits| {
            waits.made += 1;
            for steps in &mut waits.steps {
                *steps += 1;
                waits.longest = waits.longest.max(*steps);
            }
        });
    }

    /// The computation, of so many steps, of which it is counted how often it gives way.
    async fn of_computation(self, computation: impl Future, steps: usize) {
        let mut computation = pin!(computation);
        std::future::poll_fn(|cx| {
            self.with(|waits| waits.turns = 0);
            let polled = computation.as_mut().poll(cx);
            if polled.is_pending() {
                self.with(|waits| waits.gave_way += usize::from((1..steps).contains(&waits.made)));
            }
            polled.map(drop)
        })
        .await;
    }

    /// A task that wants one turn after another, and waits for each in the runtime's queue. It wakes
    /// itself: whoever calls `yield_now` is put there only after a look at timers and sockets.
    async fn wants_turns(self, task: usize) {
        loop {
            let turns = self.with(|waits| {
                waits.steps[task] = 0;
                waits.turns += 1;
                waits.turns
            });
            // As long as it has its turns, the clock stands still.
            if turns > 10_000 {
                fail(
                    "other tasks had ten thousand turns one after the other, and your function did not \
                     go on: it waits for more than its next turn, such as for time to go by; giving way \
                     is not sleeping",
                );
            }
            let mut had_its_turn = false;
            std::future::poll_fn(|cx| {
                if std::mem::replace(&mut had_its_turn, true) {
                    return Poll::Ready(());
                }
                cx.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
        }
    }
}

#[test]
fn the_sum_is_right() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        // Too large for anything but the type of the sum.
        let numbers: Vec<u64> = (0..draw.size(0..=50))
            .map(|_| draw.size(0..=1000) as u64 + (1 << 50))
            .collect();
        let limit = draw.size(1..=10);
        lab.case(format!("{} steps, with `every` of {limit}", numbers.len()));
        let made = RefCell::new(Vec::new());
        let step = |i: usize| {
            made.borrow_mut().push(i);
            numbers.get(i).copied().unwrap_or(0)
        };
        let sum = take_turns(numbers.len(), step, every(limit)).await;
        expect_eq(
            made.into_inner(),
            (0..numbers.len()).collect::<Vec<_>>(),
            not_these(numbers.len()),
        );
        let right = numbers.iter().sum();
        expect_eq(sum, right, wrong_sum(numbers.len(), sum, right));
    });
}

#[test]
fn each_step_is_made_once_in_order() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (steps, limit) = (draw.size(0..=50), draw.size(1..=10));
        lab.case(format!("{steps} steps, with `every` of {limit}"));
        let made = RefCell::new(Vec::new());
        let step = |i| {
            made.borrow_mut().push(i);
            1
        };
        take_turns(steps, step, every(limit)).await;
        expect_eq(
            made.into_inner(),
            (0..steps).collect::<Vec<_>>(),
            not_these(steps),
        );
    });
}

#[test]
fn no_steps_and_a_single_one_have_a_sum_too() {
    virtual_time(async |lab: Lab| {
        lab.case("called with no steps");
        let made = Cell::new(0);
        let step = |i| {
            made.set(made.get() + 1);
            i as u64 + 7
        };
        let none = take_turns(0, step, every(3)).await;
        let cause = match made.get() {
            0 => "no steps should add up to 0".to_owned(),
            made => format!(
                "`step` was called, {}, though no steps were to be made: no steps should add up to \
                 0",
                times(made)
            ),
        };
        expect_eq(none, 0, cause);
        lab.case("called with a single step");
        let one = take_turns(1, |i| i as u64 + 7, every(3)).await;
        expect_eq(one, 7, "a single step should be the whole sum");
    });
}

#[test]
fn no_other_task_waits_for_more_steps_than_it_should() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let limit = draw.size(1..=200);
        let steps = limit * draw.size(2..=10) + draw.size(0..=limit - 1);
        let tasks = draw.size(1..=4);
        let in_a_task = draw.coin();
        lab.case(format!(
            "{steps} steps, with `every` of {limit}, {}, and beside them {tasks} other tasks",
            match in_a_task {
                true => "in a task of their own",
                false => "in the future that starts the others",
            }
        ));
        let patience = Patience::of(tasks);
        let counted = patience.clone();
        let step = move |_| {
            counted.step();
            1
        };
        let scene = async {
            let others: Vec<_> = (0..tasks)
                .map(|task| spawn_local(patience.clone().wants_turns(task)))
                .collect();
            let computation = take_turns(steps, step, every(limit));
            let computation = patience.clone().of_computation(computation, steps);
            match in_a_task {
                true => {
                    let _ended = spawn_local(computation).await;
                }
                false => {
                    computation.await;
                }
            }
            for other in others {
                other.abort();
                let _ = other.await;
            }
        };
        // Nobody has said that the computation can move to another thread.
        LocalSet::new().run_until(scene).await;
        let (longest, gave_way) = patience.with(|waits| (waits.longest, waits.gave_way));
        if longest > limit {
            let why = match why_after(longest, limit) {
                _ if gave_way == 0 => {
                    ": between its first step and its last your future never really gave way; only an \
                     await that is not ready at once does"
                }
                "" if longest == limit + 1 => one_too_many(limit).await,
                "" => ": others have their turns only when your function really gives way",
                why => why,
            };
            fail(format!(
                "another task had to wait for {longest} steps, where {limit} is the most{why}"
            ));
        }
    });
}

#[test]
fn it_gives_way_as_often_as_it_should_and_no_more() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let limit = if draw.coin() {
            draw.size(1..=50)
        } else {
            draw.size(51..=2000)
        };
        let steps = limit * draw.size(2..=200) + draw.size(0..=limit - 1);
        lab.case(format!("{steps} steps, with `every` of {limit}"));
        // Before the first step and after the last it may do as it likes.
        let gave_way = gives_way_after(steps, limit).await;
        for (n, after) in gave_way.iter().enumerate() {
            if n == 0 && *after > limit && limit > 1 {
                fail(format!(
                    "your function gave way too late: it was told to do so after every {limit} steps, and \
                     did so for the first time after {}{}",
                    counted(*after, "step"),
                    why_after(*after, limit)
                ));
            }
            if after % limit != 0 {
                fail(format!(
                    "your function gave way too often: it was told to do so after every {limit} \
                     steps, and did so after {}{}",
                    counted(*after, "step"),
                    why_after(*after, limit)
                ));
            }
            if n > 0 && gave_way[n - 1] == *after {
                fail(format!(
                    "your function gave way too often: after {after} steps, where once is enough, it \
                     gave way twice in a row"
                ));
            }
        }
        if let Some(missed) = (limit..steps)
            .step_by(limit)
            .find(|after| !gave_way.contains(after))
        {
            if let Some(stopped) = stopped_giving_way(&gave_way, limit, steps) {
                fail(stopped);
            }
            fail(format!(
                "your function did not give way after {missed} of {steps} steps: it was told to do so \
                 after every {limit} steps"
            ));
        }
    });
}

/// What is left of this limit in a smaller type, where it gave way as it should with that.
fn cut_off(limit: usize, gave_way: &[usize], steps: usize) -> Option<usize> {
    let left = [8, 16, 32].map(|bits| (limit as u64 % (1 << bits)) as usize);
    left.into_iter().find(|left| {
        // A count that is compared with 0 after each step is there at once.
        let every = (*left).max(1);
        *left != limit
            && (1..steps)
                .filter(|after| after % every == 0)
                .eq(gave_way.iter().copied())
    })
}

/// All the numbers of steps that the type holds, at which somebody's arithmetic may go wrong.
fn counts() -> impl Iterator<Item = usize> {
    let nasty = nasty::COUNTS
        .iter()
        .filter_map(|count| usize::try_from(*count).ok());
    nasty.chain([usize::MAX - 1, usize::MAX])
}

#[test]
fn as_many_steps_as_you_like_may_lie_between_two_turns() {
    virtual_time(async |lab: Lab| {
        const STEPS: usize = 70_000;
        // The largest first: who reserves room for it panics, where for less the process may end.
        let limits = counts().filter(|limit| *limit > 100);
        for limit in std::iter::once(usize::MAX).chain(limits) {
            lab.case(format!("{STEPS} steps, `every` of {limit}"));
            let made = Cell::new(0);
            let step = |i| {
                made.set(made.get() + 1);
                i as u64
            };
            let mut gave_way = Vec::new();
            let mut sum = pin!(take_turns(STEPS, step, every(limit)));
            let sum = std::future::poll_fn(|cx| {
                let polled = sum.as_mut().poll(cx);
                if polled.is_pending() {
                    gave_way.push(made.get());
                }
                polled
            })
            .await;
            expect_eq(
                sum,
                (0..STEPS as u64).sum(),
                format!("with `every` of {limit}, the sum of {STEPS} steps is not theirs"),
            );
            gave_way.retain(|after| (1..STEPS).contains(after));
            let due: Vec<_> = (1..STEPS).filter(|after| after % limit == 0).collect();
            if gave_way != due {
                if let Some(stopped) = stopped_giving_way(&gave_way, limit, STEPS) {
                    fail(stopped);
                }
                let cut_off = cut_off(limit, &gave_way, STEPS);
                let first = match gave_way.first() {
                    Some(first) if cut_off.is_some() => format!(
                        ", first after {}: that is as if `every` were {}, which is left of it \
                         in a smaller type",
                        counted(*first, "step"),
                        cut_off.unwrap_or_default()
                    ),
                    Some(first) => {
                        format!(
                            ", first after {}{}",
                            counted(*first, "step"),
                            why_after(*first, limit)
                        )
                    }
                    None => String::new(),
                };
                fail(format!(
                    "with `every` of {limit}, your function gave way {} in {STEPS} steps, where {} \
                     is right{first}",
                    times(gave_way.len()),
                    times(due.len())
                ));
            }
        }
    });
}

#[test]
fn there_may_be_as_many_steps_as_you_like() {
    virtual_time(async |lab: Lab| {
        for steps in counts().filter(|steps| *steps > 9) {
            lab.case(format!(
                "{steps} steps, of which only the first are awaited"
            ));
            let made = RefCell::new(Vec::new());
            let step = |i| {
                made.borrow_mut().push(i);
                1
            };
            {
                let mut sum = pin!(take_turns(steps, step, every(3)));
                for _ in 0..4 {
                    let _ = futures::poll!(sum.as_mut());
                    if made.borrow().len() >= 9 {
                        break;
                    }
                }
            }
            if made.borrow().len() > 9 {
                let made = made.borrow().len();
                fail(format!(
                    "told to make {steps} steps and to give way after every 3, it had made {made} \
                     steps when it should have made nine and given way three times{}",
                    why_after(made, 3)
                ));
            }
            expect_eq(
                made.into_inner(),
                (0..9).collect::<Vec<_>>(),
                format!(
                    "told to make {steps} steps and to give way after every 3, it should have made \
                     nine when it gave way for the third time"
                ),
            );
        }
    });
}

#[test]
fn the_sum_may_be_as_large_as_its_type() {
    virtual_time(async |lab: Lab| {
        for numbers in [
            vec![u64::MAX],
            vec![0, u64::MAX, 0],
            vec![u64::MAX - 3, 1, 1, 1],
            vec![1 << 63, (1 << 63) - 1],
            vec![(1 << 53) + 1, 1, 1],
            vec![(1 << 32) - 1; 5],
        ] {
            lab.case(format!("steps that give {numbers:?}"));
            let sum = take_turns(numbers.len(), |i| numbers[i], every(2)).await;
            let right = numbers.iter().sum();
            expect_eq(sum, right, wrong_sum(numbers.len(), sum, right));
        }
    });
}

#[test]
fn two_computations_take_turns() {
    virtual_time(async |_lab: Lab| {
        let steps = Mutex::new(String::new());
        let computation = |name: char| {
            let steps = &steps;
            let step = move |_| {
                let mut steps = steps.lock().unwrap_or_else(PoisonError::into_inner);
                steps.push(name);
                1
            };
            take_turns(6, step, every(3))
        };
        futures::future::join(computation('a'), computation('b')).await;
        let made = steps.into_inner().unwrap_or_else(PoisonError::into_inner);
        if made != "aaabbbaaabbb" {
            fail(format!(
                "two computations, a and b, on one thread, told to give way after every 3 steps, \
                 did not go on in turn, three steps each: their steps came as {made}"
            ));
        }
    });
}

#[test]
fn giving_way_takes_no_time() {
    virtual_time(async |lab: Lab| {
        take_turns(1000, |_| 1, every(10)).await;
        expect_eq(
            lab.now(),
            secs(0),
            "time went by on the clock: giving way is not sleeping",
        );
    });
}

#[test]
fn however_it_is_polled_each_step_is_made_once() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for steps in 0..8 {
                lab.case(format!("a call that is {way}, of {steps} steps"));
                let made = RefCell::new(Vec::new());
                let step = |i| {
                    made.borrow_mut().push(i);
                    i as u64 + 7
                };
                let sum = lab.polled(way, take_turns(steps, step, every(2))).await;
                expect_eq(
                    sum,
                    (0..steps as u64).map(|i| i + 7).sum(),
                    format!("the call was {way}, and the sum is not what {steps} steps gave"),
                );
                expect_eq(
                    made.into_inner(),
                    (0..steps).collect::<Vec<_>>(),
                    format!("the call was {way}, and of {steps} steps not each was made once"),
                );
            }
        }
    });
}
