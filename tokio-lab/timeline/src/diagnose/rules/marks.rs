//! Marks: things that come out one by one, and should come each at its instant.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, Collecting};
use crate::diagnose::view::{Lane, Mark, View};

/// All of them at one instant.
pub(in crate::diagnose) fn collected(view: &View) -> Option<Finding> {
    let at_one = |lane: &&Lane| {
        instants(&lane.did.marks).len() == 1
            && instants(&lane.should.marks).len() > 1
            && same_glyphs(lane)
    };
    let lanes: Vec<&Lane> = view.wrong().filter(at_one).collect();
    let first = lanes.first()?;
    let at = first.did.marks[0].at;
    let due = instants(&first.should.marks);
    // What should come at the very beginning waits for nothing that could be collected.
    let at_the_beginning = due.first() == Some(&Duration::ZERO);
    let why = if due.last().is_some_and(|last| *last <= at) {
        if at_the_beginning {
            Collecting::WaitedBeforeTheFirst
        } else {
            Collecting::HeldBack
        }
    } else if due.first().is_some_and(|start| at <= *start) {
        Collecting::NoTime
    } else {
        Collecting::Unknown
    };
    Some(Finding {
        explains: lanes.len(),
        cause: Cause::Collected {
            glyphs: first.should.marks.iter().map(|mark| mark.glyph).collect(),
            lane: first.name.clone(),
            at,
            why,
            due: due.into_iter().collect(),
        },
    })
}

/// One that was ready came only together with a later one.
pub(in crate::diagnose) fn held_back(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        let due = |mark: &Mark| {
            lane.should
                .marks
                .iter()
                .find(|other| other.glyph == mark.glyph)
                .map(|other| other.at)
        };
        let came = &lane.did.marks;
        let (late, in_time): (Vec<&Mark>, Vec<&Mark>) =
            came.iter().partition(|mark| due(mark) < Some(mark.at));
        if !same_glyphs(lane) || in_time.iter().any(|mark| due(mark) > Some(mark.at)) {
            return None;
        }
        let beside = |mark: &Mark| in_time.iter().find(|other| other.at == mark.at).copied();
        let (mark, other) = late.iter().find_map(|mark| Some((*mark, beside(mark)?)))?;
        Some(Cause::HeldBack {
            glyph: mark.glyph,
            lane: lane.name.clone(),
            at: mark.at,
            beside: other.glyph,
            due: due(mark)?,
        })
    };
    one(view, of)
}

/// Some are not there.
pub(in crate::diagnose) fn missing(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        let (missing, extra) = difference(lane)?;
        if missing.is_empty() || !extra.is_empty() {
            return None;
        }
        Some(Cause::MarksMissing {
            lane: lane.name.clone(),
            did: lane.did.marks.len(),
            wanted: lane.should.marks.len(),
            missing,
        })
    };
    one(view, of)
}

/// Some should not be there.
pub(in crate::diagnose) fn extra(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        let (missing, extra) = difference(lane)?;
        if extra.is_empty() || !missing.is_empty() {
            return None;
        }
        Some(Cause::MarksExtra {
            lane: lane.name.clone(),
            did: lane.did.marks.len(),
            wanted: lane.should.marks.len(),
            extra,
        })
    };
    one(view, of)
}

/// At the right instants, but others.
pub(in crate::diagnose) fn others(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        let at = |marks: &[Mark]| marks.iter().map(|mark| mark.at).collect::<Vec<_>>();
        let (missing, extra) =
            difference(lane).filter(|_| at(&lane.should.marks) == at(&lane.did.marks))?;
        let (should, did) = (missing.first()?, extra.first()?);
        Some(Cause::OtherMarks {
            lane: lane.name.clone(),
            did: *did,
            should: should.glyph,
        })
    };
    one(view, of)
}

/// The right ones in the right order, but some of them before their time, or some after it.
pub(in crate::diagnose) fn ahead_or_behind(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        let (should, did) = (&lane.should.marks, &lane.did.marks);
        let in_order = should
            .iter()
            .map(|mark| mark.glyph)
            .eq(did.iter().map(|mark| mark.glyph));
        let mut pairs = should.iter().zip(did).filter(|(due, mark)| due != mark);
        let all_early = pairs.clone().all(|(due, mark)| mark.at < due.at);
        let all_late = pairs.clone().all(|(due, mark)| due.at < mark.at);
        let (due, mark) = pairs.next()?;
        let spans_right = lane.should.spans == lane.did.spans;
        if !spans_right || !in_order || !(all_early || all_late) {
            return None;
        }
        let (lane, due, at) = (lane.name.clone(), *due, mark.at);
        Some(match all_early {
            true => Cause::Ahead { lane, due, at },
            false => Cause::Behind { lane, due, at },
        })
    };
    one(view, of)
}

fn one(view: &View, of: impl Fn(&Lane) -> Option<Cause>) -> Option<Finding> {
    Some(Finding {
        explains: 1,
        cause: view.wrong().find_map(of)?,
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

/// The marks that are missing and those that are too many, on a lane that is right but for them.
fn difference(lane: &Lane) -> Option<(Vec<Mark>, Vec<Mark>)> {
    let spans_right = lane.should.spans == lane.did.spans;
    let (should, did) = (&lane.should.marks, &lane.did.marks);
    spans_right.then(|| (without(should, did), without(did, should)))
}

/// The marks of one list that the other has not.
fn without(marks: &[Mark], others: &[Mark]) -> Vec<Mark> {
    let mut others = others.to_vec();
    let mut rest = marks.to_vec();
    rest.retain(|mark| match others.iter().position(|other| other == mark) {
        Some(place) => {
            others.swap_remove(place);
            false
        }
        None => true,
    });
    rest
}
