//! What is written down during a run: what happened, what it was tried with, what failed. Stands on
//! timelines and on [`text`](crate::text).

pub(crate) mod deliberate;
pub(crate) mod failure;
pub(crate) mod notes;
pub(crate) mod recorder;
