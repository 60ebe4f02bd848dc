//! What nobody ever polled.

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, View};
use crate::timeline::diagnose::words::{list, was};

/// Lanes on which work should be and nothing is.
pub(in crate::timeline::diagnose) fn never_started(view: &View) -> Option<Finding> {
    let never: Vec<&Lane> = view.wrong().filter(|lane| lane.never_started()).collect();
    if never.is_empty() {
        return None;
    }
    Some(Finding {
        explains: never.len(),
        sentence: format!(
            "{} {} never started: a future does nothing until it is awaited or polled",
            list(never.iter().copied()),
            was(never.len()),
        ),
    })
}
