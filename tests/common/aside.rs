//! A look at an answer beside a test, on a thread and a clock of its own: what is simple, and what the
//! test takes for granted. Nothing of the test goes on meanwhile.

use std::time::Duration;

use tokio::runtime::Builder;
use tokio::time::timeout;

/// What such a look finds, if it finds anything. It has to come to its end: its clock is paused, and
/// what waits for ever ends after an hour.
pub fn aside<F>(look: impl FnOnce() -> F + Send + 'static) -> Option<String>
where
    F: Future<Output = Option<String>>,
{
    let thread = std::thread::spawn(|| {
        let mut builder = Builder::new_current_thread();
        let runtime = builder.enable_all().start_paused(true).build().ok()?;
        runtime.block_on(async {
            let found = timeout(Duration::from_secs(3600), look()).await;
            found.ok().flatten()
        })
    });
    thread.join().ok().flatten()
}
