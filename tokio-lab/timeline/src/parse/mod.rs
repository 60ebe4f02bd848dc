//! Pictures read: a ruler gives columns their instants, rows hold glyphs on columns.

pub(crate) mod row;
mod ruler;

use super::compare::in_order;
use super::{Item, Lane, PictureError, Timeline};
use row::{Cells, Fault};
use ruler::Ruler;

impl Timeline {
    /// Reads a picture. The [crate] describes how one is drawn.
    ///
    /// # Errors
    /// What is wrong, on which line and column.
    pub fn parse(picture: &str) -> Result<Timeline, PictureError> {
        let mut lines = (1..)
            .zip(picture.lines())
            .filter(|(_, text)| !text.trim().is_empty());
        let (line, text) = lines.next().ok_or(PictureError::Empty)?;
        let first = chars(line, text)?;
        if let Some(name) = row::name_of(&first) {
            return Err(PictureError::NoRuler { line, name });
        }
        let ruler = Ruler::read(line, &first)?;
        let mut timeline = Timeline::new();
        for (line, text) in lines {
            let chars = chars(line, text)?;
            let (name, glyphs) = chars.split_at(ruler.zero.min(chars.len()));
            let runs_on = name.last().is_some_and(|last| !last.is_whitespace())
                && glyphs.first().is_some_and(|first| row::is_mark(*first));
            if runs_on {
                return Err(PictureError::LongName {
                    line,
                    column: ruler.zero + 1,
                });
            }
            let name = name.iter().collect::<String>().trim().to_owned();
            let items = items(&ruler, line, glyphs)?;
            if name.is_empty() {
                let lane = timeline
                    .lanes
                    .last_mut()
                    .ok_or(PictureError::NoName { line })?;
                lane.items.extend(items);
            } else if timeline.lanes.iter().any(|lane| lane.name == name) {
                return Err(PictureError::Twice { line, name });
            } else {
                timeline.lanes.push(Lane { name, items });
            }
        }
        for lane in &mut timeline.lanes {
            lane.items = in_order(std::mem::take(&mut lane.items));
        }
        Ok(timeline)
    }
}

fn chars(line: usize, text: &str) -> Result<Vec<char>, PictureError> {
    let chars: Vec<char> = text.trim_end().chars().collect();
    match chars.iter().position(|c| *c == '\t') {
        Some(at) => Err(PictureError::Tab {
            line,
            column: at + 1,
        }),
        None => Ok(chars),
    }
}

/// What stands on a row right of instant 0.
fn items(ruler: &Ruler, line: usize, glyphs: &[char]) -> Result<Vec<Item>, PictureError> {
    let cells = row::read(glyphs).map_err(|fault| match fault {
        Fault::NoStart { column } => PictureError::NoStart {
            line,
            column: ruler.zero + column + 1,
        },
        Fault::NoEnd { start } => PictureError::NoEnd {
            line,
            column: ruler.zero + start + 1,
        },
    })?;
    let at = |column| ruler.instant(line, column);
    let item = |cells| {
        Ok(match cells {
            Cells::Span { from, to, end } => Item::Span {
                from: at(from)?,
                to: at(to)?,
                end,
            },
            Cells::Wait { from, to } => Item::Wait {
                from: at(from)?,
                to: at(to)?,
            },
            Cells::Mark { at: column, glyph } => Item::Mark {
                at: at(column)?,
                glyph,
            },
        })
    };
    cells.into_iter().map(item).collect()
}

#[cfg(test)]
mod tests;
