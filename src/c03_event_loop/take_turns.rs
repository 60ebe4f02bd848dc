//! # take_turns: give way now and then
//!
//! Why: tasks on a thread take turns only at awaits that really wait. A long computation without
//! one holds up every other task: their timers fire late, their sockets fill. If it has to be async
//! code, it must give way now and then, of its own free will.
//!
//! Build: [`take_turns`] calls `step(0)`, `step(1)` and so on, `steps` times in all, and adds up
//! what comes back. A step may cost much. After every `every` steps it gives way once, so that
//! other tasks may run before it goes on; no other task ever waits for more than `every` steps. It
//! gives way no more often than that, since each time costs something too; after the last step it
//! may or may not. Giving way takes no time on the clock.
//!
//! Bad input: no steps add up to 0. `every` cannot be 0: its type sees to that. The sum always
//! fits.
//!
//! In asyncio you would write `await asyncio.sleep(0)`. Sleeping for no time is not the way here:
//! look for something in `tokio::task` that says what you mean.
//!
//! Rule of thumb: whoever computes for long gives way, or moves to a thread of its own.

use std::num::NonZeroUsize;

/// Adds up what the steps give, and lets other tasks run after every so many steps.
pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    todo!(
        "call {} {steps} times, and give way after every {every}",
        std::any::type_name_of_val(&step)
    )
}
