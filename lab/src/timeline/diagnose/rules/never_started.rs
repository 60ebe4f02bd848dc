//! What nobody ever polled.

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, View};
use crate::timeline::diagnose::words::{list, name, was};
use crate::timeline::short;

/// Lanes on which work should be and nothing is.
pub(in crate::timeline::diagnose) fn never_started(view: &View) -> Option<Finding> {
    let never: Vec<&Lane> = view.wrong().filter(|lane| lane.never_started()).collect();
    if never.is_empty() {
        return None;
    }
    Some(Finding {
        explains: never.len(),
        sentence: format!(
            "{} {} never started: a future does nothing until it is awaited or polled, and a task \
             nothing until its creator gives way",
            list(never.iter().copied()),
            was(never.len()),
        ),
    })
}

/// What ran although it should not, at the instant at which another should have.
pub(in crate::timeline::diagnose) fn in_place_of_another(view: &View) -> Option<Finding> {
    let never: Vec<&Lane> = view.wrong().filter(|lane| lane.never_started()).collect();
    let pair = |unwanted: &'_ Lane| {
        let at = unwanted.did.spans.first()?.from;
        let other = never.iter().find(|lane| lane.should.spans[0].from == at)?;
        Some((name(unwanted), name(other), at))
    };
    let unwanted = view.wrong().filter(|lane| lane.should.items.is_empty());
    let (unwanted, other, at) = unwanted.filter_map(pair).next()?;
    Some(Finding {
        explains: 2,
        sentence: format!(
            "{unwanted} started at {} in the place of {other}, which never had its turn: they are \
             not taken in the order in which they stand",
            short(at),
        ),
    })
}
