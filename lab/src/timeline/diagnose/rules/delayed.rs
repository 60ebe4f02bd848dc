//! As it should be, but at other instants by a constant.

use std::time::Duration;

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, View};
use crate::timeline::diagnose::words::{list, name, when};
use crate::timeline::{Item, short};

/// By how much, and which way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shift {
    Late(Duration),
    Early(Duration),
}

/// Whole lanes that came too late or too early, by the same time.
pub(in crate::timeline::diagnose) fn delayed(view: &View) -> Option<Finding> {
    let shifts: Vec<(&Lane, Shift)> = view
        .wrong()
        .filter_map(|lane| Some((lane, shift(&lane.should.items, &lane.did.items)?)))
        .collect();
    let alike = |shift: Shift| {
        shifts
            .iter()
            .filter(move |(_, other)| *other == shift)
            .map(|(lane, _)| *lane)
    };
    // Of equals, the first.
    let (_, common) = *shifts
        .iter()
        .rev()
        .max_by_key(|(_, shift)| alike(*shift).count())?;
    let lanes: Vec<&Lane> = alike(common).collect();
    let all = view
        .lanes
        .iter()
        .all(|lane| lane.did.items.is_empty() || lanes.iter().any(|other| other.name == lane.name));
    let first = lanes.first()?;
    let (due, at) = (first.should.items[0].begin(), first.did.items[0].begin());
    let example = format!(
        "{} {} at {} instead of {}",
        name(first),
        came(&first.did.items[0]),
        short(at),
        short(due)
    );
    let sentence = match common {
        Shift::Late(by) if all && view.lanes.len() > 1 => {
            format!(
                "everything came {} too late: {example}; something waits before it starts",
                short(by)
            )
        }
        Shift::Early(by) if all && view.lanes.len() > 1 => {
            format!(
                "everything came {} too early: {example}; a wait before it is missing",
                short(by)
            )
        }
        Shift::Late(by) => {
            let when = when(view, at, &lanes).map_or(String::new(), |when| format!(", {when}"));
            format!(
                "{} came {} too late: {example}{when}",
                list(lanes.iter().copied()),
                short(by)
            )
        }
        Shift::Early(by) => format!(
            "{} came {} too early: {example}",
            list(lanes.iter().copied()),
            short(by)
        ),
    };
    Some(Finding {
        explains: lanes.len(),
        sentence,
    })
}

/// A lane that is right up to a point, and from there on late or early by a constant.
pub(in crate::timeline::diagnose) fn delayed_from(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        let (should, did) = (&lane.should.items, &lane.did.items);
        let same = should
            .iter()
            .zip(did)
            .take_while(|(should, did)| should == did)
            .count();
        let shift = shift(&should[same..], &did[same..]).filter(|_| same > 0)?;
        let (by, how) = match shift {
            Shift::Late(by) => (by, "late"),
            Shift::Early(by) => (by, "early"),
        };
        let (due, at) = (should[same].begin(), did[same].begin());
        let which = match should[same] {
            Item::Mark { glyph, .. } => format!("`{glyph}`"),
            _ => "what should follow".to_owned(),
        };
        let rest = if should.len() - same > 1 {
            ", and so is what follows"
        } else {
            ""
        };
        Some(format!(
            "{}: {which} came {} too {how}, at {} instead of {}{rest}",
            name(lane),
            short(by),
            short(at),
            short(due)
        ))
    };
    Some(Finding {
        explains: 1,
        sentence: view.wrong().find_map(of)?,
    })
}

/// By how much all the items are off, if it is one time for all of them.
fn shift(should: &[Item], did: &[Item]) -> Option<Shift> {
    let (first, came) = (should.first()?.begin(), did.first()?.begin());
    let shift = if came > first {
        Shift::Late(came - first)
    } else {
        Shift::Early(first - came)
    };
    let moved = |at: Duration| match shift {
        Shift::Late(by) => at.checked_add(by),
        Shift::Early(by) => at.checked_sub(by),
    };
    let fits = |(should, did): (&Item, &Item)| {
        let kind = match (should, did) {
            (Item::Span { end: one, .. }, Item::Span { end: other, .. }) => one == other,
            (Item::Mark { glyph: one, .. }, Item::Mark { glyph: other, .. }) => one == other,
            (Item::Wait { .. }, Item::Wait { .. }) => true,
            _ => false,
        };
        kind && moved(should.begin()) == Some(did.begin()) && moved(should.end()) == Some(did.end())
    };
    (came != first && should.len() == did.len() && should.iter().zip(did).all(fits))
        .then_some(shift)
}

/// What an item does as it begins.
fn came(item: &Item) -> &'static str {
    match item {
        Item::Span { .. } => "started",
        Item::Wait { .. } => "began to wait",
        Item::Mark { .. } => "came",
    }
}
