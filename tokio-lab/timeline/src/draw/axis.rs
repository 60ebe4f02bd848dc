//! The scale of a drawing: how much time a column is, and which columns get a label.

use std::time::Duration;

use crate::steps::{SECOND, steps};
use crate::{End, Item, Timeline, short};

/// So many columns the shortest span should have, to be told from an instant at a glance.
const READABLE: u128 = 4;

/// So many columns the whole picture should have, where its spans would do with fewer.
const ROOMY: u128 = 10;

/// So many columns past the last instant, an end is drawn that lies much later.
const CUT: usize = 6;

/// Which column an instant is on.
pub(super) struct Axis {
    step: u128,
    /// The last instant with a column of its own. What ends later was ended by nothing but the
    /// picture, and is drawn cut short.
    end: u128,
    /// The last column with something on it.
    last: usize,
}

impl Axis {
    /// An axis that shows all the timelines within so many columns.
    ///
    /// The coarsest scale is taken on which every instant has a column of its own and spans are
    /// readable; a scale that rounds is taken only where none that is exact fits.
    pub(super) fn new(timelines: &[&Timeline], columns: usize) -> Axis {
        let columns = columns as u128;
        let end = last_instant(timelines);
        let lanes: Vec<Vec<u128>> = timelines.iter().flat_map(|t| instants(t)).collect();
        let all = || lanes.iter().flatten().copied();
        let room = |step: u128| end.div_ceil(step) <= columns;
        let whole = all().fold(0, gcd);
        let shortest = lanes
            .iter()
            .filter_map(|lane| shortest(lane))
            .min()
            .unwrap_or(end);
        let exact: Vec<u128> = steps()
            .filter(|step| whole.is_multiple_of(*step) && room(*step))
            .collect();
        let step = exact
            .iter()
            .rfind(|step| shortest / *step >= READABLE && end / *step >= ROOMY)
            .or(exact.first())
            .copied()
            .or_else(|| steps().find(|step| room(*step)));
        // With nothing after instant 0 any scale will do.
        let step = if end == 0 {
            SECOND / 5
        } else {
            step.unwrap_or(end)
        };
        let cut = timelines.iter().any(|t| ends(t).any(|other| other > end));
        let mut axis = Axis { step, end, last: 0 };
        axis.last = axis.column(end) + if cut { CUT } else { 0 };
        axis
    }

    /// The column of an instant.
    pub(super) fn column(&self, at: u128) -> usize {
        if at > self.end {
            return self.last;
        }
        ((at + self.step / 2) / self.step) as usize
    }

    /// Whether the column of an instant is exactly that instant.
    pub(super) fn is_exact(&self, at: u128) -> bool {
        at.is_multiple_of(self.step)
    }

    /// The ruler: as many labels as fit without touching, two at least.
    pub(super) fn ruler(&self) -> String {
        let labels = |step: u128| {
            let end = self.end.max(step);
            (0..=end / step).map(move |i| i * step)
        };
        let apart = |step: &u128| {
            let columns = (*step / self.step) as usize;
            step.is_multiple_of(self.step)
                && labels(*step).all(|at| label(at).chars().count() + 2 <= columns)
        };
        let step = steps().find(apart).unwrap_or(self.step * 10);
        let mut ruler = String::new();
        let mut written = 0;
        for at in labels(step) {
            let column = (at / self.step) as usize;
            let text = label(at);
            ruler += &" ".repeat(column - written);
            written = column + text.chars().count();
            ruler += &text;
        }
        ruler
    }
}

fn label(at: u128) -> String {
    short(Duration::from_nanos_u128(at))
}

/// The instants of each lane that count: not the end of what has not ended.
fn instants(timeline: &Timeline) -> Vec<Vec<u128>> {
    let lane = |name: &str| {
        let items = timeline.compared(name);
        let both = items.iter().flat_map(|item| [item.begin(), item.end()]);
        both.map(|at| at.as_nanos()).collect()
    };
    timeline.lanes.iter().map(|l| lane(&l.name)).collect()
}

/// When the last thing happened. What never ended has an end all the same, the instant at which
/// the picture was taken; if that is long after everything else, it would squeeze the rest.
fn last_instant(timelines: &[&Timeline]) -> u128 {
    let ended = timelines
        .iter()
        .flat_map(|t| t.lanes.iter())
        .flat_map(|lane| &lane.items);
    let last = ended.map(|item| match item {
        Item::Span {
            from,
            end: End::Running,
            ..
        }
        | Item::Wait { from, .. } => from.as_nanos(),
        item => item.end().as_nanos(),
    });
    let last = last.max().unwrap_or(0);
    let near = timelines
        .iter()
        .flat_map(|t| ends(t))
        .filter(|end| last == 0 || *end <= 2 * last);
    near.max().unwrap_or(0).max(last)
}

fn ends(timeline: &Timeline) -> impl Iterator<Item = u128> {
    timeline
        .lanes
        .iter()
        .flat_map(|lane| &lane.items)
        .map(|item| item.end().as_nanos())
}

/// The least time between two different instants of one lane.
fn shortest(lane: &[u128]) -> Option<u128> {
    let mut lane = lane.to_vec();
    lane.sort_unstable();
    lane.dedup();
    lane.windows(2).map(|pair| pair[1] - pair[0]).min()
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}
