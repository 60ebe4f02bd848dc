//! Chapter 16: The big exercises.

mod file_processing;
mod rate_limiter;
