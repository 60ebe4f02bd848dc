//! Lanes that should never have started.

use std::time::Duration;

use crate::End;
use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, names};
use crate::diagnose::view::{Lane, View, did};

/// Something was started after another had failed, though the error should have ended it all.
pub(in crate::diagnose) fn carried_on(view: &View) -> Option<Finding> {
    let unwanted: Vec<&Lane> = unwanted(view).collect();
    let first = start(&unwanted)?;
    let failures = view
        .lanes
        .iter()
        .filter(|lane| !lane.should.items.is_empty())
        .flat_map(|lane| {
            let before = lane
                .did
                .spans
                .iter()
                .filter(|span| span.end == End::Failed && span.to <= first);
            before.map(move |span| (lane, span.to))
        });
    let (failed, at) = failures.max_by_key(|(_, at)| *at)?;
    Some(Finding {
        explains: unwanted.len(),
        cause: Cause::CarriedOn {
            failed: failed.name.clone(),
            at,
            lanes: names(unwanted),
            first,
        },
    })
}

/// Work where there should be none.
pub(in crate::diagnose) fn should_never_start(view: &View) -> Option<Finding> {
    let unwanted: Vec<&Lane> = unwanted(view).collect();
    let first = start(&unwanted)?;
    Some(Finding {
        explains: unwanted.len(),
        cause: Cause::ShouldNeverStart {
            lanes: names(unwanted),
            first,
        },
    })
}

fn unwanted(view: &View) -> impl Iterator<Item = &Lane> {
    let unwanted = |lane: &&Lane| lane.should.items.is_empty() && !lane.did.spans.is_empty();
    view.wrong().filter(unwanted)
}

fn start(lanes: &[&Lane]) -> Option<Duration> {
    did(lanes).map(|span| span.from).min()
}
