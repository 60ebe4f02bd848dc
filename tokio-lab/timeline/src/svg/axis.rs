//! The time axis of a pair of pictures: where on it an instant lies, and which instants it names.

use std::time::Duration;

use crate::steps::{SECOND, steps};
use crate::{End, Item, Timeline};

/// More labels than this run into each other on a narrow screen.
const MOST_TICKS: u128 = 5;

#[derive(Debug)]
pub(super) struct Axis {
    /// The instant at the right end, in nanoseconds.
    end: u128,
}

impl Axis {
    /// An axis that shows all of these.
    ///
    /// What had not ended has an end all the same, the instant at which the picture was taken. If
    /// that is long after everything else, it would squeeze the rest, and is cut short instead.
    pub(super) fn new(timelines: &[&Timeline]) -> Axis {
        let items = || {
            let lanes = timelines.iter().flat_map(|timeline| &timeline.lanes);
            lanes.flat_map(|lane| &lane.items)
        };
        let last = items().map(settled).max().unwrap_or(0);
        let end = items().map(|item| item.end().as_nanos()).max().unwrap_or(0);
        let end = match last > 0 && end > 2 * last {
            true => last + last / 4,
            false => end,
        };
        // With nothing after instant 0 any scale will do.
        let end = if end == 0 { SECOND } else { end };
        Axis { end }
    }

    /// How far along the axis an instant lies, from 0 to 1.
    pub(super) fn share(&self, at: Duration) -> f64 {
        at.as_nanos().min(self.end) as f64 / self.end as f64
    }

    /// The instants with a label: few, and as a person counts.
    pub(super) fn ticks(&self) -> Vec<Duration> {
        let step = steps().find(|step| self.end / step < MOST_TICKS);
        let step = step.unwrap_or(self.end);
        (0..=self.end / step)
            .map(|n| Duration::from_nanos_u128(n * step))
            .collect()
    }
}

/// The last instant of an item that something but the picture decided.
fn settled(item: &Item) -> u128 {
    match *item {
        Item::Wait { from, .. }
        | Item::Span {
            from,
            end: End::Running,
            ..
        } => from.as_nanos(),
        _ => item.end().as_nanos(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(end: Duration) -> Vec<String> {
        let timeline = Timeline::new().span("a", Duration::ZERO, end);
        let ticks = Axis::new(&[&timeline]).ticks();
        ticks.into_iter().map(crate::short).collect()
    }

    #[test]
    fn labels_are_round_and_few() {
        assert_eq!(
            labels(Duration::from_millis(10_300)),
            ["0s", "5s", "10s"],
            "5s is the finest step with five labels at most"
        );
        assert_eq!(
            labels(Duration::from_millis(400)),
            ["0s", "100ms", "200ms", "300ms", "400ms"]
        );
        assert_eq!(
            labels(Duration::from_secs(3 * 3600)),
            ["0s", "1h", "2h", "3h"],
            "long times are counted in hours"
        );
        assert_eq!(labels(Duration::ZERO).last().unwrap(), "1s");
        assert!(labels(Duration::MAX).len() <= 5);
    }

    #[test]
    fn what_never_ended_does_not_squeeze_the_rest() {
        let second = Duration::from_secs(1);
        let timeline = Timeline::new().span("a", Duration::ZERO, second).wait(
            "b",
            Duration::ZERO,
            3600 * second,
        );
        let axis = Axis::new(&[&timeline]);
        assert_eq!(axis.share(second), 0.8);
        assert_eq!(axis.share(3600 * second), 1.0);
    }
}
