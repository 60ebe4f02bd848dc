//! Cancelled at another instant than it should be, or not at all.

use crate::End;
use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, Instant, names};
use crate::diagnose::view::{Span, View};

/// It went on after the instant at which it should have been cancelled.
pub(in crate::diagnose) fn kept_running(view: &View) -> Option<Finding> {
    let late = |should: &Span, did: &Span| {
        let late = should.end == End::Cancelled && did.to > should.to;
        late.then_some(should.to)
    };
    let (lanes, should, did) = view.parted(late)?;
    Some(Finding {
        explains: lanes.len(),
        cause: Cause::KeptRunning {
            at: Instant::of(view, should.to, &lanes),
            lanes: names(lanes),
            end: did.end,
            to: did.to,
        },
    })
}

/// It was cancelled before the instant at which it should end.
pub(in crate::diagnose) fn too_early(view: &View) -> Option<Finding> {
    let early = |should: &Span, did: &Span| {
        let just_done = did.to == should.to && should.end == End::Finished;
        let early = did.end == End::Cancelled && (did.to < should.to || just_done);
        early.then_some(did.to)
    };
    let (lanes, should, did) = view.parted(early)?;
    Some(Finding {
        explains: view.follow_from(did.to, lanes.len()),
        cause: Cause::CancelledTooEarly {
            at: Instant::of(view, did.to, &lanes),
            lanes: names(lanes),
            due: (did.to != should.to).then_some((should.end, should.to)),
        },
    })
}
