//! Groups, where each should start as soon as there is room for it.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, names};
use crate::diagnose::view::{Lane, Span, View, most, should};

/// Lanes that started at one instant.
struct Batch<'a> {
    from: Duration,
    lanes: Vec<(&'a Lane, Span)>,
}

/// A new group starts only when the whole group before it has ended.
pub(in crate::diagnose) fn in_batches(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let batches = batches(&workers);
    let (_, before_last) = batches.split_last()?;
    let chained = batches
        .windows(2)
        .all(|pair| pair[0].end() == Some(pair[1].from));
    let grouped = before_last.iter().any(|batch| batch.lanes.len() > 1);
    // Groups of equal length may come from a limit as well, unless there should be none.
    let uneven = before_last.iter().any(Batch::is_uneven);
    let unlimited = most(should(&workers)).0 >= batches.iter().map(|batch| batch.lanes.len()).sum();
    if !chained || !grouped || !(uneven || unlimited) {
        return None;
    }
    let place = batches
        .iter()
        .skip(1)
        .position(|batch| batch.late().next().is_some())?;
    let (before, batch) = (&batches[place], &batches[place + 1]);
    let (example, due) = batch.late().next()?;
    Some(Finding {
        explains: batches
            .iter()
            .skip(1)
            .map(|batch| batch.late().count())
            .sum(),
        cause: Cause::InBatches {
            late: names(batch.lanes.iter().map(|(lane, _)| *lane)),
            from: batch.from,
            before: names(before.lanes.iter().map(|(lane, _)| *lane)),
            example: example.name.clone(),
            due,
            with_the_first: due == batches[0].from,
        },
    })
}

/// The lanes with one span each, by the instant at which it started.
fn batches<'a>(workers: &[&'a Lane]) -> Vec<Batch<'a>> {
    let mut batches: BTreeMap<Duration, Vec<(&Lane, Span)>> = BTreeMap::new();
    for lane in workers {
        if let [span] = lane.did.spans[..] {
            batches.entry(span.from).or_default().push((lane, span));
        }
    }
    batches
        .into_iter()
        .map(|(from, lanes)| Batch { from, lanes })
        .collect()
}

impl<'a> Batch<'a> {
    fn end(&self) -> Option<Duration> {
        self.lanes.iter().map(|(_, span)| span.to).max()
    }

    fn is_uneven(&self) -> bool {
        self.lanes
            .iter()
            .any(|(_, span)| Some(span.to) != self.end())
    }

    /// Its lanes that should have started earlier, and when.
    fn late(&self) -> impl Iterator<Item = (&'a Lane, Duration)> {
        let due = |(lane, _): &(&'a Lane, Span)| Some((*lane, lane.should.spans.first()?.from));
        self.lanes
            .iter()
            .filter_map(due)
            .filter(|(_, due)| *due < self.from)
    }
}
