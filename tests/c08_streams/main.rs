//! Chapter 8: Streams.

mod async_range;
mod batches;
mod lazy_pages;
mod range_generator;
mod stop_early;
