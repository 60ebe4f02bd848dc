//! The lesson's generator, word for word: a loop, a wait, a `yield`. It stands still at its
//! `yield` until the next number is asked for.

use std::ops::Range;
use std::time::Duration;

use async_stream::stream;
use futures::stream::Stream;
use tokio::time::sleep;

/// The numbers of the range, each a delay after it was asked for.
pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream! {
        for number in numbers {
            sleep(delay).await;
            yield number;
        }
    }
}
