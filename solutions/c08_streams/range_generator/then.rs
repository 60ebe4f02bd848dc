//! Instead of a macro, a combinator: `then` turns each number into a future, when it is asked for.

use std::ops::Range;
use std::time::Duration;

use futures::stream::{self, Stream, StreamExt};
use tokio::time::sleep;

/// The numbers of the range, each a delay after it was asked for.
pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream::iter(numbers).then(move |number| async move {
        sleep(delay).await;
        number
    })
}
