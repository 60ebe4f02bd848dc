//! The bodies of tests as what a run is started with, and the seeds of their runs.
//!
//! Every test has a body of a type of its own. What does not depend on it stays out of what is
//! compiled once for each.

use std::pin::Pin;
use std::sync::Arc;

use super::driver::{Body, PlainBody};
use super::handle::Lab;
use super::plain::PlainLab;
use super::report::Test;

/// A body that runs once.
pub(super) fn once<F>(body: F) -> Body
where
    F: AsyncFnOnce(Lab) + Send + 'static,
{
    Box::new(move |context| -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(async move { body(Lab::new(context)).await })
    })
}

/// The same body, as often as it is asked for.
pub(super) fn again<F>(body: F) -> impl FnMut() -> Body
where
    F: AsyncFn(Lab) + Send + Sync + 'static,
{
    let body = Arc::new(body);
    move || {
        let body = Arc::clone(&body);
        Box::new(move |context| Box::pin(async move { body(Lab::new(context)).await }))
    }
}

/// A body that is plain code.
pub(super) fn plain(body: impl FnOnce(PlainLab) + Send + 'static) -> PlainBody {
    Box::new(move |context| body(PlainLab::new(context)))
}

/// The seed of one run: drawn from the base seed, the test and the round, so that neither two
/// tests nor two rounds see the same variation.
pub(super) fn seed(test: &Test, round: u64) -> u64 {
    test.settings.base_seed()
        ^ test
            .fingerprint()
            .wrapping_add(round.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
