//! One row of glyphs, in columns: the same grammar for pictures that are read and for those that
//! are drawn.

use crate::End;

/// An item on a row, its instants counted in columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cells {
    /// See [`Item::Mark`](crate::Item::Mark).
    Mark { at: usize, glyph: char },
    /// See [`Item::Wait`](crate::Item::Wait).
    Wait { from: usize, to: usize },
    /// See [`Item::Span`](crate::Item::Span).
    Span { from: usize, to: usize, end: End },
}

/// What makes a row unreadable.
#[derive(Debug)]
pub(crate) enum Fault {
    /// `=` outside a span.
    NoStart { column: usize },
    /// A span with no end.
    NoEnd { start: usize },
}

/// The glyph of an end.
pub(crate) fn glyph(end: End) -> char {
    match end {
        End::Finished => '|',
        End::Failed => 'x',
        End::Cancelled => '/',
        End::Panicked => '!',
        End::Running => '>',
    }
}

fn end(glyph: char) -> Option<End> {
    match glyph {
        '|' => Some(End::Finished),
        'x' => Some(End::Failed),
        '/' => Some(End::Cancelled),
        '!' => Some(End::Panicked),
        '>' => Some(End::Running),
        _ => None,
    }
}

/// Whether a character is a mark: all that the grammar has no use for.
pub(crate) fn is_mark(glyph: char) -> bool {
    !glyph.is_whitespace() && glyph != '=' && glyph != '.' && end(glyph).is_none()
}

/// The name before the first span of a line, if there is one: then it is a row.
pub(crate) fn name_of(line: &[char]) -> Option<String> {
    let span = line.iter().position(|glyph| matches!(glyph, '|' | '='))?;
    let name: String = line[..span].iter().collect();
    let name = name.trim_end_matches('.').trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Reads a row.
pub(crate) fn read(row: &[char]) -> Result<Vec<Cells>, Fault> {
    let mut cells = Vec::new();
    let mut open = None;
    let mut column = 0;
    while let Some(&glyph) = row.get(column) {
        let rest = &row[column + 1..];
        match (end(glyph), open) {
            // Between spans, `|` may be a start, and other ends stand alone.
            (Some(End::Finished), None) if starts(rest) => open = Some(column),
            (Some(end), None) => {
                cells.push(Cells::Span {
                    from: column,
                    to: column,
                    end,
                });
                open = goes_on(end, rest).then_some(column);
            }
            (Some(end), Some(from)) => {
                cells.push(Cells::Span {
                    from,
                    to: column,
                    end,
                });
                open = goes_on(end, rest).then_some(column);
            }
            (None, None) if glyph == '=' => return Err(Fault::NoStart { column }),
            (None, Some(start)) if glyph.is_whitespace() => return Err(Fault::NoEnd { start }),
            (None, _) if glyph == '.' => {
                let from = column;
                column += rest.iter().take_while(|c| **c == '.').count();
                cells.push(Cells::Wait {
                    from,
                    to: column + 1,
                });
            }
            (None, _) if is_mark(glyph) => cells.push(Cells::Mark { at: column, glyph }),
            _ => {}
        }
        column += 1;
    }
    match open {
        Some(start) => Err(Fault::NoEnd { start }),
        None => Ok(cells),
    }
}

/// Whether a `|` before this is the start of a span: an end follows at once, or `=` does.
fn starts(rest: &[char]) -> bool {
    rest.first().is_some_and(|next| end(*next).is_some()) || works(rest)
}

/// Whether an end before this is the start of the next span as well.
fn goes_on(end: End, rest: &[char]) -> bool {
    end != End::Running && works(rest)
}

/// Whether `=` follows, with nothing before it but what may lie within a span.
fn works(rest: &[char]) -> bool {
    rest.iter().find(|c| **c != '.' && !is_mark(**c)) == Some(&'=')
}
