#![cfg_attr(feature = "run", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "run"),
    doc = "Records of test results, and timelines as pictures: the laboratory without its runs."
)]

pub mod record;
pub mod timeline;

#[cfg(feature = "run")]
mod bounded;
#[cfg(feature = "run")]
mod cut;
#[cfg(feature = "run")]
mod deliberate;
#[cfg(feature = "run")]
mod differ;
#[cfg(feature = "run")]
mod draw;
#[cfg(feature = "run")]
mod expect;
#[cfg(feature = "run")]
mod fault;
#[cfg(feature = "run")]
mod gauge;
#[cfg(feature = "run")]
mod job;
#[cfg(feature = "run")]
mod matching;
#[cfg(feature = "run")]
mod meter;
#[cfg(feature = "run")]
pub mod nasty;
#[cfg(feature = "run")]
mod notes;
#[cfg(feature = "run")]
mod polled;
#[cfg(feature = "run")]
mod probe;
#[cfg(feature = "run")]
mod race;
#[cfg(feature = "run")]
mod recorder;
#[cfg(feature = "run")]
mod run;
#[cfg(feature = "run")]
mod shorten;
#[cfg(feature = "run")]
mod source;
#[cfg(feature = "run")]
mod span;
#[cfg(feature = "run")]
mod values;

#[cfg(feature = "run")]
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
