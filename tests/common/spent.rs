//! A task that has had all that tokio grants it in one go.

use futures::FutureExt;
use tokio::task::consume_budget;

/// Spends what the task that runs this may still have in one go: whatever of tokio's it asks for
/// next looks for once as if it were not ready. Do not await anything in between. Says whether there
/// was an end to it: a task that is `unconstrained` may go on for ever.
pub fn spend_the_budget() -> bool {
    // Far more than tokio has ever granted.
    (0..10_000).any(|_| consume_budget().now_or_never().is_none())
}
