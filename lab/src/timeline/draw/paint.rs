//! A lane's rows of glyphs.

use std::time::Duration;

use super::axis::Axis;
use crate::timeline::parse::row::{self, Cells};
use crate::timeline::{End, Item, short};

/// More rows than this for one lane would bury the picture.
const ROWS: usize = 8;

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
pub(super) fn paint(items: &[Item], axis: &Axis) -> Painted {
    let mut rows: Vec<Vec<Cells>> = Vec::new();
    let mut left_out = false;
    for item in items {
        let cells = cells(item, axis);
        let placed = rows.iter_mut().any(|row| {
            row.push(cells);
            let fits = is_readable(row);
            if !fits {
                row.pop();
            }
            fits
        });
        if !placed && rows.len() < ROWS {
            rows.push(vec![cells]);
        } else if !placed {
            left_out = true;
        }
    }
    let exact = items
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
        note: (left_out || !exact).then(|| words(items)),
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

/// Items in words: `0s to 1.001s, waits 1.001s to 2s, failed at 2s`.
fn words(items: &[Item]) -> String {
    let words = items.iter().map(|item| match *item {
        Item::Span {
            from,
            end: End::Running,
            ..
        } => format!("runs from {}", short(from)),
        Item::Span { from, to, end } => {
            let ending = match end {
                End::Failed => ", failed",
                End::Cancelled => ", cancelled",
                End::Panicked => ", panicked",
                End::Finished | End::Running => "",
            };
            format!("{} to {}{ending}", short(from), short(to))
        }
        Item::Wait { from, to } => format!("waits {} to {}", short(from), short(to)),
        Item::Mark { at, glyph } => format!("{} at {}", visible(glyph), short(at)),
    });
    const MOST: usize = 12;
    let mut words: Vec<String> = words.take(MOST).collect();
    if items.len() > MOST {
        words.push(format!("and {} more", items.len() - MOST));
    }
    words.join("; ")
}
