//! Chapter 8: Streams.

#[path = "../common/by_hand.rs"]
#[expect(
    dead_code,
    reason = "nobody is asked here for the wakers that he keeps"
)]
mod by_hand;
#[path = "../common/numbers.rs"]
mod numbers;
#[path = "../common/spent.rs"]
mod spent;
#[path = "../common/woken.rs"]
mod woken;

mod async_range;
mod batches;
mod lazy_pages;
mod predict_buffered;
mod range_generator;
mod stop_early;
