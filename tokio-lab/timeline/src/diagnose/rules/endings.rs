//! Spans that end in another way, or at another instant, than they should.

use crate::End;
use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, names};
use crate::diagnose::view::{Lane, Span, View};

/// A panic where none is expected.
pub(in crate::diagnose) fn panicked(view: &View) -> Option<Finding> {
    let panic = |spans: &[Span]| spans.iter().find(|span| span.end == End::Panicked).copied();
    let lanes = view
        .wrong()
        .filter(|lane| panic(&lane.should.spans).is_none());
    let lanes: Vec<&Lane> = lanes
        .filter(|lane| panic(&lane.did.spans).is_some())
        .collect();
    let at = panic(&lanes.first()?.did.spans)?.to;
    Some(Finding {
        explains: lanes.len(),
        cause: Cause::Panicked {
            lanes: names(lanes),
            at,
        },
    })
}

/// At the right instant, but with another outcome.
pub(in crate::diagnose) fn other_end(view: &View) -> Option<Finding> {
    let (lanes, should, did) = view.parted(|should, did| {
        (should.to == did.to && should.end != did.end).then_some((should.end, did.end))
    })?;
    Some(Finding {
        explains: lanes.len(),
        cause: Cause::OtherEnd {
            lanes: names(lanes),
            did: did.end,
            at: did.to,
            should: should.end,
        },
    })
}

/// It started in time, and took longer or shorter.
pub(in crate::diagnose) fn other_duration(view: &View) -> Option<Finding> {
    let (lanes, should, did) =
        view.parted(|should, did| (should.end == did.end).then_some(should.to < did.to))?;
    Some(Finding {
        explains: lanes.len(),
        cause: Cause::OtherDuration {
            lanes: names(lanes),
            did: did.to,
            should: should.to,
        },
    })
}
