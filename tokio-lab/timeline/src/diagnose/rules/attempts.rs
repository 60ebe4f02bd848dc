//! One lane that is used more or less often than it should be.

use crate::diagnose::Finding;
use crate::diagnose::view::{Lane, View};
use crate::diagnose::words::{name, times};
use crate::{End, short};

/// As expected up to a point, and then one too many, or one too few.
pub(in crate::diagnose) fn attempts(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        Some(Finding {
            explains: 1,
            sentence: miscounted(lane)?,
        })
    };
    view.wrong().find_map(of)
}

fn miscounted(lane: &Lane) -> Option<String> {
    let (should, did) = (&lane.should.spans, &lane.did.spans);
    let same = should
        .iter()
        .zip(did)
        .take_while(|(should, did)| should == did)
        .count();
    if same == 0 || same < should.len().min(did.len()) || should.len() == did.len() {
        return None;
    }
    let (what, subject) = (plural(lane), name(lane));
    if let Some(missing) = should.get(same) {
        return Some(format!(
            "too few {what} {subject}: {} instead of {}; the one at {} never came",
            did.len(),
            should.len(),
            short(missing.from),
        ));
    }
    let extra = times(did[same..].iter().map(|span| span.from));
    let last = should[same - 1];
    let reason = match last.end {
        End::Finished if is_retried(lane) => {
            format!(", since the one before had succeeded at {}", short(last.to))
        }
        _ => String::new(),
    };
    Some(format!(
        "too many {what} {subject}: {} instead of {}; there should be none at {extra}{reason}",
        did.len(),
        should.len(),
    ))
}

/// Whether the spans of a lane are tries of one thing: one failed, and another came.
pub(super) fn is_retried(lane: &Lane) -> bool {
    [&lane.should.spans, &lane.did.spans].iter().any(|spans| {
        spans.len() > 1
            && spans[..spans.len() - 1]
                .iter()
                .any(|span| span.end == End::Failed)
    })
}

/// What its spans are called.
fn plural(lane: &Lane) -> &'static str {
    if is_retried(lane) {
        "attempts at"
    } else {
        "runs of"
    }
}
