//! When two timelines are the same: instants exactly, nothing over-constrained.

use std::time::Duration;

use super::{End, Item, Timeline};

impl Item {
    /// When it began.
    #[must_use]
    pub fn begin(&self) -> Duration {
        match *self {
            Item::Span { from, .. } | Item::Wait { from, .. } => from,
            Item::Mark { at, .. } => at,
        }
    }

    /// When it ended. What has not ended: when the picture was taken.
    #[must_use]
    pub fn end(&self) -> Duration {
        match *self {
            Item::Span { to, .. } | Item::Wait { to, .. } => to,
            Item::Mark { at, .. } => at,
        }
    }

    /// Items in the order in which they began. What began and ended at the same instants has an
    /// order too, though it means nothing.
    fn order(&self) -> (Duration, Duration, u8, char) {
        let (kind, glyph) = match *self {
            Item::Mark { glyph, .. } => (0, glyph),
            Item::Wait { .. } => (1, ' '),
            Item::Span { end, .. } => (2 + end as u8, ' '),
        };
        (self.begin(), self.end(), kind, glyph)
    }
}

impl Timeline {
    /// Whether what happened is what was expected. `self` is the expectation.
    ///
    /// Each lane must hold the same items at exactly the same instants. Lanes may stand in any
    /// order, and so may items of one instant. A lane on which nothing happens equals one that
    /// is not there, and waiting for no time at all equals not waiting. Of what had not ended
    /// when the picture was taken (`|==>`, or a wait after which nothing comes) only the start
    /// is compared.
    ///
    /// ```
    /// use tokio_lab_timeline::Timeline;
    ///
    /// let expected = Timeline::parse("
    ///        0s    1s
    ///     a  |=====|
    ///     b
    /// ")?;
    /// let actual = Timeline::parse("
    ///        0ms   500ms 1s
    ///     a  |===========|
    /// ")?;
    /// assert!(expected.matches(&actual));
    /// # Ok::<(), tokio_lab_timeline::PictureError>(())
    /// ```
    #[must_use]
    pub fn matches(&self, actual: &Timeline) -> bool {
        let mut names = self
            .lanes
            .iter()
            .chain(&actual.lanes)
            .map(|lane| &lane.name);
        names.all(|name| self.compared(name) == actual.compared(name))
    }

    /// What is on the lane of that name, in order, without waits that no picture can show. Waits that
    /// touch are one. Nothing where there is no such lane.
    #[must_use]
    pub fn items(&self, name: &str) -> Vec<Item> {
        let lanes = self.lanes.iter().filter(|lane| lane.name == name);
        let items = lanes.flat_map(|lane| &lane.items).copied();
        in_order(
            items
                .filter(|item| !matches!(item, Item::Wait { from, to } if from >= to))
                .collect(),
        )
    }

    /// A lane's items as they are compared: of what has not ended, the end does not count.
    pub(super) fn compared(&self, name: &str) -> Vec<Item> {
        let mut items = self.items(name);
        let last = items.iter().map(Item::begin).max().unwrap_or_default();
        for item in &mut items {
            match item {
                Item::Span {
                    from,
                    to,
                    end: End::Running,
                } => *to = *from,
                Item::Wait { from, to } if *to > last => *to = *from,
                _ => {}
            }
        }
        in_order(items)
    }
}

/// Sorts items and joins the waits that touch.
pub(super) fn in_order(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_by_key(Item::order);
    let mut joined: Vec<Item> = Vec::with_capacity(items.len());
    let mut last_wait = None;
    for item in items {
        match (item, last_wait.map(|place: usize| &mut joined[place])) {
            (Item::Wait { from, to }, Some(Item::Wait { to: end, .. })) if from <= *end => {
                *end = to.max(*end);
            }
            (Item::Wait { .. }, _) => {
                last_wait = Some(joined.len());
                joined.push(item);
            }
            _ => joined.push(item),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn an_instant_off_by_a_nanosecond_is_another() {
        let expected = Timeline::new().span("a", at(0), at(1));
        assert!(expected.matches(&expected));
        assert!(!expected.matches(&Timeline::new().span(
            "a",
            at(0),
            at(1) + Duration::from_nanos(1)
        )));
    }

    #[test]
    fn another_end_is_another_span() {
        let expected = Timeline::new().span("a", at(0), at(1));
        assert!(!expected.matches(&Timeline::new().failed("a", at(0), at(1))));
        assert!(!expected.matches(&Timeline::new().running("a", at(0))));
    }

    #[test]
    fn an_empty_lane_equals_one_that_is_not_there_both_ways() {
        let expected = Timeline::new().span("a", at(0), at(1));
        assert!(expected.clone().empty("b").matches(&expected));
        assert!(expected.matches(&expected.clone().empty("b")));
        assert!(
            !expected
                .clone()
                .empty("b")
                .matches(&expected.clone().span("b", at(0), at(0)))
        );
        assert!(!expected.clone().span("b", at(0), at(0)).matches(&expected));
    }

    #[test]
    fn order_between_lanes_and_within_an_instant_is_free() {
        let one = Timeline::new()
            .mark("a", at(1), '1')
            .mark("a", at(1), '2')
            .span("b", at(0), at(1));
        let other = Timeline::new()
            .span("b", at(0), at(1))
            .mark("a", at(1), '2')
            .mark("a", at(1), '1');
        assert!(one.matches(&other));
    }

    #[test]
    fn the_same_mark_twice_is_not_once() {
        let once = Timeline::new().mark("a", at(1), '1');
        assert!(!once.matches(&once.clone().mark("a", at(1), '1')));
    }

    #[test]
    fn of_what_still_runs_only_the_start_counts() {
        let taken_later = Timeline {
            lanes: vec![super::super::Lane {
                name: "a".to_owned(),
                items: vec![Item::Span {
                    from: at(1),
                    to: at(9),
                    end: End::Running,
                }],
            }],
        };
        assert!(Timeline::new().running("a", at(1)).matches(&taken_later));
        assert!(!Timeline::new().running("a", at(2)).matches(&taken_later));
    }

    #[test]
    fn a_wait_counts_to_its_end_unless_nothing_comes_after_it() {
        let waits = |to| Timeline::new().wait("a", at(0), to);
        assert!(waits(at(1)).matches(&waits(at(5))));
        let expected = waits(at(1)).span("a", at(1), at(2));
        assert!(
            !expected.matches(
                &Timeline::new()
                    .wait("a", at(0), at(2))
                    .span("a", at(2), at(3))
            )
        );
        assert!(!expected.matches(&Timeline::new().span("a", at(1), at(2))));
    }

    #[test]
    fn waiting_for_no_time_is_not_waiting() {
        let expected = Timeline::new().span("a", at(0), at(1));
        assert!(
            expected.matches(
                &Timeline::new()
                    .wait("a", at(0), at(0))
                    .span("a", at(0), at(1))
            )
        );
    }
}
