//! What the two ends of a pipe share.

use std::collections::VecDeque;
use std::io;
use std::task::Waker;
use std::time::Duration;

/// What is on its way to the near end.
pub(super) enum Coming {
    Bytes(VecDeque<u8>),
    Error(io::Error),
    /// Nothing more, ever.
    End,
}

#[derive(Default)]
pub(super) struct State {
    /// In this order, each no earlier than at its instant.
    pub(super) coming: VecDeque<(Duration, Coming)>,
    pub(super) reads: usize,
    /// Who waits for something to come.
    pub(super) reader: Option<Waker>,
    /// A write takes at most so many bytes, if that is limited.
    pub(super) at_most: Option<usize>,
    /// Nothing is taken before this instant.
    pub(super) takes_from: Duration,
    /// Every write, with what was taken of it.
    pub(super) writes: Vec<(Duration, Vec<u8>)>,
    pub(super) flushes: Vec<Duration>,
    pub(super) shutdowns: Vec<Duration>,
    pub(super) dropped_at: Option<Duration>,
}
