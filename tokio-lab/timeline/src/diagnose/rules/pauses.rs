//! The time between one attempt and the next.

use std::time::Duration;

use crate::diagnose::Finding;
use crate::diagnose::rules::attempts::is_retried;
use crate::diagnose::view::{Lane, Span, View};
use crate::diagnose::words::{name, times};
use crate::short;

/// The same spans with other pauses between them: none, always the same, or otherwise wrong.
pub(in crate::diagnose) fn pauses(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        Some(Finding {
            explains: 1,
            sentence: wrong_pauses(lane)?,
        })
    };
    view.wrong().find_map(of)
}

fn wrong_pauses(lane: &Lane) -> Option<String> {
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
    let (subject, each) = match is_retried(lane) {
        true => (format!("the attempts at {}", name(lane)), "attempt"),
        false => (format!("the runs of {}", name(lane)), "run"),
    };
    let none = had.iter().all(Duration::is_zero);
    let fixed = had.iter().all(|pause| *pause == had[0]);
    let growing = wanted.windows(2).any(|pair| pair[0] < pair[1]);
    // Each shorter by the length of the span before it.
    let mut shorter = wanted.iter().zip(should).zip(&had);
    let from_start =
        shorter.all(|((pause, before), had)| *had == pause.saturating_sub(length(before)));
    let wanted = times(wanted);
    Some(if none {
        format!(
            "no pause between {subject}: each started when the one before had ended; the pauses should be {wanted}, \
             from the end of each {each} on"
        )
    } else if from_start {
        format!(
            "the pauses between {subject} are counted from the start of the {each} before, not from its end: \
             they are {}, and should be {wanted}",
            times(had)
        )
    } else if fixed && growing {
        format!(
            "the pause between {subject} is always {}; it should grow from one {each} to the next: {wanted}",
            short(had[0])
        )
    } else {
        format!(
            "the pauses between {subject} are {}; they should be {wanted}",
            times(had)
        )
    })
}

/// The pauses between spans; `None` where one starts before the one before has ended.
fn between(spans: &[Span]) -> Option<Vec<Duration>> {
    spans
        .windows(2)
        .map(|pair| pair[1].from.checked_sub(pair[0].to))
        .collect()
}
