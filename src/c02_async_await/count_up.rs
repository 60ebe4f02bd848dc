//! # count_up: two counters, one thread
//!
//! Why: two functions that wait can wait at the same time. While one of them stands still at its
//! `.await`, the other goes on. The thread changes from one to the other at awaits and nowhere
//! else.
//!
//! Build: [`count_up`] calls `say(name, i)` for each `i` from 0 up to, not including, `n`. The first
//! number comes when it is first awaited, before any wait, and every other one half a second after
//! the one before it. It returns as it says its last number; there is no wait after that.
//!
//! Build then [`two_counters`], which runs two counters at once, each with its name and how far it
//! counts. Both begin at once, and each says what it would say alone. It returns as the longer one
//! says its last number.
//!
//! Bad input: counting up to 0 says nothing and takes no time.
//!
//! Left open: what becomes of the pace when something has held up the thread, so that a number came
//! late. The next ones may come at their own instants, or as much later.
//!
//! In asyncio you would `gather` two coroutines. Here you need not spawn anything either: see what
//! `tokio` and `futures` have for running two futures together.
//!
//! Rule of thumb: `n` things have `n - 1` gaps.

/// Says the numbers from 0 to `n - 1`, one every half second.
pub async fn count_up(name: &str, n: u32, say: impl Fn(&str, u32)) {
    todo!("say the numbers, half a second apart", with name, n, say)
}

/// Runs two counters at once, each with its name and how far it counts.
pub async fn two_counters(first: (&str, u32), second: (&str, u32), say: impl Fn(&str, u32)) {
    todo!("two counters, at once", with first, second, say)
}
