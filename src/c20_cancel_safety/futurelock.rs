//! # futurelock: two that wait for each other, in one task
//!
//! Why: a future does nothing while nobody polls it. It may still stand in the line for a lock, and be
//! handed it there. If the code that should poll it waits for the same lock, both wait for ever,
//! though nobody uses it. It takes a lock that is held a little longer than usual, so that no test
//! sees it. Whole servers stood still like this, with nothing in their logs. The code below looks
//! right, and stands still when the log is in use: repair it.
//!
//! Build: [`watched`] awaits `work`, and has `note` write into `log` now and then until it is done:
//! - The work goes on as if it were awaited alone, also while a note waits for the log.
//! - A note is due when the time `every` has gone by since the beginning, and then each time when it
//!   has gone by since the last note was written. `every` may be `Duration::MAX`, where no note is due.
//! - A note that is due waits for its turn in the line for the log, however long that takes, and is
//!   written at that instant, also where the work uses up whenever it is polled what tokio lets a task
//!   do in one go.
//! - When the work is done and no note waits for the log, what it gave comes back at that instant. A
//!   note that waits is written first, and keeps its place in the line.
//! - If its future is dropped, the work is dropped at that instant, too, and nothing is written any
//!   more.
//!
//! Bad input: when the work panics, the caller gets the panic.
//!
//! Left open: an `every` of zero. Whether a note is due at the very instant at which the work is done.
//! A panic of `note`, and what becomes of a note that waits when the work panics. Whether work that is
//! done is dropped then, or with the future of `watched`: what it still holds may be free only then.
//!
//! Good to know: the work may use the same log. The line for a `tokio::sync::Mutex` is fair: whoever
//! is first gets it, whether anybody polls that future or not. Whatever goes on in `unconstrained` may
//! go on for ever in one go.
//!
//! In asyncio, `wait` and `gather` make tasks of what they are given, and those run on their own. What
//! is borrowed by a `select!` stands still while the body of a branch runs.
//!
//! Rule of thumb: in the body of a branch, await nothing that what you have borrowed may hold.
//!
//! Red at first: the_work_gets_the_log_though_a_note_waits_behind_it,
//! the_work_may_have_the_log_itself_while_a_note_waits, a_note_that_waits_holds_up_nothing,
//! dropped_it_stops_the_work_and_writes_nothing_more,
//! the_work_goes_on_at_the_instant_at_which_a_note_has_its_turn,
//! it_goes_on_in_whatever_way_it_is_polled

use std::pin::pin;
use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::time::{Duration, sleep};

/// Awaits the work, and writes a note into the log every so often until it is done.
pub async fn watched<L, T>(
    log: Arc<Mutex<L>>,
    every: Duration,
    work: impl Future<Output = T> + Send + 'static,
    mut note: impl FnMut(&mut L) + Send + 'static,
) -> T
where
    L: Send + 'static,
    T: Send + 'static,
{
    let mut work = pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = sleep(every) => {
                let mut log = log.lock().await;
                note(&mut log);
            }
        }
    }
}
