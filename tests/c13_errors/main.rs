//! Chapter 13: When things go wrong.

#[path = "../common/payloads.rs"]
mod payloads;

mod collect_errors;
mod error_chain;
mod predict_first_error;
mod retry_backoff;
mod task_outcome;
