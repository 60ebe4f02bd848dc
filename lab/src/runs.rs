//! What proofs call: the laboratory's own functions, with the settings of this course.
//!
//! Each runs a proof as the function of the same name in `tokio_lab` does, which says more.

use tokio_lab::{Lab, Order, PlainLab, Settings};

use crate::order::order;
use crate::reporter::Course;

/// So many bytes the proofs of a process may take, where nobody else sees to that: many times
/// what they need.
const MOST_MEMORY: usize = 512 << 20;

/// The settings of this course, for a proof that needs others beside them.
pub fn settings() -> Settings {
    let settings = Settings::new()
        .reporter(Course)
        .seed_variable("KATA_SEED")
        .allow_panics_of_the_test();
    match order() {
        // Whoever runs proofs by order has limits of his own, and hears of what is over them.
        Some(order) => match order.seed {
            Some(seed) => settings.seed(seed),
            None => settings,
        },
        None => settings.memory(MOST_MEMORY),
    }
}

/// Runs a proof in virtual time.
///
/// # Panics
/// If it fails, after it was reported.
#[track_caller]
pub fn virtual_time<F>(body: F)
where
    F: AsyncFnOnce(Lab) + Send + 'static,
{
    settings().virtual_time(body);
}

/// Runs a proof in real time, on a current-thread runtime.
///
/// # Panics
/// If it fails, after it was reported.
#[track_caller]
pub fn real_time<F>(body: F)
where
    F: AsyncFnOnce(Lab) + Send + 'static,
{
    settings().real_time(body);
}

/// Runs a proof in real time, on a multi-thread runtime with so many workers.
///
/// # Panics
/// If it fails, after it was reported.
#[track_caller]
pub fn real_time_on<F>(workers: usize, body: F)
where
    F: AsyncFnOnce(Lab) + Send + 'static,
{
    settings().real_time_on(workers, body);
}

/// Runs a proof as plain code, with no runtime around it.
///
/// # Panics
/// If it fails, after it was reported.
#[track_caller]
pub fn plain_thread<F>(body: F)
where
    F: FnOnce(PlainLab) + Send + 'static,
{
    settings().plain_thread(body);
}

/// Runs a proof in virtual time once for each of so many seeds.
///
/// # Panics
/// If one of the runs fails, after it was reported.
#[track_caller]
pub fn for_seeds<F>(count: u64, body: F)
where
    F: AsyncFn(Lab) + Send + Sync + 'static,
{
    settings().for_seeds(count, body);
}

/// Runs a proof in virtual time once for each await point of a future, which is cancelled there.
///
/// # Panics
/// If one of the runs fails, after it was reported.
#[track_caller]
pub fn cancel_at_every_await<F>(body: F)
where
    F: AsyncFn(Lab) + Send + Sync + 'static,
{
    settings().cancel_at_every_await(body);
}

/// Runs a proof in virtual time many times, so that a tie comes out both ways.
///
/// # Panics
/// If one of the runs fails, after it was reported.
#[track_caller]
pub fn ties<F>(body: F)
where
    F: AsyncFn(Lab) + Send + Sync + 'static,
{
    settings().ties(body);
}

/// Does two things at the same moment on two threads, again and again.
///
/// # Panics
/// If a round fails, after it was reported.
#[track_caller]
pub fn race<S, A, B, J>(
    new: impl FnMut() -> S + Send + 'static,
    one: impl FnMut(&S) -> A + Send + 'static,
    other: impl FnMut(&S) -> B + Send + 'static,
    judge: J,
) where
    S: Send + Sync + 'static,
    B: Send + 'static,
    J: FnMut(&S, A, B) -> Order + Send + 'static,
{
    settings().race(new, one, other, judge);
}
