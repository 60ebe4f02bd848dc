//! Grading: judging answers that nobody has to trust.

mod screen;

pub use screen::{Forbidden, screen};
