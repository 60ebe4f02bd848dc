//! One by one where several should run at once.

use crate::End;
use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, Row, Together, names};
use crate::diagnose::view::{Lane, Span, View, most, should};

/// A span that ran: its lane, and which of the lane's spans it is.
struct Run<'a> {
    lane: &'a Lane,
    place: usize,
    span: Span,
}

/// Each starts only when the one before has ended: awaited one by one, as in a loop.
pub(in crate::diagnose) fn one_after_another(view: &View) -> Option<Finding> {
    let crowd = crowd(view);
    let ran = runs(&crowd);
    if most(ran.iter().map(|run| run.span)).0 != 1 {
        return None;
    }
    let is_late = |run: &&Run| {
        run.due().is_some_and(|due| due.from < run.span.from) && before(&ran, run).is_some()
    };
    let late: Vec<&Run> = ran.iter().filter(is_late).collect();
    let Some(second) = late.first() else {
        return first_failed(&crowd, &ran);
    };
    let first = before(&ran, second)?;
    // A failure in a row keeps the rest from its turn.
    let failed = ran.iter().any(|run| run.span.end == End::Failed);
    let is_late = |lane: &Lane| late.iter().any(|run| run.lane.is(lane));
    // What takes no time meets nobody, and had to wait for its turn all the same.
    let stood_in_line = |lane: &Lane| {
        let ends = |at| ran.iter().any(|run| run.span.to == at);
        let is_flash = lane.should.spans.iter().all(|span| !span.lasts());
        is_flash && lane.late().is_some_and(|(_, did)| ends(did.from))
    };
    let explained = view.wrong().filter(|lane| {
        let of_crowd = crowd.iter().any(|other| other.is(lane));
        let never = of_crowd && failed && lane.never_started();
        is_late(lane) || never || stood_in_line(lane)
    });
    let row = if crowd.len() == 1 {
        Row::Runs(second.lane.name.clone())
    } else {
        Row::Lanes {
            all: names(in_order(&ran)),
            second: second.lane.name.clone(),
            first: first.lane.name.clone(),
        }
    };
    Some(Finding {
        explains: explained.count(),
        cause: Cause::OneAfterAnother {
            row,
            started: second.span.from,
            remedy: remedy(&crowd, second)?,
        },
    })
}

fn remedy(crowd: &[&Lane], second: &Run) -> Option<Together> {
    let due = second.due()?.from;
    let all = if crowd.len() == 1 {
        should(crowd).count()
    } else {
        crowd.len()
    };
    let limit = most(should(crowd)).0;
    let lane = second.lane.name.clone();
    Some(if should(crowd).all(|span| span.from == due) {
        Together::AllAt(due)
    } else if limit < all {
        Together::UpTo { limit, lane, due }
    } else {
        Together::Next { lane, due }
    })
}

/// The first in the row failed, so that the others never had their turn.
fn first_failed(crowd: &[&Lane], ran: &[Run]) -> Option<Finding> {
    let [first] = ran else { return None };
    let never: Vec<&Lane> = crowd
        .iter()
        .copied()
        .filter(|lane| lane.never_started())
        .collect();
    let next = *never.iter().min_by_key(|lane| lane.should.start())?;
    let in_time = never
        .iter()
        .all(|lane| lane.should.spans[0].from < first.span.to);
    let failed = matches!(first.span.end, End::Failed | End::Panicked);
    if !failed || !in_time || crowd.len() != never.len() + 1 {
        return None;
    }
    Some(Finding {
        explains: never.len(),
        cause: Cause::FirstFailed {
            never: names(never),
            first: first.lane.name.clone(),
            end: first.span.end,
            at: first.span.to,
            next: next.name.clone(),
            due: next.should.start()?,
        },
    })
}

/// Lanes of marks alone, of which one begins only when the other is through.
pub(in crate::diagnose) fn marks_one_after_another(view: &View) -> Option<Finding> {
    let lanes = view.lanes.iter().filter(|lane| {
        let several = |marks: usize, items: usize| marks > 1 && marks == items;
        several(lane.should.marks.len(), lane.should.items.len())
            && several(lane.did.marks.len(), lane.did.items.len())
    });
    let lanes: Vec<&Lane> = lanes.collect();
    let starts_late = |lane: &&&Lane| lane.starts().is_some_and(|(due, did)| due < did);
    let late = lanes
        .iter()
        .copied()
        .filter(|lane| starts_late(&lane))
        .min_by_key(|lane| lane.did.start())?;
    let (due, start) = late.starts()?;
    let before = lanes.iter().copied().find(|other| {
        let met = other.should.start() <= Some(due) && other.should.last() > Some(due);
        !other.is(late) && met && other.did.last().is_some_and(|last| last <= start)
    })?;
    Some(Finding {
        explains: lanes.iter().filter(starts_late).count(),
        cause: Cause::MarksOneAfterAnother {
            before: before.name.clone(),
            late: late.name.clone(),
            start,
            due,
        },
    })
}

/// The lanes that should run at the same time as another.
fn crowd(view: &View) -> Vec<&Lane> {
    let workers = view.workers();
    let all = || {
        workers.iter().flat_map(|lane| {
            lane.should
                .spans
                .iter()
                .enumerate()
                .map(move |(i, span)| (*lane, i, span))
        })
    };
    let meets = |(lane, i, span): &(&Lane, usize, &Span)| {
        all().any(|(other, j, due)| !(lane.is(other) && *i == j) && due.overlaps(span))
    };
    let meeting: Vec<&Lane> = all().filter(meets).map(|(lane, _, _)| lane).collect();
    workers
        .iter()
        .copied()
        .filter(|lane| meeting.iter().any(|other| other.is(lane)))
        .collect()
}

/// All that ran on the lanes, in the order in which it started.
fn runs<'a>(crowd: &[&'a Lane]) -> Vec<Run<'a>> {
    let run = |lane: &&'a Lane| {
        let lane = *lane;
        lane.did
            .spans
            .iter()
            .enumerate()
            .map(move |(place, span)| Run {
                lane,
                place,
                span: *span,
            })
    };
    let mut runs: Vec<Run> = crowd.iter().flat_map(run).collect();
    runs.sort_by_key(|run| run.span.from);
    runs
}

/// The run at whose end another started.
fn before<'a, 'b>(ran: &'b [Run<'a>], run: &Run) -> Option<&'b Run<'a>> {
    ran.iter()
        .find(|other| other.span.lasts() && other.span.to == run.span.from)
}

/// Lanes in the order of their first runs.
fn in_order<'a>(ran: &[Run<'a>]) -> Vec<&'a Lane> {
    let mut lanes: Vec<&Lane> = Vec::new();
    for run in ran {
        if !lanes.iter().any(|lane| lane.is(run.lane)) {
            lanes.push(run.lane);
        }
    }
    lanes
}

impl Run<'_> {
    fn due(&self) -> Option<&Span> {
        self.lane.should.spans.get(self.place)
    }
}
