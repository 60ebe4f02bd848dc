//! Groups, where each should start as soon as there is room for it.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, Span, View, most};
use crate::timeline::diagnose::words::{list, name};
use crate::timeline::short;

/// A new group starts only when the whole group before it has ended.
pub(in crate::timeline::diagnose) fn in_batches(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let mut groups: BTreeMap<Duration, Vec<(&Lane, Span)>> = BTreeMap::new();
    let mut spans = Vec::new();
    for lane in &workers {
        // More than one span a lane is no crowd of jobs.
        let [span] = lane.did.spans[..] else { continue };
        groups.entry(span.from).or_default().push((lane, span));
        spans.push(span);
    }
    let groups: Vec<_> = groups.into_iter().collect();
    let end = |group: &[(&Lane, Span)]| group.iter().map(|(_, span)| span.to).max();
    let chained = groups
        .windows(2)
        .all(|pair| end(&pair[0].1) == Some(pair[1].0));
    let grouped = groups
        .iter()
        .rev()
        .skip(1)
        .any(|(_, group)| group.len() > 1);
    // In groups of equal length, a limit looks the same.
    let uneven = groups.iter().rev().skip(1).any(|(_, group)| {
        group
            .iter()
            .any(|(_, span)| span.to < group[0].1.to || span.to > group[0].1.to)
    });
    let limit = most(
        workers
            .iter()
            .flat_map(|lane| lane.should.spans.iter().copied()),
    )
    .0;
    if !chained || !grouped || !(uneven || limit >= spans.len()) {
        return None;
    }
    let due = |lane: &Lane| lane.should.spans.first().map(|span| span.from);
    let is_late = |lane: &Lane, from| lane.wrong && due(lane).is_some_and(|due| due < from);
    let late = |(from, group): &(Duration, Vec<(&Lane, Span)>)| {
        group
            .iter()
            .filter(|(lane, _)| is_late(lane, *from))
            .count()
    };
    let explains = groups[1..].iter().map(late).sum();
    let place = groups
        .iter()
        .position(|(from, group)| group.iter().any(|(lane, _)| is_late(lane, *from)))?;
    let (from, group) = &groups[place];
    let (example, _) = group.iter().find(|(lane, _)| is_late(lane, *from))?;
    let before = groups.get(place.checked_sub(1)?)?;
    let due = due(example)?;
    let remedy = if due == groups[0].0 {
        "together with the first".to_owned()
    } else {
        "as soon as there is room".to_owned()
    };
    Some(Finding {
        explains,
        sentence: format!(
            "they ran in batches: {} started only at {}, when all of {} had ended; {} should start at {}, {remedy}",
            list(group.iter().map(|(lane, _)| *lane)),
            short(*from),
            list(before.1.iter().map(|(lane, _)| *lane)),
            name(example),
            short(due),
        ),
    })
}
