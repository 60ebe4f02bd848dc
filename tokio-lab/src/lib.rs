#![doc = include_str!("../README.md")]
#![warn(missing_docs, missing_debug_implementations, unreachable_pub)]

mod expect;
mod instruments;
mod lengths;
mod lock;
mod race;
mod record;
mod run;
mod text;
mod values;

pub use tokio_lab_timeline as timeline;
pub use tokio_lab_timeline::Timeline;

#[cfg(feature = "macros")]
pub use tokio_lab_macros::test;

pub use crate::expect::matching::unmatched;
pub use crate::expect::{expect_drawn, expect_eq, fail, succeeded, within};
pub use crate::instruments::crowd::Crowd;
pub use crate::instruments::draw::Draw;
pub use crate::instruments::fault::{Fault, Faulty};
pub use crate::instruments::gauge::{Gauge, Inside};
pub use crate::instruments::job::{Job, JobBuilder};
pub use crate::instruments::meter::{MeterWatch, Metered};
pub use crate::instruments::nasty;
pub use crate::instruments::pipe::far::FarEnd;
pub use crate::instruments::pipe::near::Pipe;
pub use crate::instruments::polled::Way;
pub use crate::instruments::probe::{Probe, Watch};
pub use crate::instruments::source::{Source, SourceWatch};
pub use crate::instruments::span::{Span, Wait};
pub use crate::lengths::{A_DAY, ms, secs};
pub use crate::race::{Order, race};
pub use crate::run::background::background;
pub use crate::run::calls::{
    cancel_at_every_await, for_seeds, plain_thread, real_time, real_time_on, ties, virtual_time,
};
pub use crate::run::handle::Lab;
pub use crate::run::owner::{Owner, SourceFile};
pub use crate::run::panicked::Panicked;
pub use crate::run::picture::Picture;
pub use crate::run::plain::PlainLab;
pub use crate::run::report::failure_of;
pub use crate::run::reporter::{Outcome, Report, Reporter, cause_names};
pub use crate::run::settings::Settings;
pub use crate::run::thread::PlainThread;
pub use crate::run::usage::ThreadUsage;
