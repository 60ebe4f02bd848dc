//! Mistake: counts the delay in milliseconds, and forgets what is left over of one.
//! Breaks: "gives the numbers of the range, each after `delay`"
//! Rejected by: a_delay_may_be_a_fraction_of_a_millisecond
//! Told: what is left over of a millisecond counts

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::sleep;

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        let millis = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        for number in numbers {
            sleep(Duration::from_millis(millis)).await;
            yield number;
        }
    }
}
