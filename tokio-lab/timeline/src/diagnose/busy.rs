//! Whether at every instant as many were at work as the limit and the waiting work allow.

use std::time::Duration;

use super::Cause;
use super::words::{ended, quoted, was};
use crate::{End, Item, Timeline, short};

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
) -> Option<Cause> {
    let works = works(timeline, now, lanes);
    let wrong = first_wrong(&works, now, limit)?;
    let (from, to) = (short(wrong.from), short(wrong.to));
    let count = wrong.working.len();
    let working = quoted(wrong.working.iter().map(|work| work.name));
    if count > limit {
        let told = format!("from {from} to {to} {count} were at work at once: {working}");
        let tail = cause.map_or_else(String::new, |cause| format!("; {cause}"));
        return Some(Cause {
            name: "too_many",
            sentence: format!("{told}, where no more than {limit} may be{tail}"),
        });
    }
    let waiting = quoted(wrong.waiting.iter().map(|work| work.name));
    let in_use = match (count, limit) {
        (0, 1) => "the only place was not in use".to_owned(),
        (0, _) => format!("none of {limit} places was in use"),
        _ => format!(
            "only {count} of {limit} places {} in use, by {working}",
            was(count)
        ),
    };
    let reason = cause.map_or_else(|| reason(&works, &wrong, limit), str::to_owned);
    Some(Cause {
        name: "place_free",
        sentence: format!("from {from} to {to} {in_use}, though {waiting} waited: {reason}"),
    })
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
fn reason(works: &[Work], wrong: &Wrong, limit: usize) -> String {
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
        return format!(
            "{} {} at {}, and its place was not given to the next",
            quoted([work.name]),
            ended(end),
            short(wrong.from)
        );
    }
    if most < limit && next.is_some() {
        return format!("no more than {most} were ever at work at once");
    }
    match next {
        Some(next) if Some(next) == last_end && !left.is_empty() && begun.is_empty() => format!(
            "the next began only at {}, when all that were at work had ended; each should begin \
             as soon as there is a place",
            short(next)
        ),
        Some(next) if !begun.is_empty() => format!(
            "at {} only {} began, and the next at {}; as many should begin at once as there are \
             places",
            short(wrong.from),
            quoted(begun.iter().map(|work| work.name)),
            short(next)
        ),
        Some(next) => format!(
            "the next began only at {}; it should begin as soon as there is a place",
            short(next)
        ),
        None => "none of them ever began".to_owned(),
    }
}
