//! Lanes that should never have started.

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, View};
use crate::timeline::diagnose::words::{list, name, was};
use crate::timeline::{End, Item, short};

/// Something was started after another had failed, though the error should have ended it all.
pub(in crate::timeline::diagnose) fn carried_on(view: &View) -> Option<Finding> {
    let unwanted: Vec<&Lane> = unwanted(view)
        .filter(|lane| !lane.did.spans.is_empty())
        .collect();
    let first = unwanted
        .iter()
        .flat_map(|lane| &lane.did.spans)
        .map(|span| span.from)
        .min()?;
    let failures = view
        .lanes
        .iter()
        .filter(|lane| !lane.should.items.is_empty())
        .flat_map(|lane| {
            lane.did
                .spans
                .iter()
                .filter(|span| span.end == End::Failed && span.to <= first)
                .map(move |span| (lane, span.to))
        });
    let (failed, at) = failures.max_by_key(|(_, at)| *at)?;
    Some(Finding {
        explains: unwanted.len(),
        sentence: format!(
            "{} {} started at {} although {} had failed at {}: it carried on after an error, which \
             should end it there and be handed to the caller",
            list(unwanted.iter().copied()),
            was(unwanted.len()),
            short(first),
            name(failed),
            short(at),
        ),
    })
}

/// Something happened where nothing should.
pub(in crate::timeline::diagnose) fn should_never_start(view: &View) -> Option<Finding> {
    let unwanted: Vec<&Lane> = unwanted(view).collect();
    let first = unwanted
        .iter()
        .flat_map(|lane| &lane.did.items)
        .map(Item::begin)
        .min()?;
    Some(Finding {
        explains: unwanted.len(),
        sentence: format!(
            "{} {} started, at {}, and should never start",
            list(unwanted.iter().copied()),
            was(unwanted.len()),
            short(first),
        ),
    })
}

fn unwanted(view: &View) -> impl Iterator<Item = &Lane> {
    view.wrong().filter(|lane| lane.should.items.is_empty())
}
