#![doc = include_str!("../README.md")]

mod files;
mod order;
mod prediction;
mod reporter;
mod runs;

pub use prediction::Prediction;
pub use tokio_lab::*;

// These stand before those of the same names in `tokio_lab`.
pub use runs::{
    cancel_at_every_await, for_seeds, plain_thread, race, real_time, real_time_on, settings, ties,
    virtual_time,
};
