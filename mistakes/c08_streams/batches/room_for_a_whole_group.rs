//! Mistake: takes `chunks_timeout` of tokio-stream, which makes room for a whole group at its first
//! item.
//! Breaks: "A size may be as large as `usize::MAX`: no room is taken for items that have not come."
//! Rejected by: no_room_is_taken_for_items_that_have_not_come
//! Told: capacity overflow

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::stream::Stream;
use tokio_stream::StreamExt;

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    source.chunks_timeout(size.get(), patience)
}
