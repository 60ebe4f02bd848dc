//! The time between one attempt and the next.

use std::time::Duration;

use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, PauseWay};
use crate::diagnose::rules::attempts::uses;
use crate::diagnose::view::{Lane, Span, View};

/// The same spans with other pauses between them: none, always the same, or otherwise wrong.
pub(in crate::diagnose) fn pauses(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        Some(Finding {
            explains: 1,
            cause: wrong_pauses(lane)?,
        })
    };
    view.wrong().find_map(of)
}

fn wrong_pauses(lane: &Lane) -> Option<Cause> {
    let count = lane.should.spans.len().min(lane.did.spans.len());
    let (should, did) = (&lane.should.spans[..count], &lane.did.spans[..count]);
    let length = |span: &Span| span.to.saturating_sub(span.from);
    let alike = should
        .iter()
        .zip(did)
        .all(|(should, did)| should.end == did.end && length(should) == length(did));
    let (wanted, had) = (between(should)?, between(did)?);
    if count < 2 || !alike || wanted == had {
        return None;
    }
    let none = had.iter().all(Duration::is_zero);
    let fixed = had.iter().all(|pause| *pause == had[0]);
    let growing = wanted.windows(2).any(|pair| pair[0] < pair[1]);
    // Each shorter by the length of the span before it.
    let mut shorter = wanted.iter().zip(should).zip(&had);
    let from_start =
        shorter.all(|((pause, before), had)| *had == pause.saturating_sub(length(before)));
    let way = if none {
        PauseWay::None
    } else if from_start {
        PauseWay::FromTheStart
    } else if fixed && growing {
        PauseWay::Fixed
    } else {
        PauseWay::Other
    };
    let uses = uses(lane);
    // The first span that was moved and has a wrong pause before it: the first of all has none.
    let moved = (1..count).find(|n| had[n - 1] != wanted[n - 1] && should[*n].from != did[*n].from);
    let moved = match way {
        PauseWay::None if !uses.are_attempts => moved?,
        _ => moved.unwrap_or(1),
    };
    Some(Cause::Pauses {
        uses,
        nth: moved + 1,
        started: did[moved].from,
        due: should[moved].from,
        had,
        wanted,
        way,
    })
}

/// The pauses between spans; `None` where one starts before the one before has ended.
fn between(spans: &[Span]) -> Option<Vec<Duration>> {
    spans
        .windows(2)
        .map(|pair| pair[1].from.checked_sub(pair[0].to))
        .collect()
}
