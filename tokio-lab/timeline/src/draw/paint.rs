//! A lane's rows of glyphs.

use std::time::Duration;

use super::axis::Axis;
use crate::parse::row::{self, Cells};
use crate::{End, Item, short};

/// More rows than this for one lane would bury the picture.
const ROWS: usize = 8;

/// So many different items that fit on no row, and no more are tried.
const MISFITS: usize = 100;

/// More items than this in words would bury the note.
const WORDS: usize = 12;

/// A lane as it is drawn.
pub(super) struct Painted {
    /// Its rows, one at least.
    pub rows: Vec<String>,
    /// All that is on it in words, if the rows do not show that exactly.
    pub note: Option<String>,
}

/// Draws items onto as few rows as can be read back.
///
/// What shares a column with something else (two marks of one instant, spans that overlap) goes
/// to a row of its own. Whether it does is not a second grammar here: a row is good if reading it
/// gives what was drawn.
///
/// The instants that are compared decide whether the drawing is exact.
pub(super) fn paint(items: &[Item], compared: &[Item], axis: &Axis) -> Painted {
    let mut rows: Vec<Vec<Cells>> = Vec::new();
    let mut misfits: Vec<Cells> = Vec::new();
    for item in items {
        let cells = cells(item, axis);
        if misfits.len() == MISFITS || misfits.contains(&cells) {
            continue;
        }
        let placed = rows.iter_mut().any(|row| {
            row.push(cells);
            let fits = is_readable(row);
            if !fits {
                row.pop();
            }
            fits
        });
        match placed {
            true => {}
            false if rows.len() < ROWS => rows.push(vec![cells]),
            false => misfits.push(cells),
        }
    }
    let exact = compared
        .iter()
        .all(|item| axis.is_exact(item.begin().as_nanos()) && axis.is_exact(item.end().as_nanos()));
    let mut rows: Vec<String> = rows
        .iter()
        .map(|row| glyphs(row).into_iter().collect())
        .collect();
    if rows.is_empty() {
        rows.push(String::new());
    }
    Painted {
        rows,
        note: (!misfits.is_empty() || !exact).then(|| words(items)),
    }
}

fn cells(item: &Item, axis: &Axis) -> Cells {
    let column = |at: Duration| axis.column(at.as_nanos());
    match *item {
        Item::Span { from, to, end } => Cells::Span {
            from: column(from),
            to: column(to),
            end,
        },
        // A wait that rounds to nothing is still there.
        Item::Wait { from, to } => Cells::Wait {
            from: column(from),
            to: column(to).max(column(from) + 1),
        },
        Item::Mark { at, glyph } => Cells::Mark {
            at: column(at),
            glyph,
        },
    }
}

fn is_readable(row: &[Cells]) -> bool {
    let count = |of: &[Cells], cells| of.iter().filter(|other| *other == cells).count();
    row::read(&glyphs(row)).is_ok_and(|read| {
        read.len() == row.len()
            && row
                .iter()
                .all(|cells| count(&read, cells) == count(row, cells))
    })
}

/// Paints in layers: spans, what lies within them, their starts, their ends.
fn glyphs(row: &[Cells]) -> Vec<char> {
    let mut glyphs = Vec::new();
    let mut put = |column: usize, glyph: char| {
        if glyphs.len() <= column {
            glyphs.resize(column + 1, ' ');
        }
        glyphs[column] = glyph;
    };
    for cells in row {
        if let Cells::Span { from, to, .. } = *cells {
            (from..to).for_each(|column| put(column, '='));
        }
    }
    for cells in row {
        match *cells {
            Cells::Wait { from, to } => (from..to).for_each(|column| put(column, '.')),
            Cells::Mark { at, glyph } => put(at, visible(glyph)),
            Cells::Span { .. } => {}
        }
    }
    for cells in row {
        if let Cells::Span { from, to, .. } = *cells
            && from < to
        {
            put(from, '|');
        }
    }
    for cells in row {
        if let Cells::Span { to, end, .. } = *cells {
            put(to, row::glyph(end));
        }
    }
    glyphs
}

/// A control character would reach the terminal.
fn visible(glyph: char) -> char {
    if glyph.is_control() { '?' } else { glyph }
}

/// Items in words: `0s to 1.001s; waits 1.001s to 2s; * at 2s, 3 times`.
fn words(items: &[Item]) -> String {
    let alike: Vec<&[Item]> = items.chunk_by(|one, other| one == other).collect();
    let word = |alike: &&[Item]| match alike.len() {
        1 => in_words(&alike[0]),
        times => format!("{}, {times} times", in_words(&alike[0])),
    };
    let mut words: Vec<String> = alike.iter().take(WORDS).map(word).collect();
    let rest: usize = alike.iter().skip(WORDS).map(|alike| alike.len()).sum();
    if rest > 0 {
        words.push(format!("and {rest} more"));
    }
    words.join("; ")
}

fn in_words(item: &Item) -> String {
    let ending = |end| match end {
        End::Failed => ", failed",
        End::Cancelled => ", cancelled",
        End::Panicked => ", panicked",
        End::Finished | End::Running => "",
    };
    match *item {
        Item::Span {
            from,
            end: End::Running,
            ..
        } => format!("runs from {}", short(from)),
        Item::Span { from, to, end } => format!("{} to {}{}", short(from), short(to), ending(end)),
        Item::Wait { from, to } => format!("waits {} to {}", short(from), short(to)),
        Item::Mark { at, glyph } => format!("{} at {}", visible(glyph), short(at)),
    }
}
