//! Mistake: waits before it looks whether there is a number left.
//! Breaks: "After the last number the end comes at once."
//! Breaks: "ends at its first poll"
//! Rejected by: any_range_and_any_delay
//! Told: at once when there is no number left

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::sleep;

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    let mut numbers = numbers;
    stream! {
        loop {
            sleep(delay).await;
            match numbers.next() {
                Some(number) => yield number,
                None => break,
            }
        }
    }
}
