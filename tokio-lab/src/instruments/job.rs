//! Jobs: futures that a test hands to the code under test, and that tell what became of them.

use std::fmt;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::instruments::gauge::Gauge;
use crate::instruments::span::Trace;
use crate::lock::lock;
use crate::record::recorder::{Doing, Recorder};
use crate::timeline::End;

/// A future that does what its test told it, and leaves its trace on its lane.
///
/// It is `Send` and `'static`, so it can be spawned, and knows nothing of whoever polls it.
///
/// # Cancel safety
/// Dropped after its first poll and before its end, it is drawn as cancelled. Awaited by reference,
/// it goes on where it was.
pub struct Job<T> {
    trace: Trace,
    ending: fn(&T) -> End,
    /// What it does at the moment, if it waits for something that is known.
    step: Arc<Mutex<Option<Doing>>>,
    inner: Pin<Box<dyn Future<Output = T> + Send>>,
    /// How long it takes from its first poll to its end, if that is known.
    time: Option<Duration>,
}

impl<T> fmt::Debug for Job<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("trace", &self.trace)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}

/// What a job is to do, before it is known what it gives. Made by [`Lab::job`](crate::Lab::job).
///
/// It is no future yet. It becomes one by the call that says how it ends:
/// [`gives`](JobBuilder::gives), [`ok`](JobBuilder::ok), [`err`](JobBuilder::err),
/// [`result`](JobBuilder::result) or [`panics`](JobBuilder::panics).
#[must_use = "a job does nothing before it is told what it gives"]
#[derive(Debug)]
pub struct JobBuilder {
    recorder: Recorder,
    lane: String,
    steps: Vec<Step>,
    gauge: Option<Gauge>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Take(Duration),
    Yield(usize),
    Forever,
}

impl JobBuilder {
    pub(crate) fn new(recorder: &Recorder, lane: &str) -> Self {
        recorder.lane(lane);
        JobBuilder {
            recorder: recorder.clone(),
            lane: lane.to_owned(),
            steps: Vec::new(),
            gauge: None,
        }
    }

    /// Then it takes this long, asleep on the runtime's clock. Zero is no step at all.
    pub fn takes(mut self, time: Duration) -> Self {
        self.steps.push(Step::Take(time));
        self
    }

    /// Then it gives way to other tasks so many times, which takes no time.
    pub fn yields(mut self, times: usize) -> Self {
        self.steps.push(Step::Yield(times));
        self
    }

    /// Then it never ends, unless it is dropped.
    pub fn forever(mut self) -> Self {
        self.steps.push(Step::Forever);
        self
    }

    /// It counts as inside this gauge from its first poll to its end.
    pub fn counted_by(mut self, gauge: &Gauge) -> Self {
        self.gauge = Some(gauge.clone());
        self
    }

    /// At its end it gives this value, and counts as finished, even if that is an `Err`: use
    /// [`err`](JobBuilder::err) or [`result`](JobBuilder::result) for a job that fails.
    pub fn gives<T: Send + 'static>(self, value: T) -> Job<T> {
        self.ends(move || value, |_| End::Finished)
    }

    /// At its end it gives `Ok(value)`.
    pub fn ok<T: Send + 'static, E: Send + 'static>(self, value: T) -> Job<Result<T, E>> {
        self.result(Ok(value))
    }

    /// At its end it gives `Err(error)` and counts as failed.
    pub fn err<T: Send + 'static, E: Send + 'static>(self, error: E) -> Job<Result<T, E>> {
        self.result(Err(error))
    }

    /// At its end it gives this result; `Err` counts as failed.
    pub fn result<T: Send + 'static, E: Send + 'static>(
        self,
        result: Result<T, E>,
    ) -> Job<Result<T, E>> {
        self.ends(
            move || result,
            |given| {
                if given.is_ok() {
                    End::Finished
                } else {
                    End::Failed
                }
            },
        )
    }

    /// At its end it panics with this message, quietly: nothing is printed.
    #[must_use]
    pub fn panics<T: Send + 'static>(self, message: &'static str) -> Job<T> {
        let recorder = self.recorder.clone();
        let give = move || {
            recorder.plan_panic();
            resume_unwind(Box::new(message))
        };
        self.ends(give, |_| End::Finished)
    }

    /// At its end it does this, and counts as what the other closure says.
    pub(crate) fn ends<T: Send + 'static>(
        self,
        give: impl FnOnce() -> T + Send + 'static,
        ending: fn(&T) -> End,
    ) -> Job<T> {
        let JobBuilder {
            recorder,
            lane,
            steps,
            gauge,
        } = self;
        let time = match *steps {
            // Whoever is polled when it is woken gives way in no time.
            [Step::Take(time)] | [Step::Take(time), Step::Yield(_)] => Some(time),
            _ => None,
        };
        let step = Arc::new(Mutex::new(None));
        let work = {
            let (recorder, step) = (recorder.clone(), Arc::clone(&step));
            async move {
                let _inside = gauge.as_ref().map(Gauge::enter);
                act(steps, &recorder, &step).await;
                give()
            }
        };
        Job {
            trace: Trace::new(&recorder, &lane, false),
            ending,
            step,
            inner: Box::pin(work),
            time,
        }
    }
}

async fn act(steps: Vec<Step>, recorder: &Recorder, doing: &Mutex<Option<Doing>>) {
    let does = |what| *lock(doing) = what;
    for step in steps {
        match step {
            Step::Take(Duration::ZERO) => {}
            Step::Take(time) => {
                does(recorder.now().checked_add(time).map(|until| Doing::Sleeps {
                    until: whole_millis(until),
                }));
                tokio::time::sleep(time).await;
            }
            Step::Yield(times) => {
                does(None);
                for _ in 0..times {
                    tokio::task::yield_now().await;
                }
            }
            Step::Forever => {
                does(Some(Doing::NeverEnds));
                std::future::pending().await
            }
        }
    }
}

/// When a timer for this instant fires: tokio's clock counts whole milliseconds.
fn whole_millis(instant: Duration) -> Duration {
    let millis = instant.as_nanos().div_ceil(1_000_000);
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

impl<T> Future for Job<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let this = &mut *self;
        this.trace.polled();
        let polled = this.trace.poll(this.inner.as_mut(), this.ending, cx);
        let doing = *lock(&this.step);
        if let (Poll::Pending, Some(doing)) = (&polled, doing) {
            this.trace.does(doing);
        }
        if let (Poll::Ready(_), Some(time)) = (&polled, this.time) {
            this.trace.needed(time);
        }
        polled
    }
}
