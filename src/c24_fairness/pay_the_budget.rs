//! # pay_the_budget: a loop over what is always ready
//!
//! Why: an await gives way only if it has to wait. A loop that awaits one item after another, where the
//! next one is always there, never comes back to the runtime: timers are late, connections time out, and
//! a shutdown is not heard. tokio's own channels, sockets and timers prevent that. Each of them takes a
//! piece of a *budget* that the task has for one go, and looks as if it were not ready when that is
//! spent. What you write yourself, and what comes from other crates, pays nothing, unless you see to it.
//!
//! Build: [`drain`] takes item after item out of the stream, calls `step` with each, once and in their
//! order, and gives how many there were.
//! - For each item the task pays one piece of its budget, before the item is taken.
//! - When the budget is spent, every other task that waits for a turn has one before the next item is
//!   taken, whoever has spent it: this loop, another one beside it in the same task, or anything of
//!   tokio's.
//! - It gives way at no other time: as long as the budget lasts, an item that is there is taken in the
//!   same go.
//! - Giving way takes no time on the clock.
//! - Whenever its future is dropped, each item that was taken out has been given to `step`.
//! - In [`unconstrained`](tokio::task::unconstrained), or outside of tokio, there is no budget, and it
//!   never gives way while there are items.
//!
//! Bad input: of an empty stream it gives 0.
//!
//! Left open: whether the end of the stream costs a piece, and whether it does to wait for an item that
//! is not there yet. Whether an item that had to be waited for is paid in the go in which the wait began
//! or in the one in which it comes. A panic of `step`.
//!
//! Good to know: a task has 128 pieces for each go at present. Whatever is woken to go on after that has
//! a new budget. A spent budget makes a free lock and a full channel look busy, too: code that asks
//! only once, with `now_or_never` say, draws the wrong conclusion. [`take_turns`] gave way after so many
//! steps of its own, and knew nothing of what else its task was doing.
//!
//! [`take_turns`]: crate::c03_event_loop::take_turns::take_turns
//!
//! In asyncio there is no budget: `async for` over what is always ready never gives way, and you write
//! `await asyncio.sleep(0)` yourself.
//!
//! Rule of thumb: whoever makes something ready without tokio pays for it as if it were tokio's.

use futures::Stream;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    todo!("pay for each item, take it, and call `step` with it", with stream, step)
}
