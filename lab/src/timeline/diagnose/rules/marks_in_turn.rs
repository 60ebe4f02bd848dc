//! Marks of two lanes that should come in the same stretch of time, and came in turn.

use std::time::Duration;

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, Side, View};
use crate::timeline::diagnose::words::{list, name};
use crate::timeline::short;

/// One lane begins its marks only when another has shown its last.
pub(in crate::timeline::diagnose) fn one_after_another(view: &View) -> Option<Finding> {
    let only_marks = |lane: &&Lane| [&lane.should, &lane.did].into_iter().all(is_marks_alone);
    let lanes: Vec<&Lane> = view.lanes.iter().filter(only_marks).collect();
    let before = |lane: &Lane| {
        let began = lane.did.marks[0].at;
        let in_turn = |other: &&Lane| {
            other.name != lane.name
                && other.did.last().is_some_and(|last| last <= began)
                && other.should.last() > Some(lane.should.marks[0].at)
        };
        lanes
            .iter()
            .copied()
            .filter(in_turn)
            .max_by_key(|other| other.did.last())
    };
    let late: Vec<(&Lane, &Lane)> = lanes
        .iter()
        .filter(|lane| is_late(lane))
        .filter_map(|lane| Some((*lane, before(lane)?)))
        .collect();
    let (second, first) = *late.first()?;
    Some(Finding {
        explains: late.len(),
        sentence: format!(
            "{} came one after another: {} began only at {}, when {} had come to its end; it should \
             begin at {}, while the other goes on",
            list([first, second]),
            name(second),
            short(second.did.marks[0].at),
            name(first),
            short(second.should.marks[0].at),
        ),
    })
}

fn is_marks_alone(side: &Side) -> bool {
    !side.marks.is_empty() && side.marks.len() == side.items.len()
}

/// Whether it shows what it should, all of it later by the same time.
fn is_late(lane: &Lane) -> bool {
    let (should, did) = (&lane.should.marks, &lane.did.marks);
    let by = did[0].at.saturating_sub(should[0].at);
    by > Duration::ZERO
        && should.len() == did.len()
        && should
            .iter()
            .zip(did)
            .all(|(due, came)| due.glyph == came.glyph && due.at + by == came.at)
}
