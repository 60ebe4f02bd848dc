//! The right things in the wrong order.

use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, names};
use crate::diagnose::view::{Lane, Mark, View, did, most, should};

/// Marks of one lane that have changed places.
pub(in crate::diagnose) fn marks(view: &View) -> Option<Finding> {
    let swapped = |lane: &&Lane| swapped(&lane.should.marks, &lane.did.marks);
    let lanes: Vec<&Lane> = view.wrong().filter(swapped).collect();
    let first = lanes.first()?;
    let row = |marks: &[Mark]| {
        marks
            .iter()
            .map(|mark| mark.glyph.to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    Some(Finding {
        explains: lanes.len(),
        cause: Cause::MarksOutOfOrder {
            first: first.name.clone(),
            came: row(&first.did.marks),
            wanted: row(&first.should.marks),
            lanes: names(lanes),
        },
    })
}

/// Whether the same marks are there, each once, and two of them strictly the other way round.
fn swapped(should: &[Mark], did: &[Mark]) -> bool {
    let sorted = |marks: &[Mark]| {
        let mut glyphs: Vec<char> = marks.iter().map(|mark| mark.glyph).collect();
        glyphs.sort_unstable();
        glyphs
    };
    let all = sorted(should);
    let each_once = all.windows(2).all(|pair| pair[0] != pair[1]);
    let at = |mark: &Mark| {
        did.iter()
            .find(|other| other.glyph == mark.glyph)
            .map(|other| other.at)
    };
    let overtaken = |mark: &Mark| {
        should
            .iter()
            .any(|later| mark.at < later.at && at(mark) > at(later))
    };
    each_once && all == sorted(did) && should.iter().any(overtaken)
}

/// Lanes that come one at a time and have changed places.
pub(in crate::diagnose) fn lanes(view: &View) -> Option<Finding> {
    let complete = |lane: &&Lane| {
        let same_length = lane.should.items.len() == lane.did.items.len();
        !lane.around && same_length && lane.starts().is_some()
    };
    let lanes: Vec<&Lane> = view.lanes.iter().filter(complete).collect();
    let changed = |lane: &&&Lane| lanes.iter().any(|other| have_changed_places(lane, other));
    let explains = lanes.iter().filter(changed).count();
    // Right ones between them belong to the row, if it is one.
    let in_turn = |lanes: &[&Lane]| most(should(lanes)).0 <= 1 && most(did(lanes)).0 <= 1;
    let changed: Vec<&Lane> = lanes.iter().filter(changed).copied().collect();
    let mut row = if in_turn(&lanes) {
        lanes.clone()
    } else {
        changed
    };
    if explains == 0 || !in_turn(&row) {
        return None;
    }
    row.sort_by_key(|lane| lane.should.start());
    let wanted = row.clone();
    row.sort_by_key(|lane| lane.did.start());
    // Two that have changed places are no more than that.
    let in_reverse = row.len() > 2
        && row
            .iter()
            .rev()
            .zip(&wanted)
            .all(|(lane, other)| lane.is(other));
    let (ahead, due) = row.iter().zip(&wanted).find(|(lane, due)| !lane.is(due))?;
    Some(Finding {
        explains,
        cause: Cause::LanesOutOfOrder {
            in_reverse,
            ahead: ahead.name.clone(),
            due: due.name.clone(),
            at: ahead.did.start()?,
            came: names(row.iter().copied()),
            wanted: names(wanted.iter().copied()),
        },
    })
}

/// As many at once as there should be, but others: who should go first had to wait for later ones.
pub(in crate::diagnose) fn crowd(view: &View) -> Option<Finding> {
    let lanes: Vec<&Lane> = view
        .workers()
        .into_iter()
        .filter(|lane| lane.starts().is_some())
        .collect();
    let places = most(should(&lanes)).0;
    let late = |lane: &&Lane| lane.starts().is_some_and(|(due, at)| due < at);
    let early = |lane: &&Lane| lane.starts().is_some_and(|(due, at)| at < due);
    let passed = lanes.iter().copied().filter(late);
    let passed = passed.min_by_key(|lane| lane.should.start())?;
    let ahead = lanes.iter().copied().filter(early);
    let ahead = ahead.min_by_key(|lane| lane.did.start())?;
    if places < 2 || most(did(&lanes)).0 != places || !have_changed_places(passed, ahead) {
        return None;
    }
    let moved = |lane: &&&Lane| lane.starts().is_some_and(|(due, at)| due != at);
    Some(Finding {
        explains: lanes.iter().filter(moved).count(),
        cause: Cause::CrowdOutOfOrder {
            ahead: ahead.name.clone(),
            at: ahead.did.start()?,
            passed: passed.name.clone(),
            due: passed.should.start()?,
            started: passed.did.start()?,
        },
    })
}

/// Whether one should start strictly before the other, and started strictly after it.
fn have_changed_places(one: &Lane, other: &Lane) -> bool {
    match (one.starts(), other.starts()) {
        (Some((due, at)), Some((other_due, other_at))) => {
            (due < other_due && at > other_at) || (due > other_due && at < other_at)
        }
        _ => false,
    }
}
