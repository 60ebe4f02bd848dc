//! Chapter 8: Streams.

#[path = "../common/numbers.rs"]
mod numbers;
#[path = "../common/spent.rs"]
mod spent;

mod async_range;
mod batches;
mod lazy_pages;
mod predict_buffered;
mod range_generator;
mod stop_early;
