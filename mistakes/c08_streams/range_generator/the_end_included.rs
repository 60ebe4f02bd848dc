//! Mistake: counts up to and including the end.
//! Breaks: "gives the numbers of the range"
//! Rejected by: a_delay_begins_when_the_number_is_asked_for, any_range_and_any_delay
//! Told: but not including

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::sleep;

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        for number in numbers.start..=numbers.end {
            sleep(delay).await;
            yield number;
        }
    }
}
