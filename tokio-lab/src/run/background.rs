//! Tasks of a test's own that last as long as its run.

use super::observer;

/// Starts a task of the test's own, such as a server, that is stopped when the body of the test
/// has returned: it does not count as left behind. Called inside a run, in its runtime.
///
/// ```
/// use tokio_lab::{Lab, ms, virtual_time};
/// virtual_time(async |_lab: Lab| {
///     let (sender, mut requests) = tokio::sync::mpsc::channel::<u8>(1);
///     let keeps_it_open = sender.clone();
///     tokio_lab::background(async move {
///         while requests.recv().await.is_some() {}
///         drop(keeps_it_open);
///     });
///     assert!(sender.send(1).await.is_ok());
/// });
/// ```
///
/// # Panics
/// Outside a run.
pub fn background<F>(future: F)
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let Some(run) = observer::current() else {
        panic!("a background task belongs to a run, and there is none");
    };
    run.stop_at_the_end(tokio::spawn(future).abort_handle());
}
