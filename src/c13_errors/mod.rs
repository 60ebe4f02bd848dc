//! Chapter 13: When things go wrong.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c13_errors/collect_errors.rs"
)]
pub mod collect_errors;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c13_errors/error_chain.rs"
)]
pub mod error_chain;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c13_errors/predict_first_error.rs"
)]
pub mod predict_first_error;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c13_errors/retry_backoff.rs"
)]
pub mod retry_backoff;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c13_errors/task_outcome.rs"
)]
pub mod task_outcome;
