//! What nobody ever polled.

use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, names};
use crate::diagnose::view::{Lane, View};

/// Lanes on which work should be and nothing is.
pub(in crate::diagnose) fn never_started(view: &View) -> Option<Finding> {
    let never = never(view);
    if never.is_empty() {
        return None;
    }
    Some(Finding {
        explains: never.len(),
        cause: Cause::NeverStarted {
            lanes: names(never),
        },
    })
}

/// One that should not run ran at the instant at which another should have.
pub(in crate::diagnose) fn in_place_of_another(view: &View) -> Option<Finding> {
    let (never, unwanted) = (never(view), unwanted(view));
    let ([never], [unwanted]) = (&never[..], &unwanted[..]) else {
        return None;
    };
    let at = unwanted.did.spans.first()?.from;
    if never.should.spans[0].from != at {
        return None;
    }
    Some(Finding {
        explains: 2,
        cause: Cause::InPlaceOfAnother {
            came: unwanted.name.clone(),
            at,
            never: never.name.clone(),
        },
    })
}

/// What should come first was left out, and what should follow it came without it.
pub(in crate::diagnose) fn left_out(view: &View) -> Option<Finding> {
    let never = never(view);
    let first = never.first()?;
    let is_early = |lane: &&Lane| lane.starts().is_some_and(|(due, did)| did < due);
    let mut followers: Vec<&Lane> = view.wrong().filter(is_early).collect();
    followers.extend(unwanted(view));
    let due = first.should.spans[0];
    let in_its_place = |lane: &&Lane| lane.did.start().is_some_and(|at| at <= due.from);
    if !followers.iter().any(in_its_place) {
        return None;
    }
    Some(Finding {
        explains: never.len() + followers.len(),
        cause: Cause::LeftOut {
            never: names(never),
            went_ahead: names(followers),
        },
    })
}

fn never(view: &View) -> Vec<&Lane> {
    view.wrong().filter(|lane| lane.never_started()).collect()
}

fn unwanted(view: &View) -> Vec<&Lane> {
    let unwanted = |lane: &&Lane| lane.should.items.is_empty() && !lane.did.spans.is_empty();
    view.wrong().filter(unwanted).collect()
}
