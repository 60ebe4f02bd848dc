//! # join_two: both at once, by hand
//!
//! Why: `join!` stands in every program, and there is neither a task nor a thread in it: one poll that
//! polls two. Write it, and you know what it costs, when things are dropped, and why nobody may
//! poll what is done.
//!
//! Build: [`join_two`] awaits two futures at the same time and gives both outputs:
//! - Both begin in the first poll. From then on each goes on as soon as it has woken whoever polled
//!   last, and never waits for the other one.
//! - It is ready in the very poll in which the later one is done, however late that is.
//! - What is done is not polled again.
//! - What is done is dropped in the same poll, even if the other one goes on: what it held is free.
//! - Nobody is woken but by the two.
//! - When the caller drops your future, both are dropped with it, and so is an output that nobody has
//!   taken.
//!
//! Left open: which of the two is polled first, and whether both are polled when one of them has woken.
//! `join_many` mends that. When one of them spends all that tokio grants a task in one go, the other
//! one may have to wait for another go. The two do not panic here.
//!
//! Good to know: a future may be polled only where it is pinned: by `std::pin::pin!` or by `Box::pin`.
//! A pinned `Option` leads to what is in it by `as_pin_mut`, and lets go of it by `set(None)`. An
//! `async fn` that is polled after its end panics; another future may then hang for ever.
//!
//! In asyncio, `gather` makes a task of each of the two. Here there is no task but that of the caller,
//! so the two never run at the same time on two threads: they take turns in one poll.
//!
//! Rule of thumb: what is done is gone; keep its output, and let go of the future.

/// Awaits both at the same time and gives both outputs, when the later one is done.
///
/// Dropping the returned future drops both.
pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    todo!("poll both until both are done", with one, other)
}
