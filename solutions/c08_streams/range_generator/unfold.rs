//! Instead of a loop, `unfold`: a step from what is left of the range to a number and the new rest.

use std::ops::Range;
use std::time::Duration;

use futures::stream::{self, Stream};
use tokio::time::sleep;

/// The numbers of the range, each a delay after it was asked for.
pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream::unfold(numbers, move |mut rest| async move {
        let number = rest.next()?;
        sleep(delay).await;
        Some((number, rest))
    })
}
