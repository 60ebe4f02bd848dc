//! # take_turns: give way now and then
//!
//! Why: tasks on a thread take turns only at awaits that really wait. A long computation without
//! one holds up every other task: their timers fire late, their sockets fill. If it has to be async
//! code, it must give way now and then, of its own free will.
//!
//! Build: [`take_turns`] calls `step(0)`, `step(1)` and so on, each once and in this order, `steps`
//! times in all, and adds up what comes back. After every `every` steps it gives way once: every
//! other task that waits for a turn gets one before it goes on. So no other task ever waits for more
//! than `every` steps. Between steps it gives way no more often than that, since each time costs
//! something too. Giving way takes no time on the clock.
//!
//! Bad input: no steps add up to 0.
//!
//! Left open: whether it also gives way before the first step, and after the last. And whether two
//! kinds of tasks get their turn already the next time: one that waits for a timer or a socket, which
//! is due by now, and one that has called `yield_now` itself.
//!
//! Good to know: a step may cost much. `every` cannot be 0, its type sees to that, but it may be as
//! large as you like. The sum always fits. A task that calls `yield_now` waits until tokio has looked
//! for timers and sockets, so that all that were ready before have their turn first.
//!
//! In asyncio you would write `await asyncio.sleep(0)`. Sleeping for no time is not the way here:
//! look for something in `tokio::task` that says what you mean.
//!
//! Rule of thumb: whoever computes for long gives way, or moves to a thread of its own.

use std::num::NonZeroUsize;

/// Adds up what the steps give, and lets other tasks run after every so many steps.
pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    todo!("call the step so many times, and give way in between", with steps, step, every)
}
