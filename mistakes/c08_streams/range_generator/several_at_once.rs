//! Mistake: waits for several numbers at once.
//! Rejected by: a_number_comes_every_tenth_of_a_second, a_delay_begins_when_the_number_is_asked_for
//! Told: asked for

use std::ops::Range;
use std::time::Duration;

use futures::stream::{self, Stream, StreamExt};
use tokio::time::sleep;

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream::iter(numbers)
        .map(move |number| async move {
            sleep(delay).await;
            number
        })
        .buffered(4)
}
