//! # hello_world: say it, wait, go on
//!
//! Why: an `async fn` can stand still in the middle and go on later, without holding up the thread
//! that runs it. `.await` marks the places where it may stand still.
//!
//! Build: [`hello_world`] says "Hello" when it is first awaited, before it waits for anything. It says
//! "World" exactly one second later, and returns at that instant. It speaks by calling `say` with
//! one word at a time. While it waits, other tasks run.
//!
//! Left open: what becomes of that second when something holds up the thread meanwhile. "Hello" may
//! come behind something that is over at once as a rule, as the first tick of an interval is.
//!
//! In asyncio you would `await asyncio.sleep(1)`. In tokio you await a future from `tokio::time`,
//! which takes a `Duration`. `std::thread::sleep` is not the same: it stops the whole thread, with
//! every other task on it.
//!
//! Rule of thumb: in async code, whatever waits is awaited.

/// Says "Hello" at once and "World" a second later.
pub async fn hello_world(say: impl Fn(&str)) {
    todo!("two words, with a second between them", with say)
}
