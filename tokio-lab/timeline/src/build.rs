//! Timelines written in code, for instants that are not known when the test is typed.

use std::time::Duration;

use super::{End, Item, Lane, Timeline};

/// Characters that mean something else in a picture, so that no mark can be drawn as them.
const TAKEN: &str = "|=x/!>.";

/// Each of these appends to the lane of that name, and creates the lane if it is not there.
///
/// ```
/// use std::time::Duration;
/// use tokio_lab_timeline::Timeline;
///
/// let (start, end) = (Duration::ZERO, Duration::from_millis(137));
/// let expected = Timeline::new().span("a", start, end).failed("b", start, end);
/// assert_eq!(expected.lanes.len(), 2);
/// ```
impl Timeline {
    /// A timeline on which nothing happens.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A span that came to its end.
    #[must_use]
    pub fn span(self, lane: &str, from: Duration, to: Duration) -> Self {
        self.ended(lane, from, to, End::Finished)
    }

    /// A span that came to its end with an error.
    #[must_use]
    pub fn failed(self, lane: &str, from: Duration, to: Duration) -> Self {
        self.ended(lane, from, to, End::Failed)
    }

    /// A span that was dropped before its end.
    #[must_use]
    pub fn cancelled(self, lane: &str, from: Duration, to: Duration) -> Self {
        self.ended(lane, from, to, End::Cancelled)
    }

    /// A span that panicked.
    #[must_use]
    pub fn panicked(self, lane: &str, from: Duration, to: Duration) -> Self {
        self.ended(lane, from, to, End::Panicked)
    }

    /// A span that is still running when the picture is taken.
    #[must_use]
    pub fn running(self, lane: &str, from: Duration) -> Self {
        self.ended(lane, from, from, End::Running)
    }

    /// Waiting for a turn.
    #[must_use]
    pub fn wait(self, lane: &str, from: Duration, to: Duration) -> Self {
        self.with(lane, Item::Wait { from, to })
    }

    /// Something that happens at an instant.
    ///
    /// # Panics
    /// If the glyph is a blank, a control character, or means something else in a picture.
    #[must_use]
    pub fn mark(self, lane: &str, at: Duration, glyph: char) -> Self {
        assert!(
            !TAKEN.contains(glyph) && !glyph.is_whitespace() && !glyph.is_control(),
            "{glyph:?} cannot be a mark: in a picture it means something else"
        );
        self.with(lane, Item::Mark { at, glyph })
    }

    /// A lane that never starts.
    #[must_use]
    pub fn empty(mut self, lane: &str) -> Self {
        self.lane(lane);
        self
    }

    fn ended(self, lane: &str, from: Duration, to: Duration, end: End) -> Self {
        self.with(lane, Item::Span { from, to, end })
    }

    fn with(mut self, lane: &str, item: Item) -> Self {
        self.lane(lane).items.push(item);
        self
    }

    fn lane(&mut self, name: &str) -> &mut Lane {
        let place = self.lanes.iter().position(|lane| lane.name == name);
        let place = place.unwrap_or_else(|| {
            self.lanes.push(Lane {
                name: name.to_owned(),
                items: Vec::new(),
            });
            self.lanes.len() - 1
        });
        &mut self.lanes[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "cannot be a mark")]
    fn a_mark_that_would_be_read_as_something_else_is_refused() {
        let _ = Timeline::new().mark("out", Duration::ZERO, '=');
    }
}
