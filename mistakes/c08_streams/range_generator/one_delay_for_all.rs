//! Mistake: waits once, before the loop.
//! Rejected by: any_range_and_any_delay
//! Told: a delay for each number

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
