//! Mistake: adds the delay to the clock, which panics where the sum is too large for it.
//! Breaks: "A delay may be as long as `Duration::MAX`."
//! Rejected by: no_delay_is_too_long
//! Told: panicked

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::{Instant, sleep_until};

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        for number in numbers {
            sleep_until(Instant::now() + delay).await;
            yield number;
        }
    }
}
