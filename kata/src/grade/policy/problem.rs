//! What is wrong in a file, and where.

use std::ops::Range;

/// A problem with its place in the text.
#[derive(Debug)]
pub(super) struct Problem {
    at: usize,
    pub(super) words: String,
}

impl Problem {
    pub(super) fn at(span: Option<Range<usize>>, words: String) -> Self {
        Problem {
            at: span.map_or(0, |span| span.start),
            words,
        }
    }

    /// The line of the text that it is in, from 1.
    pub(super) fn line(&self, text: &str) -> usize {
        line(text, self.at)
    }
}

/// The line of a text that this byte is in, from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    1 + text[..at.min(text.len())].matches('\n').count()
}
