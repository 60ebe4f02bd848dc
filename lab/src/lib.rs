//! What the proofs of this course are written with: everything of [`tokio_lab`], under one name.

pub use tokio_lab::*;
