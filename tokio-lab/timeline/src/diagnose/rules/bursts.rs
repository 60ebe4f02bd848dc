//! Things of no duration on lanes of their own: how many may come at one instant.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::Item;
use crate::diagnose::Finding;
use crate::diagnose::cause::Cause;
use crate::diagnose::view::{Lane, View};

/// Fewer lanes are no crowd.
const CROWD: usize = 3;

/// More at one instant than may come.
pub(in crate::diagnose) fn too_many(view: &View) -> Option<Finding> {
    let events = events(view);
    let (most, _) = densest(events.iter().map(|event| event.due))?;
    let (came, at) = densest(events.iter().map(|event| event.at))?;
    let early: Vec<&Event> = events.iter().filter(|event| event.at < event.due).collect();
    let example = early.iter().find(|event| event.at == at)?;
    if events.len() < CROWD || came <= most {
        return None;
    }
    Some(Finding {
        explains: early.len(),
        cause: Cause::TooManyInABurst {
            came,
            at,
            most,
            lane: example.lane.name.clone(),
            due: example.due,
        },
    })
}

/// One by one where several may come at one instant.
pub(in crate::diagnose) fn too_few(view: &View) -> Option<Finding> {
    let events = events(view);
    let (most, _) = densest(events.iter().map(|event| event.due))?;
    let (came, _) = densest(events.iter().map(|event| event.at))?;
    let late: Vec<&Event> = events.iter().filter(|event| event.at > event.due).collect();
    let example = late.iter().min_by_key(|event| event.at)?;
    if events.len() < CROWD || came >= most {
        return None;
    }
    Some(Finding {
        explains: late.len(),
        cause: Cause::TooFewInABurst {
            came,
            most,
            lane: example.lane.name.clone(),
            at: example.at,
            due: example.due,
        },
    })
}

struct Event<'a> {
    lane: &'a Lane,
    due: Duration,
    at: Duration,
}

/// The lanes with one thing of no duration, right ones too.
fn events(view: &View) -> Vec<Event<'_>> {
    let lanes = view.lanes.iter();
    lanes
        .filter_map(|lane| {
            Some(Event {
                lane,
                due: instant(&lane.should.items)?,
                at: instant(&lane.did.items)?,
            })
        })
        .collect()
}

/// When the one thing happened that is no wait, if it took no time.
fn instant(items: &[Item]) -> Option<Duration> {
    let mut others = items
        .iter()
        .filter(|item| !matches!(item, Item::Wait { .. }));
    let only = others.next().filter(|item| item.begin() == item.end())?;
    others.next().is_none().then(|| only.begin())
}

/// The greatest number at one instant, and that instant.
fn densest(instants: impl Iterator<Item = Duration>) -> Option<(usize, Duration)> {
    let mut count: BTreeMap<Duration, usize> = BTreeMap::new();
    for at in instants {
        *count.entry(at).or_default() += 1;
    }
    count
        .into_iter()
        .rev()
        .map(|(at, count)| (count, at))
        .max_by_key(|(count, _)| *count)
}
