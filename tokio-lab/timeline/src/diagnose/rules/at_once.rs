//! All at once where one should follow the other.

use std::time::Duration;

use crate::diagnose::Finding;
use crate::diagnose::view::{Lane, Span, View, did, most, should};
use crate::diagnose::words::{list, name};
use crate::{End, short};

/// Something started while what should come before it was still running.
pub(in crate::diagnose) fn at_once(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let meets = |lane: &&Lane| {
        workers
            .iter()
            .any(|other| !lane.is(other) && meet(lane, other))
    };
    let together: Vec<&Lane> = workers.iter().copied().filter(meets).collect();
    // Others of their kind that may run beside them make it a limit, not a row.
    let alike = |lane: &&Lane| together.iter().any(|other| other.is_like(lane));
    let kind: Vec<&Lane> = workers.iter().copied().filter(alike).collect();
    let (running, from) = most(did(&together));
    let failed = together
        .iter()
        .copied()
        .find(|lane| lane.should.spans.iter().any(|span| span.end == End::Failed));
    // That nothing more should start is known to be for what came before only if that fails.
    let early = |lane: &&Lane| lane.early().is_some() || (is_unwanted(lane) && failed.is_some());
    let early: Vec<&Lane> = together.iter().copied().filter(early).collect();
    if running < 2 || most(should(&kind)).0 != 1 || early.is_empty() {
        return None;
    }
    // Whoever came after one that was early is early as well.
    let pulled_along = workers.iter().filter(|lane| lane.early().is_some()).count();
    let all = list(together.iter().copied());
    let who = if running < together.len() {
        format!("up to {running} of {all}")
    } else {
        all
    };
    Some(Finding {
        explains: early.len().max(pulled_along),
        sentence: format!(
            "{who} ran at once, {}; they should run one after another: {}",
            since(&together, from),
            remedy(&together, &early, failed)?,
        ),
    })
}

/// One lane, used again while it was still in use.
pub(in crate::diagnose) fn used_at_once(view: &View) -> Option<Finding> {
    let used = |lane: &&Lane| {
        lane.early().is_some() && most(should(&[lane])).0 == 1 && most(did(&[lane])).0 > 1
    };
    let lanes: Vec<&Lane> = view.workers().into_iter().filter(used).collect();
    let lane = lanes.first()?;
    let (running, from) = most(did(&[lane]));
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{running} runs of {} went on at once, from {} on; they should come one after another, the next at {}",
            name(lane),
            short(from),
            short(lane.early()?.from),
        ),
    })
}

fn since(together: &[&Lane], from: Duration) -> String {
    if did(together).all(|span| span.from == from) {
        format!("all from {}", short(from))
    } else {
        format!("from {} on", short(from))
    }
}

fn remedy(together: &[&Lane], early: &[&Lane], failed: Option<&Lane>) -> Option<String> {
    let Some((lane, due)) = early.iter().find_map(|lane| Some((*lane, lane.early()?))) else {
        return Some(format!(
            "{} should not start at all, since {} fails",
            name(early.first()?),
            name(failed?)
        ));
    };
    let ends_then = |other: &&&Lane| {
        !other.is(lane) && other.should.spans.iter().any(|span| span.to == due.from)
    };
    let before = together
        .iter()
        .find(ends_then)
        .map_or(String::new(), |before| {
            format!(", when {} has ended", name(before))
        });
    Some(format!(
        "{} should start at {}{before}",
        name(lane),
        short(due.from)
    ))
}

/// Whether two lanes ran at once that should not, because one of them started too early.
fn meet(lane: &Lane, other: &Lane) -> bool {
    let overlap =
        |one: &[Span], other: &[Span]| one.iter().any(|a| other.iter().any(|b| a.overlaps(b)));
    let early = |lane: &Lane| lane.early().is_some() || is_unwanted(lane);
    (early(lane) || early(other))
        && overlap(&lane.did.spans, &other.did.spans)
        && !overlap(&lane.should.spans, &other.should.spans)
}

/// Whether the lane started although it should never start.
fn is_unwanted(lane: &Lane) -> bool {
    lane.should.items.is_empty() && !lane.did.spans.is_empty()
}
