//! Mistake: sleeps a millisecond at a time, and looks each time whether the number is due.
//! Breaks: "Whoever waits for a number is not woken before it is due."
//! Rejected by: any_range_and_any_delay
//! Told: though there was nothing to give

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::{Instant, sleep};

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        for number in numbers {
            let begun = Instant::now();
            while begun.elapsed() < delay {
                sleep(Duration::from_millis(1)).await;
            }
            yield number;
        }
    }
}
