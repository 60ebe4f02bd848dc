//! Mistake: takes the ticks of an interval, which go on by the clock and not by demand.
//! Breaks: "A number's delay begins when the number is asked for, not before"
//! Rejected by: a_delay_begins_when_the_number_is_asked_for
//! Told: a delay begins when its number is asked for

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::{Instant, interval_at};

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    let delay = delay.max(Duration::from_millis(1));
    stream! {
        let mut ticks = interval_at(Instant::now() + delay, delay);
        for number in numbers {
            ticks.tick().await;
            yield number;
        }
    }
}
