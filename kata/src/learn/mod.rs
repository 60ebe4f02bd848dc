//! The learner's own course: which katas are green, which one is next, what to do about it.
//!
//! Everything here is about the answers in `src/`; verdicts come from the [bench](crate::bench).

mod diff;
mod error;
mod judging;
mod kept;
mod pristine;
mod progress;
mod scaffold;
mod signatures;

pub use diff::{body, changes};
pub use error::LearnError;
pub use judging::{Own, State};
pub use kept::keep;
pub use pristine::Pristine;
pub use progress::{Known, Progress};
pub use scaffold::{Scaffold, TO_WRITE, scaffold, scaffold_chapter, undo};
pub use signatures::changed;

/// The folder of the course in which the tool keeps what it remembers. Git ignores it.
pub const FOLDER: &str = ".kata";
