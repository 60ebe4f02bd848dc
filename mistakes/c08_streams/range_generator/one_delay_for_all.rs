//! Mistake: waits once, before the loop.
//! Breaks: "gives the numbers of the range, each after delay"
//! Rejected by: a_delay_begins_when_the_number_is_asked_for
//! Told: a delay begins when its number is asked for

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::sleep;

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        sleep(delay).await;
        for number in numbers {
            yield number;
        }
    }
}
