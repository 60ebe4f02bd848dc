//! Instead of a loop, `tokio-stream` has it ready-made: `chunks_timeout`.

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::stream::Stream;
use tokio_stream::StreamExt;

/// Groups of `size` items, or of what has come within `patience` of the group's first item.
pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    source.chunks_timeout(size.get(), patience)
}
