//! The notebook of one run: what happened, when, and what went wrong.
//!
//! Every handle of a run shares one recorder. Once the run is over it is closed, so that clean-up
//! after the last line of a test is not mistaken for something that the code under test did.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::runtime::Handle;

use crate::lock::lock;
use crate::record::failure::Failure;
use crate::timeline::{End, Item, Lane, Timeline};
use crate::values::differ::Known;

#[derive(Clone)]
pub(crate) struct Recorder(Arc<Shared>);

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}

struct Shared {
    clock: RunClock,
    state: Mutex<State>,
    panic_planned: AtomicBool,
}

/// What a run's instants are read from.
enum RunClock {
    /// The clock of the run's own runtime, virtual or not.
    Runtime(Handle, tokio::time::Instant),
    /// The clock on the wall: the run has no runtime.
    Wall(std::time::Instant),
}

#[derive(Default)]
struct State {
    lanes: Vec<Lane>,
    /// Where each span or wait that has not ended yet stands: lane and item.
    open: Vec<(usize, usize)>,
    /// What each of the open ones that are jobs is doing.
    doing: HashMap<Place, Doing>,
    said: Vec<(Duration, String)>,
    /// The lanes of jobs that were done, and when, and were polled only later.
    neglected: Vec<(usize, Duration)>,
    /// Lengths of time that have a name.
    known: Vec<(String, Duration)>,
    failure: Option<Failure>,
    events: u64,
    last_event: Duration,
    closed: Option<Duration>,
    /// What ended only after the recorder was closed.
    ended_later: Vec<(usize, usize)>,
}

/// Something that has begun and not ended.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) lane: String,
    pub(crate) since: Duration,
    pub(crate) doing: Doing,
}

/// What it does, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Doing {
    /// Whatever the code inside does.
    Works,
    WaitsItsTurn,
    /// A job that is ready at this instant.
    Sleeps {
        until: Duration,
    },
    /// A job that goes on until it is dropped.
    NeverEnds,
}

/// Where a span or wait stands in its recorder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place(usize, usize);

impl Recorder {
    /// A recorder whose clock starts now; called inside the runtime.
    pub(crate) fn new() -> Self {
        Self::on(RunClock::Runtime(
            Handle::current(),
            tokio::time::Instant::now(),
        ))
    }

    /// A recorder for a run without a runtime, whose time starts now.
    pub(crate) fn on_the_wall() -> Self {
        Self::on(RunClock::Wall(std::time::Instant::now()))
    }

    fn on(clock: RunClock) -> Self {
        Recorder(Arc::new(Shared {
            clock,
            state: Mutex::default(),
            panic_planned: AtomicBool::new(false),
        }))
    }

    /// Time since the run began, on the runtime's clock, also when asked from another thread.
    pub(crate) fn now(&self) -> Duration {
        match &self.0.clock {
            RunClock::Runtime(runtime, start) => {
                let _on_this_clock = runtime.enter();
                start.elapsed()
            }
            RunClock::Wall(start) => start.elapsed(),
        }
    }

    /// How many tasks of the run's runtime are alive; none where there is no runtime.
    pub(crate) fn tasks_alive(&self) -> usize {
        match &self.0.clock {
            RunClock::Runtime(runtime, _) => runtime.metrics().num_alive_tasks(),
            RunClock::Wall(_) => 0,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0.state)
    }

    /// Makes sure that the lane is there, so that pictures keep the order in which a test named them.
    pub(crate) fn lane(&self, name: &str) -> usize {
        self.state().lane(name)
    }

    pub(crate) fn begin(&self, lane: usize, waiting: bool) -> Place {
        let at = self.now();
        let mut state = self.state();
        let item = if waiting {
            Item::Wait { from: at, to: at }
        } else {
            Item::Span {
                from: at,
                to: at,
                end: End::Running,
            }
        };
        let place = Place(lane, state.lanes[lane].items.len());
        if state.closed.is_none() {
            state.event(at);
            state.lanes[lane].items.push(item);
            state.open.push((place.0, place.1));
        }
        place
    }

    pub(crate) fn end(&self, place: Place, how: End) {
        let at = self.now();
        let mut state = self.state();
        if state.closed.is_some() {
            state.ended_later.push((place.0, place.1));
            return;
        }
        state.event(at);
        state.open.retain(|open| *open != (place.0, place.1));
        match state.lanes[place.0].items.get_mut(place.1) {
            Some(Item::Span { to, end, .. }) => {
                *to = at;
                *end = how;
            }
            Some(Item::Wait { to, .. }) => {
                *to = at;
                if how != End::Finished {
                    state.lanes[place.0].items.push(Item::Span {
                        from: at,
                        to: at,
                        end: how,
                    });
                }
            }
            Some(Item::Mark { .. }) | None => {}
        }
    }

    pub(crate) fn mark(&self, lane: &str, glyph: char) {
        let at = self.now();
        let mut state = self.state();
        if state.closed.is_none() {
            state.event(at);
            let lane = state.lane(lane);
            state.lanes[lane].items.push(Item::Mark { at, glyph });
        }
    }

    pub(crate) fn say(&self, text: String) {
        let at = self.now();
        let mut state = self.state();
        if state.closed.is_none() {
            state.event(at);
            state.said.push((at, text));
        }
    }

    pub(crate) fn said(&self) -> Vec<(Duration, String)> {
        self.state().said.clone()
    }

    /// The job on this lane was done at that instant, and nobody polled it then.
    pub(crate) fn neglect(&self, lane: usize, due: Duration) {
        self.state().neglected.push((lane, due));
    }

    /// The lanes of jobs that were done, and when, and were polled only later.
    pub(crate) fn neglected(&self) -> Vec<(String, Duration)> {
        let state = self.state();
        let named = |(lane, due): &(usize, Duration)| (state.lanes[*lane].name.clone(), *due);
        state.neglected.iter().map(named).collect()
    }

    /// This length of time has a name.
    pub(crate) fn know(&self, name: &str, time: Duration) {
        self.state().known.push((name.to_owned(), time));
    }

    /// What values of this run may have to do with.
    pub(crate) fn known(&self) -> Known {
        let state = self.state();
        let end = |lane: &Lane| match lane.items.as_slice() {
            [Item::Span { end, .. }] if *end == End::Running => None,
            [Item::Span { to, .. }] => Some((lane.name.clone(), *to)),
            _ => None,
        };
        Known {
            times: state.known.clone(),
            ends: state.lanes.iter().filter_map(end).collect(),
        }
    }

    /// How much has been written down so far: tells whether anything happened between two looks.
    pub(crate) fn events(&self) -> u64 {
        self.state().events
    }

    /// When something was written down last.
    pub(crate) fn last_event(&self) -> Duration {
        self.state().last_event
    }

    /// Keeps the first failure: what comes after it is mostly its consequence.
    pub(crate) fn fail(&self, failure: Failure) {
        let mut state = self.state();
        if state.closed.is_none() {
            state.failure.get_or_insert(failure);
        }
    }

    pub(crate) fn failure(&self) -> Option<Failure> {
        self.state().failure.clone()
    }

    /// Everything so far; what has not ended is drawn up to this instant.
    pub(crate) fn timeline(&self) -> Timeline {
        let now = self.now();
        let state = self.state();
        let now = state.closed.unwrap_or(now);
        let mut lanes = state.lanes.clone();
        for (lane, item) in &state.open {
            if let Item::Span { to, .. } | Item::Wait { to, .. } = &mut lanes[*lane].items[*item] {
                *to = now;
            }
        }
        Timeline { lanes }
    }

    /// The lanes on which something is going on, also after the recorder was closed.
    pub(crate) fn going_on(&self) -> Vec<String> {
        let state = self.state();
        let open = state.open.iter();
        let open = open.filter(|place| !state.ended_later.contains(place));
        let mut names: Vec<String> = open
            .map(|(lane, _)| state.lanes[*lane].name.clone())
            .collect();
        names.dedup();
        names
    }

    /// A panic that the test itself makes is about to happen.
    pub(crate) fn plan_panic(&self) {
        self.0.panic_planned.store(true, Ordering::SeqCst);
    }

    /// Whether the test has made something panic so far.
    pub(crate) fn was_panic_planned(&self) -> bool {
        self.0.panic_planned.load(Ordering::SeqCst)
    }

    /// The lanes on which something has begun and not ended.
    pub(crate) fn still_open(&self) -> Vec<String> {
        let mut names: Vec<String> = self.open().into_iter().map(|open| open.lane).collect();
        names.dedup();
        names
    }

    /// What has begun and not ended.
    pub(crate) fn open(&self) -> Vec<Open> {
        let state = self.state();
        let open = state.open.iter().map(|&(lane, item)| {
            let known = state.doing.get(&Place(lane, item));
            let found = &state.lanes[lane].items[item];
            let doing = match found {
                Item::Wait { .. } => Doing::WaitsItsTurn,
                _ => known.copied().unwrap_or(Doing::Works),
            };
            Open {
                lane: state.lanes[lane].name.clone(),
                since: found.begin(),
                doing,
            }
        });
        open.collect()
    }

    /// This is what the job at this place does until it is polled again.
    pub(crate) fn does(&self, place: Place, doing: Doing) {
        self.state().doing.insert(place, doing);
    }

    /// The job at this place is polled: what it did is over.
    pub(crate) fn polled(&self, place: Place) {
        self.state().doing.remove(&place);
    }

    /// From here on nothing is written down any more.
    pub(crate) fn close(&self) {
        let now = self.now();
        self.state().closed.get_or_insert(now);
    }

    /// As [`close`](Recorder::close), as of the last time that anything happened: the hour of
    /// silence before a deadlock is noticed belongs in no picture.
    pub(crate) fn close_at_last_event(&self) {
        let mut state = self.state();
        let last = state.last_event;
        state.closed.get_or_insert(last);
    }
}

impl State {
    fn event(&mut self, at: Duration) {
        self.events += 1;
        self.last_event = at;
    }

    fn lane(&mut self, name: &str) -> usize {
        match self.lanes.iter().position(|lane| lane.name == name) {
            Some(found) => found,
            None => {
                self.lanes.push(Lane {
                    name: name.to_owned(),
                    items: Vec::new(),
                });
                self.lanes.len() - 1
            }
        }
    }
}
