//! Chapter 1: One after another, and all at once.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c01_sync_vs_async/at_once.rs"
)]
pub mod at_once;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c01_sync_vs_async/in_sequence.rs"
)]
pub mod in_sequence;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c01_sync_vs_async/predict_await.rs"
)]
pub mod predict_await;
