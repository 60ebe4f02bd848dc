//! Chapter 16: The big exercises.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c16_exercises/file_processing.rs"
)]
pub mod file_processing;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c16_exercises/rate_limiter.rs"
)]
pub mod rate_limiter;
