#![doc = include_str!("../README.md")]

pub use tokio_lab_timeline as timeline;

mod bounded;
mod cut;
mod deliberate;
mod differ;
mod draw;
mod expect;
mod fault;
mod gauge;
mod job;
mod looks;
mod matching;
mod meter;
pub mod nasty;
mod notes;
mod polled;
mod probe;
mod race;
mod recorder;
mod run;
mod shorten;
mod source;
mod span;
mod values;
mod waking;

pub use crate::{
    draw::Draw,
    expect::{expect_eq, fail, within},
    fault::{Fault, Faulty},
    gauge::{Gauge, Inside},
    job::{Job, JobBuilder},
    matching::unmatched,
    meter::{MeterWatch, Metered},
    polled::Way,
    probe::{Probe, Watch},
    race::{Order, race},
    run::{
        Lab, Picture, PlainLab, PlainThread, background, cancel_at_every_await, failure_of,
        for_seeds, plain_thread, real_time, real_time_on, ties, virtual_time,
    },
    source::{Source, SourceWatch},
    span::{Span, Wait},
};
pub use timeline::Timeline;

use std::time::Duration;

/// So many seconds: short for [`Duration::from_secs`].
pub const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// So many milliseconds: short for [`Duration::from_millis`].
pub const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// A day: longer than any patience that code under test may have without being told.
pub const A_DAY: Duration = secs(24 * 60 * 60);
