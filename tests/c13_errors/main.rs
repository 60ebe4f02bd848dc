//! Chapter 13: When things go wrong.

mod collect_errors;
mod error_chain;
mod retry_backoff;
mod task_outcome;
