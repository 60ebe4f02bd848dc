//! Whether the wakers of futures that were dropped pile up in what they waited for.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use tokio::task::unconstrained;

/// Who would be woken, if anybody were.
struct Nobody(#[expect(dead_code, reason = "it is counted how many hold it")] Arc<()>);

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

/// Makes a thousand futures, polls each once and drops it, and says of how many the waker is still
/// kept.
pub fn wakers_kept<F: Future>(future: impl Fn() -> F) -> usize {
    let alive = Arc::new(());
    for _ in 0..1000 {
        let waker = Waker::from(Arc::new(Nobody(alive.clone())));
        let _pending = pin!(unconstrained(future())).poll(&mut Context::from_waker(&waker));
    }
    Arc::strong_count(&alive) - 1
}
