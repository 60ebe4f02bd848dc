//! Races: two things done on two threads at the same moment, again and again, until the moment at
//! which the outcome tips over has been tried from both sides.

mod aim;
mod cores;
mod pair;

use std::sync::{Arc, Mutex};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use aim::Aim;
use pair::Pair;

use crate::lock::lock;
use crate::run::plain::PlainLab;
use crate::run::settings::Settings;

/// A race is over after so many rounds, or after this time, whatever comes first.
const ROUNDS: u32 = 300_000;
const TIME: Duration = Duration::from_millis(300);

/// Where others keep the cores busy it goes on until both threads had a core in so many rounds, but
/// no longer than this. A gap of a few nanoseconds is found within two thousand rounds.
const ENOUGH: u32 = 20_000;
const LONGEST: Duration = Duration::from_secs(3);

/// Held by the race that is run: of two at once in one process, with their threads on the same cores,
/// each would wait for the other's most of the time.
static TURN: Mutex<()> = Mutex::new(());

/// Who was first in a round, as far as the outcome shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The first of the two that were handed to [`race`].
    OneFirst,
    /// The second.
    OtherFirst,
}

/// Does two things at the same moment on two threads, twenty thousand times at least where both have
/// a core, for about a third of a second, and judges each outcome.
///
/// Every round has a new state; `one` and `other` are called with it, on a thread each, and what
/// they gave goes to `judge`, who [fails](crate::fail) the test if it cannot be, and else tells who
/// was first. From that the next round learns how long to hold back which of them: the rounds
/// gather where the outcome tips over, and so find gaps of a few nanoseconds, such as between a
/// look and a note. The body of a test, like [`virtual_time`](crate::virtual_time):
///
/// ```
/// use tokio_lab::{Order, fail, race};
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// race(
///     || AtomicBool::new(false),
///     |taken| !taken.swap(true, Ordering::SeqCst),
///     |taken| !taken.swap(true, Ordering::SeqCst),
///     |_taken, one, other| match (one, other) {
///         (true, false) => Order::OneFirst,
///         (false, true) => Order::OtherFirst,
///         _ => fail("two who came at the same moment both got it, or neither did"),
///     },
/// );
/// ```
///
/// On a single core nothing happens at the same moment: there it says so, and passes. Work that
/// never comes back fails the test after [four seconds](crate#limits).
///
/// # Panics
/// If the test fails, after its report was printed.
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
    Settings::new().race(new, one, other, judge);
}

impl Settings {
    /// As [`race`], with these settings.
    ///
    /// # Panics
    /// If the test fails, after its report was printed.
    #[track_caller]
    pub fn race<S, A, B, J>(
        self,
        new: impl FnMut() -> S + Send + 'static,
        one: impl FnMut(&S) -> A + Send + 'static,
        other: impl FnMut(&S) -> B + Send + 'static,
        judge: J,
    ) where
        S: Send + Sync + 'static,
        B: Send + 'static,
        J: FnMut(&S, A, B) -> Order + Send + 'static,
    {
        // Taken before the run begins: who waits here has not come to its four seconds yet.
        let _turn = lock(&TURN);
        let body = move |lab: PlainLab| rounds(&lab, new, one, other, judge);
        self.plain_named(body, std::any::type_name::<J>());
    }
}

fn rounds<S: Send + Sync + 'static, A, B: Send + 'static>(
    lab: &PlainLab,
    mut new: impl FnMut() -> S,
    mut one: impl FnMut(&S) -> A,
    mut other: impl FnMut(&S) -> B + Send + 'static,
    mut judge: impl FnMut(&S, A, B) -> Order,
) {
    if available_parallelism().is_ok_and(|cores| cores.get() == 1) {
        println!("a race on a single core: nothing happened at the same moment, nothing is proved");
        return;
    }
    lab.case("two threads at the same moment");
    let pair = Pair::new(lab, move |state: &S| other(state));
    let mut aim = Aim::new();
    let mut together = 0;
    let began = Instant::now();
    for _ in 0..ROUNDS {
        let state = Arc::new(new());
        let round = pair.round(&state, aim.next(), || one(&state));
        let first = judge(&state, round.one, round.other);
        if round.together {
            aim.learn(first);
            together += 1;
        }
        let limit = if together < ENOUGH { LONGEST } else { TIME };
        if began.elapsed() > limit {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use super::*;
    use crate::{fail, failure_of};

    /// Two who take the same thing; the gap between look and note is as small as it can be.
    fn both_take(look_first: bool) {
        let take = move |taken: &AtomicBool| {
            if look_first {
                !taken.load(Ordering::SeqCst) && {
                    taken.store(true, Ordering::SeqCst);
                    true
                }
            } else {
                !taken.swap(true, Ordering::SeqCst)
            }
        };
        race(
            || AtomicBool::new(false),
            take,
            take,
            |_, one, other| match (one, other) {
                (true, false) => Order::OneFirst,
                (false, true) => Order::OtherFirst,
                _ => fail("both took it"),
            },
        );
    }

    #[test]
    fn a_gap_of_an_instruction_is_found_every_time() {
        for _ in 0..20 {
            let report = failure_of(|| both_take(true));
            assert!(report.is_some_and(|report| report.contains("both took it")));
        }
    }

    #[test]
    fn where_there_is_no_gap_nothing_is_found() {
        both_take(false);
    }

    #[test]
    fn both_orders_come_about() {
        static FIRST: [AtomicUsize; 2] = [AtomicUsize::new(0), AtomicUsize::new(0)];
        race(
            AtomicUsize::default,
            |turn| turn.fetch_add(1, Ordering::SeqCst),
            |turn| {
                // A handicap that has to be made up for.
                for n in 0..300 {
                    std::hint::black_box(n);
                }
                turn.fetch_add(1, Ordering::SeqCst)
            },
            |_, one, other| {
                FIRST[one].fetch_add(1, Ordering::SeqCst);
                if one < other {
                    Order::OneFirst
                } else {
                    Order::OtherFirst
                }
            },
        );
        let [one, other] = FIRST.each_ref().map(|count| count.load(Ordering::SeqCst));
        assert!(one.min(other) > (one + other) / 10, "{one} and {other}");
    }

    #[test]
    fn a_panic_on_either_thread_fails_the_test() {
        let panics = |who: usize| {
            let act = move |n: usize| assert!(n != who, "no more paper");
            let report = failure_of(move || {
                race(
                    || (),
                    move |()| act(0),
                    move |()| act(1),
                    |(), (), ()| Order::OneFirst,
                );
            });
            assert!(report.is_some_and(|report| report.contains("no more paper")));
        };
        panics(0);
        panics(1);
    }

    #[test]
    fn what_never_comes_back_fails_the_test() {
        let hangs = || {
            race(
                || (),
                |()| (),
                |()| std::thread::sleep(Duration::from_secs(60)),
                |(), (), ()| Order::OneFirst,
            );
        };
        let report = failure_of(hangs).expect("it fails");
        assert!(report.contains("had not come back after 4s"), "{report}");
    }
}
