//! Waits that last a year. A run of the lab ends after an hour of its clock, since what is not over
//! by then mostly never will be; this clock has no end. Real time still watches over it.

use std::time::Duration;

use lab::fail;
use tokio::runtime::Builder;

/// Longer than anybody would wait who has a limit in mind.
pub const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Runs this on a stopped clock of its own: inside `plain_thread`.
pub fn for_ages<T>(body: impl Future<Output = T>) -> T {
    match Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
    {
        Ok(runtime) => runtime.block_on(body),
        Err(error) => fail(format!("the system gives no runtime: {error}")),
    }
}
