//! Mistake: thinks that a timer cannot be set for longer than a day, and is woken every day.
//! Breaks: "Whoever waits for a number is not woken before it is due."
//! Rejected by: no_delay_is_too_long
//! Told: though there was nothing to give

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::sleep;

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        for number in numbers {
            let mut left = delay;
            while left > A_DAY {
                sleep(A_DAY).await;
                left -= A_DAY;
            }
            sleep(left).await;
            yield number;
        }
    }
}
