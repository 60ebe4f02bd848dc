//! What is told of a run that never ends: how it hangs, who waits, and since when.

use std::time::Duration;

use super::ending::{Ending, RunEnd, Wakes};
use super::setup::{Clock, Setup};
use crate::record::recorder::{Doing, Open};
use crate::timeline::short;

/// So many lanes are told of one by one.
const LANES: usize = 4;

/// What a call that holds the thread is told, in the part of a sentence.
pub(super) const BLOCKING: &str = "your code blocked the thread instead of awaiting: \
                                   `std::thread::sleep`, a lock of `std`, or another call that \
                                   waits without `.await`";

/// Why the run never ended, in a sentence; none if it did.
pub(super) fn cause(setup: &Setup, end: &RunEnd) -> Option<String> {
    let after = short(end.watchdog);
    let who = who(setup, end);
    let cause = match &end.ending {
        Ending::Deadlock { body } => deadlock(end, *body, &who),
        Ending::Oversleeping { until } => format!(
            "after {} on the clock of the test your code still waits{who}, and what it waits for \
             comes only after {}: some wait is far too long",
            whole(end.horizon),
            roughly(*until)
        ),
        Ending::Polling => match end.looks_every {
            Some(pace) => match end.known.iter().find(|(_, time)| *time == pace) {
                Some((name, _)) => format!(
                    "your code waits {}, the time of {name}, again and again, one wait after \
                     another, and never gets done{who}",
                    short(pace)
                ),
                None => format!(
                    "your code looks every {} whether something has come, again and again, instead \
                     of being woken when it comes{who}",
                    short(pace)
                ),
            },
            None => format!(
                "your code is woken again and again, nothing comes of it, and it had not got done{who}: \
                 it asks in a loop for something, or waits in many pieces, and should be woken once, \
                 when there is something for it"
            ),
        },
        Ending::Spinning => format!(
            "your code kept the runtime busy for {after} without ever waiting: a loop around \
             what is ready at once, such as `yield_now` or a channel whose other side is gone, or \
             a future that wakes itself, stops the clock for everybody{who}"
        ),
        Ending::Held => format!(
            "work on a thread of its own (`spawn_blocking`) had not come back after {after}, and \
             as long as it is at work the clock of the test stands still{who}"
        ),
        Ending::Stuck { busy } if setup.clock == Clock::Wall => {
            let doing = match busy {
                Some(false) => "it waits for something that never comes",
                Some(true) => "it is busy in a loop without an end",
                None => "it waits for something that never comes, or loops without an end",
            };
            format!(
                "your code, or a thread that runs it, had not come back after {after}: {doing}{who}"
            )
        }
        Ending::Waiting { busy: Some(true) } => format!(
            "the test was not over after {after}, and a thread of it was busy all the time: your \
             code asks or tries again and again without a pause, and nothing comes of it{who}"
        ),
        Ending::Waiting { .. } => format!(
            "the test was not over after {after}: your code, or a task that runs it, waits for \
             something that does not happen{who}"
        ),
        Ending::Stuck { busy: Some(false) } => format!("{BLOCKING}, for {after}{who}"),
        Ending::Stuck { busy: Some(true) } => format!(
            "your code never gave way for {after}: a loop without `.await` holds the thread, and \
             nothing else can run{who}"
        ),
        Ending::Stuck { busy: None } => format!(
            "your code never gave way for {after}: it loops without `.await`, or blocks the \
             thread with `std::thread::sleep`, a lock of `std` or the like{who}"
        ),
        Ending::Done | Ending::Unwound => return None,
    };
    Some(cause)
}

/// Nothing is left that could wake anybody: why.
fn deadlock(end: &RunEnd, body: Wakes, who: &str) -> String {
    if let Some(passed_over) = passed_over(end) {
        return format!(
            "{passed_over}, and nothing else is left that could wake anybody{who}: whoever waits \
             for several futures has to poll each of them that has woken it"
        );
    }
    let waits_for_nothing = end.open.iter().any(|open| open.doing == Doing::NeverEnds);
    match body {
        Wakes::Astray => format!(
            "deadlock: what your code waited for has happened, but it woke the waker of an earlier \
             poll, which leads to nobody any more: each poll brings a waker, and only that of the \
             last one counts{who}"
        ),
        Wakes::KeptByNobody if !waits_for_nothing => format!(
            "deadlock: nothing can ever wake your code again, since what it waits for keeps no \
             waker of it: that is a future that never ends, or one that was dropped when the poll \
             returned, as a timer is that each poll makes anew{who}"
        ),
        Wakes::KeptByNobody | Wakes::Kept => {
            let since = match end.last_event {
                Duration::ZERO => String::new(),
                last => format!("after {} nothing more happened: ", short(last)),
            };
            format!(
                "deadlock: {since}everything waits, and nothing is left that could wake anybody{who}"
            )
        }
    }
}

/// Whether this is a job that was ready before the end, and that nobody polled again.
fn is_passed_over(end: &RunEnd, open: &Open) -> bool {
    // Beyond the horizon nothing is polled any more.
    matches!(open.doing, Doing::Sleeps { until } if until < end.horizon)
        && matches!(end.ending, Ending::Deadlock { .. })
}

/// The first such job, told.
fn passed_over(end: &RunEnd) -> Option<String> {
    let open = end.open.iter().find(|open| is_passed_over(end, open))?;
    let Doing::Sleeps { until } = open.doing else {
        return None;
    };
    Some(format!(
        "`{}` was ready at {}, but nobody has polled it since",
        open.lane,
        short(until)
    ))
}

/// Who else had not ended, in brackets: since when, and what it waited for where that is known.
fn who(setup: &Setup, end: &RunEnd) -> String {
    let open = end.open.iter().filter(|open| !is_passed_over(end, open));
    let mut told: Vec<String> = open.map(|open| one(setup, open)).collect();
    if told.len() > LANES {
        let more = told.len() - (LANES - 1);
        told.truncate(LANES - 1);
        told.push(format!("{more} more"));
    }
    match told.as_slice() {
        [] => String::new(),
        told => format!(" (had not ended: {})", told.join("; ")),
    }
}

fn one(setup: &Setup, open: &Open) -> String {
    let lane = format!("`{}`", open.lane);
    if setup.clock != Clock::Virtual {
        // Instants in real time are noise.
        return lane;
    }
    let since = short(open.since);
    match open.doing {
        Doing::WaitsItsTurn => format!("{lane}, waiting for its turn since {since}"),
        Doing::Works | Doing::Sleeps { .. } => format!("{lane}, begun at {since}"),
        Doing::NeverEnds => format!("{lane}, which goes on until it is dropped"),
    }
}

/// How long a run may last: an hour, or so many.
fn whole(time: Duration) -> String {
    match time.as_secs() / 3600 {
        0 => short(time),
        1 => "an hour".to_owned(),
        hours => format!("{hours} hours"),
    }
}

/// A long time, in the unit that it is long in.
fn roughly(time: Duration) -> String {
    const DAY: u64 = 24 * 60 * 60;
    match time.as_secs() / DAY {
        0..=3 => short(time),
        days @ 4..730 => format!("{days} days"),
        days => format!("{} years", days / 365),
    }
}
