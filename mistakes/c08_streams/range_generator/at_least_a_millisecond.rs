//! Mistake: never waits less than a millisecond.
//! Breaks: "With a delay of zero no time goes by."
//! Rejected by: without_a_delay_no_time_goes_by
//! Told: the delay is zero, and time went by

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::sleep;

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        for number in numbers {
            sleep(delay.max(Duration::from_millis(1))).await;
            yield number;
        }
    }
}
