//! Runs: on a thread of their own, on a clock of their own, never for ever. Stands on the
//! [recorder](crate::record) and the [instruments](crate::instruments).
//!
//! From the bottom up: what a run is ([`setup`], [`settings`], [`reporter`]), what is seen of it
//! ([`observer`], [`clock`], [`os`], [`usage`], [`memory`]), how it is driven ([`driver`]), what it
//! came to ([`ending`], [`judge`], [`report`]), the handles of a test ([`handle`], [`plain`]), and
//! what tests call ([`calls`]).

pub(crate) mod assumptions;
pub(crate) mod background;
pub(crate) mod body;
pub(crate) mod calls;
pub(crate) mod cancellation;
pub(crate) mod cancelling;
pub(crate) mod clock;
pub(crate) mod context;
pub(crate) mod driver;
pub(crate) mod ending;
pub(crate) mod expectations;
pub(crate) mod handle;
pub(crate) mod hang;
pub(crate) mod judge;
pub(crate) mod leftovers;
pub(crate) mod looks;
pub(crate) mod memory;
pub(crate) mod observer;
pub(crate) mod os;
pub(crate) mod owner;
pub(crate) mod panicked;
pub(crate) mod picture;
pub(crate) mod plain;
pub(crate) mod report;
pub(crate) mod reporter;
pub(crate) mod settings;
pub(crate) mod settle;
pub(crate) mod setup;
pub(crate) mod thread;
pub(crate) mod ties;
pub(crate) mod usage;
