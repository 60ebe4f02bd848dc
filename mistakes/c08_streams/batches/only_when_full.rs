//! Mistake: gives a group only when it is full, however long that takes.
//! Breaks: "Otherwise it is given patience after its first item has come"
//! Rejected by: an_impatient_group_goes_unfilled
//! Told: it waited until it was full

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::stream::{Stream, StreamExt};

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    let _ = patience;
    source.chunks(size.get())
}
