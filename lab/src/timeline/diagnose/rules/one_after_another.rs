//! One by one where several should run at once.

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, Span, View, most};
use crate::timeline::diagnose::words::{ended, list, name, was};
use crate::timeline::{End, short};

/// Each starts only when the one before has ended: awaited one by one in a loop.
pub(in crate::timeline::diagnose) fn one_after_another(view: &View) -> Option<Finding> {
    let crowd = crowd(view);
    let mut ran: Vec<(&Lane, usize, Span)> = Vec::new();
    for lane in &crowd {
        ran.extend(
            lane.did
                .spans
                .iter()
                .enumerate()
                .map(|(i, span)| (*lane, i, *span)),
        );
    }
    ran.sort_by_key(|(_, _, span)| span.from);
    if most(ran.iter().map(|(_, _, span)| *span)).0 != 1 {
        return None;
    }
    let never: Vec<&Lane> = crowd
        .iter()
        .copied()
        .filter(|lane| lane.never_started())
        .collect();
    let before = |at| {
        ran.iter()
            .find(|(_, _, span)| span.lasts() && span.to == at)
    };
    let late = |(lane, i, span): &&(&Lane, usize, Span)| {
        lane.should
            .spans
            .get(*i)
            .is_some_and(|due| due.from < span.from)
            && before(span.from).is_some()
    };
    let late: Vec<_> = ran.iter().filter(late).collect();
    let Some((second, i, span)) = late.first() else {
        return ended_the_row(&crowd, &ran, &never);
    };
    let failed = ran.iter().any(|(_, _, span)| span.end == End::Failed);
    let explains = crowd
        .iter()
        .filter(|lane| {
            late.iter().any(|(l, _, _)| l.name == lane.name) || (failed && lane.never_started())
        })
        .count();
    let (first, _, _) = before(span.from)?;
    let due = second.should.spans[*i].from;
    let together = crowd
        .iter()
        .all(|lane| lane.should.spans.iter().all(|span| span.from == due));
    let limit = most(
        crowd
            .iter()
            .flat_map(|lane| lane.should.spans.iter().copied()),
    )
    .0;
    let remedy = if together {
        format!(
            "all should start at {}, so start every one before you await the first",
            short(due)
        )
    } else if limit < ran.len() + never.len() {
        format!(
            "up to {limit} should run at once, and `{}` should start at {}",
            second.name,
            short(due)
        )
    } else {
        format!(
            "{} should start at {}, so do not await one before you start the next",
            name(second),
            short(due)
        )
    };
    let sentence = if crowd.len() == 1 {
        format!(
            "{} was used one after another: its next use started only at {}, when the one before had ended; {remedy}",
            name(second),
            short(span.from),
        )
    } else {
        let mut order: Vec<&Lane> = Vec::new();
        for (lane, _, _) in &ran {
            if !order.iter().any(|other| other.name == lane.name) {
                order.push(lane);
            }
        }
        format!(
            "{} ran one after another: {} started only at {}, when {} had ended; {remedy}",
            list(order),
            name(second),
            short(span.from),
            name(first),
        )
    };
    Some(Finding { explains, sentence })
}

/// The first of the row failed, so that the others never had their turn.
fn ended_the_row(
    crowd: &[&Lane],
    ran: &[(&Lane, usize, Span)],
    never: &[&Lane],
) -> Option<Finding> {
    let [(first, _, span)] = ran else { return None };
    let due = never.first()?.should.spans[0].from;
    let in_time = never.iter().all(|lane| lane.should.spans[0].from < span.to);
    if !matches!(span.end, End::Failed | End::Panicked)
        || !in_time
        || crowd.len() != never.len() + 1
    {
        return None;
    }
    Some(Finding {
        explains: never.len(),
        sentence: format!(
            "{} {} never started: they run one after another, and {} {} at {} before the next had \
             its turn; all should start at {}, at once",
            list(never.iter().copied()),
            was(never.len()),
            name(first),
            ended(span.end),
            short(span.to),
            short(due),
        ),
    })
}

/// The lanes that should run at the same time as another.
fn crowd(view: &View) -> Vec<&Lane> {
    let workers = view.workers();
    let spans: Vec<(&str, usize, Span)> = workers
        .iter()
        .flat_map(|lane| {
            lane.should
                .spans
                .iter()
                .enumerate()
                .map(|(i, span)| (lane.name.as_str(), i, *span))
        })
        .collect();
    let meets = |lane: &Lane, i: usize, span: &Span| {
        let itself = |other: &str, j: usize| other == lane.name && j == i;
        spans
            .iter()
            .any(|(other, j, due)| !itself(other, *j) && due.overlaps(span))
    };
    let in_crowd = |lane: &&Lane| {
        lane.should
            .spans
            .iter()
            .enumerate()
            .any(|(i, span)| meets(lane, i, span))
    };
    workers.into_iter().filter(in_crowd).collect()
}
