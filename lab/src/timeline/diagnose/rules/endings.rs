//! Spans that end in another way, or at another instant, than they should.

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, Span, View};
use crate::timeline::diagnose::words::{ended, list, name};
use crate::timeline::{End, short};

/// A panic where none is expected.
pub(in crate::timeline::diagnose) fn panicked(view: &View) -> Option<Finding> {
    let panicked = |span: &Span| span.end == End::Panicked;
    let lanes = view.wrong().filter(|lane| {
        lane.did.spans.iter().any(panicked) && !lane.should.spans.iter().any(panicked)
    });
    let lanes: Vec<&Lane> = lanes.collect();
    let first = lanes.first()?;
    let at = first.did.spans.iter().find(|span| panicked(span))?.to;
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} panicked: {} at {}; an error should be returned as a value, so look for `unwrap`, `expect` and the like",
            list(lanes.iter().copied()),
            if lanes.len() == 1 {
                "it did".to_owned()
            } else {
                name(first)
            },
            short(at),
        ),
    })
}

/// At the right instant, but with another outcome.
pub(in crate::timeline::diagnose) fn other_end(view: &View) -> Option<Finding> {
    let (lanes, should, did) = alike(view, |should, did| {
        should.to == did.to && should.end != did.end
    })?;
    let outcome = |end| match end {
        End::Finished => "succeed",
        End::Failed => "end with an error",
        End::Cancelled => "be cancelled",
        End::Panicked => "panic",
        End::Running => "run on",
    };
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} {} at {}, and should {} there",
            list(lanes.iter().copied()),
            ended(did.end),
            short(did.to),
            outcome(should.end),
        ),
    })
}

/// It started in time, and took longer or shorter.
pub(in crate::timeline::diagnose) fn other_duration(view: &View) -> Option<Finding> {
    let (lanes, should, did) = alike(view, |should, did| should.end == did.end)?;
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
            name(lanes[0]),
            short(did.to),
            short(should.to),
        ),
    })
}

/// The wrong lanes whose first wrong span began in time and then went wrong in this way.
fn alike(view: &View, wrong: impl Fn(&Span, &Span) -> bool) -> Option<(Vec<&Lane>, Span, Span)> {
    let part = |lane: &Lane| {
        lane.parting()
            .filter(|(should, did)| should.from == did.from && wrong(should, did))
    };
    let lanes: Vec<&Lane> = view.wrong().filter(|lane| part(lane).is_some()).collect();
    let (should, did) = part(lanes.first()?)?;
    Some((lanes, should, did))
}
