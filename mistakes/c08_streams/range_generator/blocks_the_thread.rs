//! Mistake: waits with the sleep of `std`, which holds up the thread and everybody on it.
//! Breaks: "gives the numbers of the range, each after delay"
//! Rejected by: a_number_comes_every_tenth_of_a_second
//! Told: blocked the thread

use std::ops::Range;
use std::time::Duration;

use futures::stream::{self, Stream, StreamExt};

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    stream::iter(numbers).map(move |number| {
        std::thread::sleep(delay);
        number
    })
}
