//! All at once where one should follow the other.

use crate::End;
use crate::diagnose::Finding;
use crate::diagnose::cause::{Apart, Cause, names};
use crate::diagnose::view::{Lane, Span, View, did, most, should};

/// Something started while what should come before it was still running.
pub(in crate::diagnose) fn at_once(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let meets = |lane: &&Lane| {
        workers
            .iter()
            .any(|other| !lane.is(other) && meet(lane, other))
    };
    let together: Vec<&Lane> = workers.iter().copied().filter(meets).collect();
    // Others of their kind that may run beside them make it a limit, not a row.
    let alike = |lane: &&Lane| together.iter().any(|other| other.is_like(lane));
    let kind: Vec<&Lane> = workers.iter().copied().filter(alike).collect();
    let (running, from) = most(did(&together));
    let failed = together
        .iter()
        .copied()
        .find(|lane| lane.should.spans.iter().any(|span| span.end == End::Failed));
    // That nothing more should start is known to be for what came before only if that fails.
    let early = |lane: &&Lane| lane.early().is_some() || (is_unwanted(lane) && failed.is_some());
    let early: Vec<&Lane> = together.iter().copied().filter(early).collect();
    if running < 2 || most(should(&kind)).0 != 1 || early.is_empty() {
        return None;
    }
    // Whoever came after one that was early is early as well.
    let pulled_along = workers.iter().filter(|lane| lane.early().is_some()).count();
    Some(Finding {
        explains: early.len().max(pulled_along),
        cause: Cause::AtOnce {
            lanes: names(together.iter().copied()),
            up_to: (running < together.len()).then_some(running),
            from,
            all_from: did(&together).all(|span| span.from == from),
            remedy: remedy(&together, &early, failed)?,
        },
    })
}

/// One lane, used again while it was still in use.
pub(in crate::diagnose) fn used_at_once(view: &View) -> Option<Finding> {
    let used = |lane: &&Lane| {
        lane.early().is_some() && most(should(&[lane])).0 == 1 && most(did(&[lane])).0 > 1
    };
    let lanes: Vec<&Lane> = view.workers().into_iter().filter(used).collect();
    let lane = lanes.first()?;
    let (running, from) = most(did(&[lane]));
    Some(Finding {
        explains: lanes.len(),
        cause: Cause::UsedAtOnce {
            runs: running,
            lane: lane.name.clone(),
            from,
            next: lane.early()?.from,
        },
    })
}

fn remedy(together: &[&Lane], early: &[&Lane], failed: Option<&Lane>) -> Option<Apart> {
    let Some((lane, due)) = early.iter().find_map(|lane| Some((*lane, lane.early()?))) else {
        return Some(Apart::NotAtAll {
            lane: early.first()?.name.clone(),
            failed: failed?.name.clone(),
        });
    };
    let ends_then = |other: &&&Lane| {
        !other.is(lane) && other.should.spans.iter().any(|span| span.to == due.from)
    };
    let before = together.iter().find(ends_then);
    Some(Apart::At {
        lane: lane.name.clone(),
        due: due.from,
        after: before.map(|before| before.name.clone()),
    })
}

/// Whether two lanes ran at once that should not, because one of them started too early.
fn meet(lane: &Lane, other: &Lane) -> bool {
    let overlap =
        |one: &[Span], other: &[Span]| one.iter().any(|a| other.iter().any(|b| a.overlaps(b)));
    let early = |lane: &Lane| lane.early().is_some() || is_unwanted(lane);
    (early(lane) || early(other))
        && overlap(&lane.did.spans, &other.did.spans)
        && !overlap(&lane.should.spans, &other.should.spans)
}

/// Whether the lane started although it should never start.
fn is_unwanted(lane: &Lane) -> bool {
    lane.should.items.is_empty() && !lane.did.spans.is_empty()
}
