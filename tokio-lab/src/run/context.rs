//! What the handles of a run are made of.

use std::sync::Arc;

use super::observer::Observer;
use super::setup::Setup;
use crate::record::recorder::Recorder;

/// One run, as its handles know it. Clones are the same run.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) recorder: Recorder,
    pub(crate) setup: Setup,
    pub(crate) observer: Arc<Observer>,
}
