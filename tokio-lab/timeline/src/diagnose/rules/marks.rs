//! Marks: things that come out one by one, and should come each at its instant.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::diagnose::Finding;
use crate::diagnose::view::{Lane, Mark, View};
use crate::diagnose::words::{glyphs, is, name, times};
use crate::short;

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
    let cause = if due.last().is_some_and(|last| *last <= at) {
        if at_the_beginning {
            "the wait came before the first of them, and not in between"
        } else {
            "all were held back, as if collected first"
        }
    } else if due.first().is_some_and(|start| at <= *start) {
        "no time passed between them"
    } else {
        "each should come at its own instant"
    };
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} on {} came at once, at {}: {cause}; they should come at {}",
            glyphs(&first.should.marks),
            name(first),
            short(at),
            times(due),
        ),
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
        Some(format!(
            "`{}` on {} was held back: it came at {}, together with `{}`, and should come as soon as it is ready, at {}",
            mark.glyph,
            name(lane),
            short(mark.at),
            other.glyph,
            short(due(mark)?),
        ))
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
        let count = match lane.did.marks.len() {
            0 => format!("nothing came on {}", name(lane)),
            did => format!(
                "too few came on {}, {did} instead of {}",
                name(lane),
                lane.should.marks.len()
            ),
        };
        Some(format!(
            "{count}: {} {} missing",
            which(&missing),
            is(missing.len())
        ))
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
        let count = match lane.should.marks.len() {
            0 => format!("nothing should come on {}", name(lane)),
            should => format!(
                "too many came on {}, {} instead of {should}",
                name(lane),
                lane.did.marks.len()
            ),
        };
        Some(format!("{count}: {} should not come", which(&extra)))
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
        Some(format!(
            "{} shows `{}` at {}, where `{}` should come",
            name(lane),
            did.glyph,
            short(did.at),
            should.glyph
        ))
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
        let (what, only) = if all_early {
            ("ran ahead", "already")
        } else {
            ("lagged behind", "only")
        };
        Some(format!(
            "{} {what}: the `{}` of {} came {only} at {}",
            name(lane),
            mark.glyph,
            short(due.at),
            short(mark.at),
        ))
    };
    one(view, of)
}

fn one(view: &View, of: impl Fn(&Lane) -> Option<String>) -> Option<Finding> {
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

/// Marks with their first instant: `3` at 2s; `3` and `4`, from 2s on.
fn which(marks: &[Mark]) -> String {
    match marks {
        [only] => format!("`{}` at {}", only.glyph, short(only.at)),
        _ => format!(
            "{}, from {} on,",
            glyphs(marks),
            marks.first().map_or(String::new(), |mark| short(mark.at))
        ),
    }
}
