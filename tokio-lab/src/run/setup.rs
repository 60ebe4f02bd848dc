//! What one run is: on which clock, from which seed, cancelled where.

use super::cancellation::Cancel;

/// The clock of a run, and the runtime that goes with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Clock {
    Virtual,
    /// With so many worker threads; 0 is a current-thread runtime.
    Real {
        workers: usize,
    },
    /// The clock on the wall, and no runtime at all.
    Wall,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub(crate) clock: Clock,
    pub(crate) seed: u64,
    pub(crate) cancel: Option<Cancel>,
}
