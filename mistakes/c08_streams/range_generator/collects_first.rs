//! Mistake: makes all numbers before it gives the first.
//! Breaks: "A range may be far too long to be collected"
//! Rejected by: a_number_comes_every_tenth_of_a_second
//! Told: as if collected first

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::sleep;

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        let mut all = Vec::new();
        for number in numbers {
            sleep(delay).await;
            all.push(number);
        }
        for number in all {
            yield number;
        }
    }
}
