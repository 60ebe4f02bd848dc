//! Mistake: counts how many numbers are left, which are fewer than none where the end comes first.
//! Breaks: "an empty range, such as `5..5` or `5..3`, ends at its first poll"
//! Rejected by: an_empty_range_ends_at_its_first_poll
//! Told: panicked

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::sleep;

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        for step in 0..numbers.end - numbers.start {
            sleep(delay).await;
            yield numbers.start + step;
        }
    }
}
