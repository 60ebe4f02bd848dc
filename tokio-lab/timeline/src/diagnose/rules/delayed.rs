//! As it should be, but at other instants by a constant.

use std::time::Duration;

use crate::Item;
use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, Instant, Shift, names};
use crate::diagnose::view::{Lane, View};

/// Whole lanes that came too late or too early, by the same time.
pub(in crate::diagnose) fn delayed(view: &View) -> Option<Finding> {
    let shifted = |lane| Some((lane, shift(lane)?));
    let shifts: Vec<(&Lane, Shift)> = view.wrong().filter_map(shifted).collect();
    let alike = |shift: Shift| {
        shifts
            .iter()
            .filter(move |(_, other)| *other == shift)
            .map(|(lane, _)| *lane)
    };
    // Of equals, the first.
    let (_, shift) = *shifts
        .iter()
        .rev()
        .max_by_key(|(_, shift)| alike(*shift).count())?;
    let lanes: Vec<&Lane> = alike(shift).collect();
    let first = lanes.first()?;
    let (due, what) = (first.should.items[0].begin(), first.did.items[0]);
    let happened = view.lanes.iter().filter(|lane| !lane.did.items.is_empty());
    Some(Finding {
        explains: lanes.len(),
        cause: Cause::Delayed {
            what,
            shift,
            at: Instant::of(view, what.begin(), &lanes),
            due,
            is_all: lanes.len() == happened.count(),
            lanes: names(lanes),
        },
    })
}

/// A lane that is right up to a point, and from there on late or early by a constant.
pub(in crate::diagnose) fn delayed_from(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        let (should, did) = (&lane.should.items, &lane.did.items);
        let same = lane.agreed();
        let shift = between(&should[same..], &did[same..]).filter(|_| same > 0)?;
        Some(Cause::DelayedFrom {
            lane: lane.name.clone(),
            what: should[same],
            shift,
            at: did[same].begin(),
            due: should[same].begin(),
            more_follows: should.len() - same > 1,
        })
    };
    Some(Finding {
        explains: 1,
        cause: view.wrong().find_map(of)?,
    })
}

fn shift(lane: &Lane) -> Option<Shift> {
    between(&lane.should.items, &lane.did.items)
}

/// By how much all the items are off, if it is one time for all of them.
fn between(should: &[Item], did: &[Item]) -> Option<Shift> {
    let (due, came) = (should.first()?.begin(), did.first()?.begin());
    let shift = if came > due {
        Shift::Late(came - due)
    } else {
        Shift::Early(due - came)
    };
    let fits = |(should, did): (&Item, &Item)| shift.moves(should) == Some(*did);
    (came != due && should.len() == did.len() && should.iter().zip(did).all(fits)).then_some(shift)
}

impl Shift {
    /// The item as it is at its other instant.
    fn moves(self, item: &Item) -> Option<Item> {
        let at = |at: Duration| match self {
            Shift::Late(by) => at.checked_add(by),
            Shift::Early(by) => at.checked_sub(by),
        };
        Some(match *item {
            Item::Span { from, to, end } => Item::Span {
                from: at(from)?,
                to: at(to)?,
                end,
            },
            Item::Wait { from, to } => Item::Wait {
                from: at(from)?,
                to: at(to)?,
            },
            Item::Mark { at: instant, glyph } => Item::Mark {
                at: at(instant)?,
                glyph,
            },
        })
    }
}
