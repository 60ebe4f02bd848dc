//! The first line of a picture: which instant a column is.

use std::time::Duration;

use crate::PictureError;
use crate::short::{read, short};

/// A scale: so much time in so many columns. Kept as a fraction, since a second in six columns
/// is no whole number of nanoseconds a column, and yet every sixth column is an exact instant.
pub(super) struct Ruler {
    /// The column of instant 0.
    pub zero: usize,
    span: Duration,
    columns: usize,
}

impl Ruler {
    pub(super) fn read(line: usize, text: &[char]) -> Result<Ruler, PictureError> {
        let labels = labels(line, text)?;
        let [first, second, others @ ..] = labels.as_slice() else {
            return Err(PictureError::OneLabel { line });
        };
        if second.at <= first.at {
            return Err(second.backwards(line));
        }
        let span = second.at - first.at;
        let columns = second.column - first.column;
        for label in others {
            let on_scale = label.at.checked_sub(first.at).is_some_and(|time| {
                time.as_nanos() * columns as u128
                    == span.as_nanos() * (label.column - first.column) as u128
            });
            if !on_scale {
                let label = label.clone();
                let span = short(span);
                return Err(PictureError::OffScale {
                    line,
                    column: label.column + 1,
                    label: label.text,
                    span,
                    columns,
                });
            }
        }
        let zero = back(first.at, span, columns)
            .and_then(|columns| first.column.checked_sub(columns))
            .ok_or(PictureError::NoZero { line })?;
        Ok(Ruler {
            zero,
            span,
            columns,
        })
    }

    /// The instant of a column, which counts from instant 0.
    pub(super) fn instant(&self, line: usize, column: usize) -> Result<Duration, PictureError> {
        let nanos = self.span.as_nanos() * column as u128;
        let (whole, rest) = (nanos / self.columns as u128, nanos % self.columns as u128);
        match u64::try_from(whole / 1_000_000_000) {
            Ok(seconds) if rest == 0 => Ok(Duration::new(seconds, (whole % 1_000_000_000) as u32)),
            _ => Err(PictureError::Fraction {
                line,
                column: self.zero + column + 1,
                span: short(self.span),
                columns: self.columns,
            }),
        }
    }
}

/// How many columns a time takes, if it is a whole number.
fn back(time: Duration, span: Duration, columns: usize) -> Option<usize> {
    let scaled = time.as_nanos() * columns as u128;
    let whole = scaled.is_multiple_of(span.as_nanos());
    whole
        .then(|| usize::try_from(scaled / span.as_nanos()).ok())
        .flatten()
}

#[derive(Clone)]
struct Label {
    column: usize,
    text: String,
    at: Duration,
}

impl Label {
    fn backwards(&self, line: usize) -> PictureError {
        PictureError::Backwards {
            line,
            column: self.column + 1,
            label: self.text.clone(),
        }
    }
}

fn labels(line: usize, text: &[char]) -> Result<Vec<Label>, PictureError> {
    let mut labels: Vec<Label> = Vec::new();
    let mut column = 0;
    for word in text.split(|c| c.is_whitespace()) {
        let start = column;
        column += word.len() + 1;
        if word.is_empty() {
            continue;
        }
        let text: String = word.iter().collect();
        let Some(at) = read(&text) else {
            return Err(PictureError::Label {
                line,
                column: start + 1,
                label: text,
            });
        };
        labels.push(Label {
            column: start,
            text,
            at,
        });
    }
    Ok(labels)
}
