//! Acquire, body and release: every way through them, and what to say of one that went wrong.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::panic::resume_unwind;
use std::rc::Rc;
use std::time::Duration;

use lab::{Draw, fail, ms, secs};
use tokio::time::{Instant, sleep};

/// Longer than anybody waits who has a limit in mind.
pub const A_YEAR: Duration = secs(365 * 24 * 60 * 60);

/// One of the three; as an error, the one that failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Acquire,
    Body,
    Release,
}

use Step::{Acquire, Body, Release};

/// A way through the three steps: what each of them takes, and whether it fails.
#[derive(Clone, Debug)]
pub struct Way {
    takes: [Duration; 3],
    fails: [bool; 3],
    start: Instant,
    ran: Rc<RefCell<Vec<Ran>>>,
}

/// A step that was begun.
#[derive(Debug)]
struct Ran {
    step: Step,
    from: Duration,
    /// When it came to its end; none while it runs.
    to: Option<Duration>,
    /// When it was dropped without an end.
    dropped: Option<Duration>,
}

impl Way {
    /// One that begins now.
    pub fn new(takes: [Duration; 3], fails: [bool; 3]) -> Self {
        Way {
            takes,
            fails,
            start: Instant::now(),
            ran: Rc::default(),
        }
    }

    /// One that begins when the future is polled, which is this long after the call.
    pub fn first_polled_after(mut self, pause: Duration) -> Self {
        self.start += pause;
        self
    }

    /// All eight outcomes of three steps.
    pub fn outcomes() -> impl Iterator<Item = [bool; 3]> {
        (0..8).map(|bits| [4, 2, 1].map(|bit| bits & bit != 0))
    }

    /// Times off every grid, and now and then none at all.
    pub fn times(draw: &mut Draw) -> [Duration; 3] {
        [(); 3].map(|()| match draw.size(0..=3) {
            0 => Duration::ZERO,
            _ => draw.off_grid(ms(1)..=ms(500)),
        })
    }

    /// Runs one of the steps.
    pub fn run(&self, step: Step) -> impl Future<Output = Result<(), Step>> + use<> {
        let way = self.clone();
        async move {
            let index = way.ran.borrow().len();
            if Instant::now() < way.start {
                fail(format!("{step} began before your future was polled"));
            }
            way.ran.borrow_mut().push(Ran {
                step,
                from: way.start.elapsed(),
                to: None,
                dropped: None,
            });
            let running = Running { way: &way, index };
            let time = way.takes[step as usize];
            if time > Duration::ZERO {
                sleep(time).await;
            }
            way.ran.borrow_mut()[index].to = Some(way.start.elapsed());
            drop(running);
            if way.fails[step as usize] {
                Err(step)
            } else {
                Ok(())
            }
        }
    }

    /// How often this step was begun.
    pub fn begun(&self, step: Step) -> usize {
        self.ran.borrow().iter().filter(|r| r.step == step).count()
    }

    /// Whether this step is the one that fails, or one of those.
    pub fn fails(&self, step: Step) -> bool {
        self.fails[step as usize]
    }

    /// Expects that the steps ran as they should, and that it is the instant at which the last of
    /// them has ended.
    #[track_caller]
    pub fn expect_run(&self) {
        let steps: &[Step] = if self.fails(Acquire) {
            &[Acquire]
        } else {
            &[Acquire, Body, Release]
        };
        let mut before: Option<(Step, Duration)> = None;
        for step in [Acquire, Body, Release] {
            let from = before.map_or(Duration::ZERO, |(_, end)| end);
            if !steps.contains(&step) {
                if self.begun(step) > 0 {
                    fail(format!("acquire had failed, and {step} ran all the same"));
                }
                continue;
            }
            let to = from + self.takes[step as usize];
            self.expect_step(step, from, to);
            before = Some((step, to));
        }
        let (last, end) = before.unwrap_or((Acquire, Duration::ZERO));
        let now = self.start.elapsed();
        if now != end {
            fail(format!(
                "{last} ended {end:?} after the call, and your function returned after \
                 {now:?} and not at that instant"
            ));
        }
    }

    /// Expects that nothing began when the future was dropped, and that nothing of it is left.
    #[track_caller]
    pub fn expect_dropped(&self) {
        let all = self.ran.borrow();
        let Some(given_up) = all.iter().position(|ran| ran.to.is_none()) else {
            return;
        };
        let step = all[given_up].step;
        if let Some(later) = all.get(given_up + 1) {
            fail(format!(
                "your future was dropped while {step} ran, and {} began after that",
                later.step
            ));
        }
        if all[given_up].dropped.is_none() {
            fail(format!(
                "your future was dropped while {step} ran, and {step} was not dropped with \
                 it"
            ));
        }
    }

    #[track_caller]
    fn expect_step(&self, step: Step, from: Duration, to: Duration) {
        let all = self.ran.borrow();
        let mut runs = all.iter().filter(|ran| ran.step == step);
        let Some(ran) = runs.next() else {
            fail(format!("{step} never ran"))
        };
        if runs.next().is_some() {
            let times = self.begun(step);
            fail(format!("{step} was run {times} times instead of once"));
        }
        if ran.from != from {
            fail(format!(
                "{step} began {:?} after the call, and should begin after {from:?}, when \
                 what comes before it has ended",
                ran.from
            ));
        }
        if let Some(dropped) = ran.dropped {
            fail(format!(
                "{step} was given up {:?} after it had begun, and should be awaited to its \
                 end, however long it takes",
                dropped - from
            ));
        }
        if ran.to != Some(to) {
            fail(format!("{step} had not ended when your function returned"));
        }
    }
}

/// Where a body panics.
#[derive(Clone, Copy, Debug)]
pub enum Panics {
    WhenCalled,
    InItsFirstPoll,
    AfterAWait,
}

impl Panics {
    /// All of them.
    pub const ALL: [Panics; 3] = [
        Panics::WhenCalled,
        Panics::InItsFirstPoll,
        Panics::AfterAWait,
    ];

    /// What the body panics with: no text.
    const PAYLOAD: u64 = 4711;

    /// A body that panics, quietly.
    pub fn body<T, E>(self) -> impl Future<Output = Result<T, E>> + use<T, E> {
        if matches!(self, Panics::WhenCalled) {
            resume_unwind(Box::new(Self::PAYLOAD));
        }
        async move {
            if matches!(self, Panics::AfterAWait) {
                sleep(ms(100)).await;
            }
            resume_unwind(Box::new(Self::PAYLOAD))
        }
    }

    /// Expects that this is the panic of the body.
    #[track_caller]
    pub fn expect_out<T: fmt::Debug>(self, outcome: Result<T, Box<dyn Any + Send>>) {
        match outcome {
            Ok(given) => fail(format!(
                "the body panicked, and instead of the panic the caller got {given:?}"
            )),
            Err(panic) if panic.downcast_ref() == Some(&Self::PAYLOAD) => {}
            Err(_) => fail(
                "the body panicked, and another panic came out of your function: the body's own \
                 should go on to the caller",
            ),
        }
    }
}

/// Goes on from "a body that panics …".
impl fmt::Display for Panics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Panics::WhenCalled => "when it is called",
            Panics::InItsFirstPoll => "in its first poll",
            Panics::AfterAWait => "after 100ms",
        })
    }
}

struct Running<'a> {
    way: &'a Way,
    index: usize,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let ran = &mut self.way.ran.borrow_mut()[self.index];
        if ran.to.is_none() {
            ran.dropped = Some(self.way.start.elapsed());
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Acquire => "acquire",
            Body => "the body",
            Release => "release",
        })
    }
}

/// "acquire succeeds after 217ms, the body fails at once, release succeeds after 3ms"
impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (step, comma) in [(Acquire, ""), (Body, ", "), (Release, ", ")] {
            let outcome = if self.fails(step) {
                "fails"
            } else {
                "succeeds"
            };
            write!(f, "{comma}{step} {outcome}")?;
            match self.takes[step as usize] {
                Duration::ZERO => write!(f, " at once")?,
                time => write!(f, " after {time:?}")?,
            }
        }
        Ok(())
    }
}
