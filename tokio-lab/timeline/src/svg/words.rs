//! A timeline in sentences, for those who cannot see it.

use crate::{End, Item, Timeline, short};

use super::rows;

/// Nobody listens to more items of one lane.
const MOST_ITEMS: usize = 12;

/// Of so many, those that are there may not be all ([`Timeline::bounded`]).
const MANY_ITEMS: usize = 1_000;

/// A sentence a lane: `url1 ran from 0s to 1s.`
pub(super) fn words(
    timeline: &Timeline,
    names: &[String],
    as_expected: impl Fn(&str) -> bool,
) -> String {
    let lanes = names.iter().map(|name| {
        let items = rows::items(&timeline.lanes, name);
        let mut said: Vec<String> = items.iter().take(MOST_ITEMS).map(item).collect();
        match items.len().saturating_sub(MOST_ITEMS) {
            0 => (),
            more if items.len() < MANY_ITEMS => said.push(format!("and {more} times more")),
            _ => said.push("and many times more".to_owned()),
        }
        if said.is_empty() {
            said.push("nothing".to_owned());
        }
        let not = if as_expected(name) {
            ""
        } else {
            ", not as expected"
        };
        format!("{name}{not}: {}.", said.join(", "))
    });
    lanes.collect::<Vec<_>>().join(" ")
}

fn item(item: &Item) -> String {
    match *item {
        Item::Span {
            from,
            end: End::Running,
            ..
        } => format!("ran from {} and had not ended", short(from)),
        Item::Span { from, to, end } => {
            let end = match end {
                End::Failed => ", failed",
                End::Cancelled => ", cancelled",
                End::Panicked => ", panicked",
                End::Finished | End::Running => "",
            };
            format!("ran from {} to {}{end}", short(from), short(to))
        }
        Item::Wait { from, to } => format!("waited from {} to {}", short(from), short(to)),
        Item::Mark { at, glyph } => format!("{glyph} at {}", short(at)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Lane;

    #[test]
    fn each_lane_is_a_sentence() {
        let at = Duration::from_secs;
        let timeline = Timeline::new()
            .wait("a", at(0), at(1))
            .failed("a", at(1), at(2))
            .running("b", at(1))
            .mark("b", at(3), '7')
            .empty("c");
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(
            words(&timeline, &names, |name| name != "c"),
            "a: waited from 0s to 1s, ran from 1s to 2s, failed. \
             b: ran from 1s and had not ended, 7 at 3s. c, not as expected: nothing."
        );
    }

    #[test]
    fn of_many_items_the_first_are_told() {
        let said = |many| {
            let items = (0..many).map(|n| Item::Mark {
                at: Duration::from_secs(n),
                glyph: '*',
            });
            let lane = Lane {
                name: "a".to_owned(),
                items: items.collect(),
            };
            let timeline = Timeline { lanes: vec![lane] }.bounded(1_000);
            words(&timeline, &["a".to_owned()], |_| true)
        };
        assert!(
            said(999).ends_with("* at 11s, and 987 times more."),
            "all are known: {}",
            said(999)
        );
        assert!(
            said(2_000).ends_with("* at 11s, and many times more."),
            "some may be missing: {}",
            said(2_000)
        );
    }
}
