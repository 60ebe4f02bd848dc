//! Whether at every instant as many were at work as the limit and the waiting work allow.

use std::time::Duration;

use super::Diagnosis;
use super::cause::{Cause, Name, WhyFree};
use crate::{End, Item, Timeline};

/// A piece of work: since when it could be worked on, and when it was.
struct Work<'a> {
    name: &'a str,
    ready: Duration,
    /// None if it was never begun.
    span: Option<Span>,
}

#[derive(Clone, Copy)]
struct Span {
    from: Duration,
    to: Duration,
    end: End,
}

/// A stretch of time during which too few or too many were at work, and nothing changed.
struct Wrong<'a, 'b> {
    from: Duration,
    to: Duration,
    working: Vec<&'b Work<'a>>,
    waiting: Vec<&'b Work<'a>>,
}

/// The first time at which too many or too few were at work, in a sentence; none if there is none.
///
/// Each lane comes with the instant from which it could be worked on; a lane that comes twice has
/// two spans. Other lanes do not count, nor does what takes no time. `cause` is the reason to
/// give, where there is one.
pub fn busy(
    timeline: &Timeline,
    now: Duration,
    limit: usize,
    lanes: &[(&str, Duration)],
    cause: Option<&str>,
) -> Option<Diagnosis> {
    let works = works(timeline, now, lanes);
    let wrong = first_wrong(&works, now, limit)?;
    let (from, to) = (wrong.from, wrong.to);
    let working = names(&wrong.working);
    let because = cause.map(str::to_owned);
    Some(Diagnosis::of(&match working.len() > limit {
        true => Cause::TooManyAtWork {
            from,
            to,
            working,
            limit,
            because,
        },
        false => Cause::PlaceFree {
            from,
            to,
            limit,
            working,
            waiting: names(&wrong.waiting),
            why: because.map_or_else(|| why_free(&works, &wrong, limit), WhyFree::Known),
        },
    }))
}

fn names(works: &[&Work]) -> Vec<Name> {
    works.iter().map(|work| work.name.to_owned()).collect()
}

fn works<'a>(timeline: &Timeline, now: Duration, lanes: &[(&'a str, Duration)]) -> Vec<Work<'a>> {
    let mut works = Vec::new();
    for (place, (name, ready)) in lanes.iter().enumerate() {
        let same_before = lanes[..place].iter().filter(|(other, _)| other == name);
        let nth = same_before.count();
        let is_last = lanes[place + 1..].iter().all(|(other, _)| other != name);
        let mut spans = spans(timeline, now, name).into_iter().skip(nth);
        works.push(Work {
            name,
            ready: *ready,
            span: spans.next(),
        });
        // More than was announced: at work, and never waiting.
        if is_last {
            works.extend(spans.map(|span| Work {
                name,
                ready: span.from,
                span: Some(span),
            }));
        }
    }
    works
}

fn spans(timeline: &Timeline, now: Duration, name: &str) -> Vec<Span> {
    let items = timeline.items(name).into_iter();
    let spans = items.filter_map(|item| match item {
        Item::Span { from, to, end } => Some(Span {
            from,
            to: if end == End::Running { now } else { to },
            end,
        }),
        Item::Wait { .. } | Item::Mark { .. } => None,
    });
    spans.collect()
}

fn first_wrong<'a, 'b>(
    works: &'b [Work<'a>],
    now: Duration,
    limit: usize,
) -> Option<Wrong<'a, 'b>> {
    let ready = works.iter().map(|work| work.ready);
    let spans = works.iter().filter_map(|work| work.span);
    let mut instants: Vec<Duration> = spans.flat_map(|span| [span.from, span.to]).collect();
    instants.extend(ready.chain([now]).filter(|at| *at <= now));
    instants.sort();
    instants.dedup();
    instants.windows(2).find_map(|pair| {
        let (from, to) = (pair[0], pair[1]);
        let (working, waiting): (Vec<&Work>, Vec<&Work>) = works
            .iter()
            .filter(|work| work.is_working(from) || work.is_waiting(from))
            .partition(|work| work.is_working(from));
        let too_few = working.len() < limit && !waiting.is_empty();
        (too_few || working.len() > limit).then_some(Wrong {
            from,
            to,
            working,
            waiting,
        })
    })
}

impl Work<'_> {
    fn is_working(&self, at: Duration) -> bool {
        self.span
            .is_some_and(|span| span.from <= at && at < span.to)
    }

    fn is_waiting(&self, at: Duration) -> bool {
        self.ready <= at && self.span.is_none_or(|span| at < span.from)
    }

    fn begins(&self) -> Option<Duration> {
        self.span.map(|span| span.from)
    }
}

/// What the run shows of why nobody took the place.
fn why_free(works: &[Work], wrong: &Wrong, limit: usize) -> WhyFree {
    let ended_then = |work: &&Work| work.span.is_some_and(|span| span.to == wrong.from);
    let left: Vec<&Work> = works.iter().filter(ended_then).collect();
    let begun: Vec<&Work> = works
        .iter()
        .filter(|work| work.begins() == Some(wrong.from))
        .collect();
    let next = wrong.waiting.iter().filter_map(|work| work.begins()).min();
    let last_end = wrong
        .working
        .iter()
        .filter_map(|work| work.span)
        .map(|span| span.to)
        .max();
    let mut ends = left.iter().filter_map(|work| Some((work, work.span?.end)));
    let broken_off =
        ends.find(|(_, end)| matches!(end, End::Failed | End::Cancelled | End::Panicked));
    let most = works
        .iter()
        .filter_map(|work| work.begins())
        .map(|at| works.iter().filter(|work| work.is_working(at)).count())
        .max()
        .unwrap_or(0);
    if let Some((work, end)) = broken_off
        && begun.len() < left.len()
    {
        return WhyFree::NotHandedOn {
            lane: work.name.to_owned(),
            end,
            at: wrong.from,
        };
    }
    let Some(next) = next else {
        return WhyFree::NoneBegan;
    };
    if most < limit {
        WhyFree::NeverMoreThan(most)
    } else if Some(next) == last_end && !left.is_empty() && begun.is_empty() {
        WhyFree::AllHadToEnd { next }
    } else if begun.is_empty() {
        WhyFree::TooLate { next }
    } else {
        WhyFree::OnlySomeBegan {
            at: wrong.from,
            begun: names(&begun),
            next,
        }
    }
}
