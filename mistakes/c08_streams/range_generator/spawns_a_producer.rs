//! Mistake: lets a task make the numbers, which runs ahead of whoever reads them.
//! Breaks: "nothing is left running when the stream is dropped"
//! Rejected by: dropped_in_a_delay_nothing_is_left_running
//! Told: 1 task was still alive

use std::ops::Range;
use std::time::Duration;

use futures::stream::{self, Stream};
use tokio::sync::mpsc;
use tokio::time::sleep;

pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        for number in numbers {
            sleep(delay).await;
            if sender.send(number).await.is_err() {
                return;
            }
        }
    });
    stream::unfold(receiver, async |mut receiver| {
        Some((receiver.recv().await?, receiver))
    })
}
