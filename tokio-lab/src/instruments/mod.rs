//! What a test hands to the code under test, or wraps around it, to see what becomes of it. Stands
//! on the [recorder](crate::record).

pub(crate) mod crowd;
pub(crate) mod draw;
pub(crate) mod fault;
pub(crate) mod gauge;
pub(crate) mod job;
pub(crate) mod meter;
pub mod nasty;
pub(crate) mod pipe;
pub(crate) mod polled;
pub(crate) mod probe;
pub(crate) mod source;
pub(crate) mod span;
pub(crate) mod waking;
