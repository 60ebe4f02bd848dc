//! Pipes: a stream of bytes whose other end is in the test's hands. What comes in comes at given
//! instants and in given pieces; what goes out is recorded, each call with its instant.
//!
//! `near` is what the code under test gets, `far` is what the test keeps, `state` is between them.

pub(crate) mod far;
pub(crate) mod near;
mod state;

use std::sync::{Arc, Mutex};

use far::FarEnd;
use near::Pipe;
use state::State;

use crate::record::recorder::Recorder;

/// Both ends of a new pipe.
pub(crate) fn pipe(recorder: &Recorder) -> (Pipe, FarEnd) {
    let state: Arc<Mutex<State>> = Arc::default();
    let far = FarEnd::new(recorder, Arc::clone(&state));
    (Pipe::new(recorder, state), far)
}
