//! Marks: things that come out one by one, and should come each at its instant.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, Mark, View};
use crate::timeline::diagnose::words::{glyphs, list, name};
use crate::timeline::short;

/// All of them at one instant.
pub(in crate::timeline::diagnose) fn collected(view: &View) -> Option<Finding> {
    let at_one = |lane: &&Lane| {
        instants(&lane.did.marks).len() == 1
            && instants(&lane.should.marks).len() > 1
            && same_glyphs(lane)
    };
    let lanes: Vec<&Lane> = view.wrong().filter(at_one).collect();
    let first = lanes.first()?;
    let at = first.did.marks[0].at;
    let due = instants(&first.should.marks);
    let cause = if due.last().is_some_and(|last| *last <= at) {
        "they were collected first; each should come as soon as it is there"
    } else if due.first().is_some_and(|start| at <= *start) {
        "no time passed between them"
    } else {
        "each should come at its own instant"
    };
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "all that is on {} came at once, at {}: {cause} ({})",
            list(lanes.iter().copied()),
            short(at),
            each(&first.should.marks),
        ),
    })
}

/// One that was ready came only together with a later one.
pub(in crate::timeline::diagnose) fn held_back(view: &View) -> Option<Finding> {
    let held = |lane: &Lane| -> Option<String> {
        if !same_glyphs(lane) {
            return None;
        }
        let due = |mark: &Mark| {
            lane.should
                .marks
                .iter()
                .find(|other| other.glyph == mark.glyph)
                .map(|other| other.at)
        };
        let late = |mark: &&Mark| due(mark).is_some_and(|due| due < mark.at);
        let early = lane
            .did
            .marks
            .iter()
            .any(|mark| due(mark).is_some_and(|due| due > mark.at));
        let held = lane.did.marks.iter().filter(late).find_map(|mark| {
            let with = |other: &&Mark| other.at == mark.at && due(other) == Some(other.at);
            Some((mark, lane.did.marks.iter().find(with)?))
        });
        let (mark, with) = held.filter(|_| !early)?;
        Some(format!(
            "`{}` on {} was held back: it came at {}, together with `{}`; it should come as soon as it is ready, at {}",
            mark.glyph,
            name(lane),
            short(mark.at),
            with.glyph,
            short(due(mark)?),
        ))
    };
    Some(Finding {
        explains: 1,
        sentence: view.wrong().find_map(held)?,
    })
}

/// Some are not there.
pub(in crate::timeline::diagnose) fn missing(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        let missing = without(&lane.should.marks, &lane.did.marks);
        let first = missing.first()?;
        if lane.should.spans != lane.did.spans
            || !without(&lane.did.marks, &lane.should.marks).is_empty()
        {
            return None;
        }
        let count = match lane.did.marks.len() {
            0 => format!("nothing came on {}", name(lane)),
            did => format!(
                "too few came on {}, {did} instead of {}",
                name(lane),
                lane.should.marks.len()
            ),
        };
        let verb = if missing.len() == 1 { "is" } else { "are" };
        Some(format!(
            "{count}: {} {verb} missing, from {} on",
            glyphs(&missing),
            short(first.at)
        ))
    };
    Some(Finding {
        explains: 1,
        sentence: view.wrong().find_map(of)?,
    })
}

/// Some should not be there.
pub(in crate::timeline::diagnose) fn extra(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        let extra = without(&lane.did.marks, &lane.should.marks);
        let first = extra.first()?;
        if lane.should.spans != lane.did.spans
            || !without(&lane.should.marks, &lane.did.marks).is_empty()
        {
            return None;
        }
        let (did, should) = (lane.did.marks.len(), lane.should.marks.len());
        let count = match should {
            0 => format!("nothing should come on {}", name(lane)),
            _ => format!("too many came on {}, {did} instead of {should}", name(lane)),
        };
        let verb = if extra.len() == 1 { "is" } else { "are" };
        Some(format!(
            "{count}: {} at {} {verb} not wanted",
            glyphs(&extra),
            short(first.at)
        ))
    };
    Some(Finding {
        explains: 1,
        sentence: view.wrong().find_map(of)?,
    })
}

/// At the right instants, but others.
pub(in crate::timeline::diagnose) fn others(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        let at = |marks: &[Mark]| marks.iter().map(|mark| mark.at).collect::<Vec<_>>();
        if at(&lane.should.marks) != at(&lane.did.marks) || lane.should.spans != lane.did.spans {
            return None;
        }
        let mut pairs = lane.should.marks.iter().zip(&lane.did.marks);
        let (should, did) = pairs.find(|(should, did)| should.glyph != did.glyph)?;
        Some(format!(
            "{} shows `{}` at {} where `{}` should come",
            name(lane),
            did.glyph,
            short(did.at),
            should.glyph
        ))
    };
    Some(Finding {
        explains: 1,
        sentence: view.wrong().find_map(of)?,
    })
}

fn instants(marks: &[Mark]) -> BTreeSet<Duration> {
    marks.iter().map(|mark| mark.at).collect()
}

fn same_glyphs(lane: &Lane) -> bool {
    let sorted = |marks: &[Mark]| {
        let mut glyphs: Vec<char> = marks.iter().map(|mark| mark.glyph).collect();
        glyphs.sort_unstable();
        glyphs
    };
    sorted(&lane.should.marks) == sorted(&lane.did.marks)
}

/// The marks of one list that the other has not.
fn without(marks: &[Mark], others: &[Mark]) -> Vec<Mark> {
    let mut others = others.to_vec();
    let mut rest = Vec::new();
    for mark in marks {
        match others.iter().position(|other| other == mark) {
            Some(place) => {
                others.swap_remove(place);
            }
            None => rest.push(*mark),
        }
    }
    rest
}

/// Marks and their instants, a few: `1` at 1s, `2` at 2s.
fn each(marks: &[Mark]) -> String {
    let few = 4;
    let mut parts: Vec<String> = marks
        .iter()
        .take(few)
        .map(|mark| format!("`{}` at {}", mark.glyph, short(mark.at)))
        .collect();
    if marks.len() > few {
        parts.push("…".to_owned());
    }
    parts.join(", ")
}
