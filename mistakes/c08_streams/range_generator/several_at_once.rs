//! Mistake: waits for several numbers at once.
//! Breaks: "A number's delay begins when the number is asked for, not before"
//! Rejected by: a_delay_begins_when_the_number_is_asked_for
//! Told: a delay begins when its number is asked for

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
