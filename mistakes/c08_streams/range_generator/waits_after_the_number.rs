//! Mistake: gives the number first and waits afterwards.
//! Breaks: "gives the numbers of the range, each after delay"
//! Rejected by: polled_by_hand_it_wakes_when_the_number_is_due
//! Told: without its delay

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::sleep;

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        for number in numbers {
            yield number;
            sleep(delay).await;
        }
    }
}
