//! Chapter 8: Streams.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c08_streams/async_range.rs"
)]
pub mod async_range;
#[cfg_attr(feature = "solutions", path = "../../solutions/c08_streams/batches.rs")]
pub mod batches;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c08_streams/lazy_pages.rs"
)]
pub mod lazy_pages;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c08_streams/predict_buffered.rs"
)]
pub mod predict_buffered;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c08_streams/range_generator.rs"
)]
pub mod range_generator;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c08_streams/stop_early.rs"
)]
pub mod stop_early;
