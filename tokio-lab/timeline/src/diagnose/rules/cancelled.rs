//! Cancelled at another instant than it should be, or not at all.

use crate::diagnose::Finding;
use crate::diagnose::view::{Span, View};
use crate::diagnose::words::{at_when, at_when_comma, it, list, was};
use crate::{End, short};

/// It went on after the instant at which it should have been cancelled.
pub(in crate::diagnose) fn kept_running(view: &View) -> Option<Finding> {
    let late = |should: &Span, did: &Span| {
        let late = should.end == End::Cancelled && did.to > should.to;
        late.then_some(should.to)
    };
    let (lanes, should, did) = view.parted(late)?;
    let advice = "work stops only when its future is dropped or its task is aborted";
    let outcome = match did.end {
        End::Cancelled => format!("was cancelled too late, at {}", short(did.to)),
        // Leaked, or aborted and not waited for: at the instant of its end both look the same.
        End::Running => "was still running when the picture was taken: a future stops when it is \
                         dropped, a task only when it is aborted, and then a moment later"
            .to_owned(),
        _ => format!("went on to {}; {advice}", short(did.to)),
    };
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} kept running after {}: {} should have been cancelled then, but {outcome}",
            list(lanes.iter().copied()),
            at_when(view, should.to, &lanes),
            it(&lanes),
        ),
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
    let (all, was, it) = (list(lanes.iter().copied()), was(lanes.len()), it(&lanes));
    let at = at_when(view, did.to, &lanes);
    let sentence = if did.to == should.to {
        // A limit may have cut it off, or another that ended at the same instant: a dead heat.
        let at = at_when_comma(view, did.to, &lanes);
        format!(
            "{all} {was} cancelled too early: at {at} {it} was just finishing, and what is done \
             at that very instant counts as done",
        )
    } else {
        let due = match should.end {
            End::Cancelled => format!("be cancelled at {}", short(should.to)),
            End::Running => "go on".to_owned(),
            _ => format!("go on to its end at {}", short(should.to)),
        };
        format!("{all} {was} cancelled too early, at {at}: {it} should {due}")
    };
    Some(Finding {
        explains: lanes.len(),
        sentence,
    })
}
