//! `take_turns`: a long computation that others need not wait for.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use async_katas::c03_event_loop::take_turns::take_turns;
use lab::{Lab, expect_eq, fail, for_seeds, secs, virtual_time};

fn every(steps: usize) -> NonZeroUsize {
    NonZeroUsize::new(steps).expect("at least one")
}

/// How long another task waits for its turn, counted in steps.
#[derive(Clone, Default)]
struct Patience(Arc<Mutex<Waits>>);

#[derive(Default)]
struct Waits {
    waiting: bool,
    steps: usize,
    longest: usize,
}

impl Patience {
    fn with<T>(&self, look: impl FnOnce(&mut Waits) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The computation has made a step.
    fn step(&self) {
        self.with(|waits| {
            waits.steps += 1;
            if waits.waiting {
                waits.longest = waits.longest.max(waits.steps);
            }
        });
    }

    /// A task that wants a turn so many times.
    async fn wants_turns(self, turns: usize) {
        for _ in 0..turns {
            self.with(|waits| waits.steps = 0);
            tokio::task::yield_now().await;
        }
        self.with(|waits| waits.waiting = false);
    }
}

#[test]
fn the_sum_is_right() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let numbers: Vec<u64> = (0..draw.size(0..=50))
            .map(|_| draw.size(0..=1000) as u64)
            .collect();
        let sum = take_turns(numbers.len(), |i| numbers[i], every(draw.size(1..=10))).await;
        expect_eq(sum, numbers.iter().sum(), "the sum is wrong");
    });
}

#[test]
fn no_steps_and_a_single_one_have_a_sum_too() {
    virtual_time(async |_lab: Lab| {
        let none = take_turns(0, |i| i as u64 + 7, every(3)).await;
        expect_eq(none, 0, "no steps should add up to 0");
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
        let patience = Patience::default();
        patience.with(|waits| waits.waiting = true);
        // A turn more than a right answer can give it, so that it waits to the end.
        let turns = steps / limit + 2;
        let other = tokio::spawn(patience.clone().wants_turns(turns));
        let step = |_| {
            patience.step();
            1
        };
        take_turns(steps, step, every(limit)).await;
        other.abort();
        let longest = patience.with(|waits| waits.longest);
        if longest > limit {
            fail(format!(
                "another task had to wait for {longest} steps, where {limit} is the most: it \
                 has its turn only when your function really gives way"
            ));
        }
    });
}

#[test]
fn it_gives_way_no_more_often_than_it_should() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let limit = draw.size(2..=50);
        let steps = limit * draw.size(2..=10) + draw.size(0..=limit - 1);
        let mut sum = pin!(take_turns(steps, |_| 1, every(limit)));
        let mut gave_way = 0;
        std::future::poll_fn(|cx| {
            let polled = sum.as_mut().poll(cx);
            gave_way += usize::from(polled.is_pending());
            polled.map(drop)
        })
        .await;
        // Once more than needed, for those who also give way before the first step.
        let most = steps / limit + 1;
        if gave_way > most {
            fail(format!(
                "your function gave way too often, {gave_way} times in {steps} steps: it should \
                 give way after every {limit} steps, and each time costs something"
            ));
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
        expect_eq(
            steps.into_inner().unwrap_or_else(PoisonError::into_inner),
            "aaabbbaaabbb".to_owned(),
            "two computations on one thread should go on in turn, three steps each",
        );
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
