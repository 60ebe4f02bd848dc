//! Spans that end in another way, or at another instant, than they should.

use crate::diagnose::Finding;
use crate::diagnose::view::{Lane, Span, View};
use crate::diagnose::words::{ended, it, list};
use crate::{End, short};

/// A panic where none is expected.
pub(in crate::diagnose) fn panicked(view: &View) -> Option<Finding> {
    let panic = |spans: &[Span]| spans.iter().find(|span| span.end == End::Panicked).copied();
    let lanes = view
        .wrong()
        .filter(|lane| panic(&lane.should.spans).is_none());
    let lanes: Vec<&Lane> = lanes
        .filter(|lane| panic(&lane.did.spans).is_some())
        .collect();
    let at = short(panic(&lanes.first()?.did.spans)?.to);
    let first = if lanes.len() == 1 { "" } else { ", the first" };
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} panicked{first} at {at}: an error should be returned as a value, so look for `unwrap`, `expect` and the like",
            list(lanes.iter().copied()),
        ),
    })
}

/// At the right instant, but with another outcome.
pub(in crate::diagnose) fn other_end(view: &View) -> Option<Finding> {
    let (lanes, should, did) = view.parted(|should, did| {
        (should.to == did.to && should.end != did.end).then_some((should.end, did.end))
    })?;
    let outcome = match should.end {
        End::Finished => "succeed",
        End::Failed => "end with an error",
        End::Cancelled => "be cancelled",
        End::Panicked => "panic",
        End::Running => "run on",
    };
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} {} at {}, where {} should {outcome}",
            list(lanes.iter().copied()),
            ended(did.end),
            short(did.to),
            it(&lanes),
        ),
    })
}

/// It started in time, and took longer or shorter.
pub(in crate::diagnose) fn other_duration(view: &View) -> Option<Finding> {
    let (lanes, should, did) =
        view.parted(|should, did| (should.end == did.end).then_some(should.to < did.to))?;
    let how = if did.to > should.to {
        "too long"
    } else {
        "too short"
    };
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} took {how}: {} ended at {} instead of {}",
            list(lanes.iter().copied()),
            it(&lanes),
            short(did.to),
            short(should.to),
        ),
    })
}
