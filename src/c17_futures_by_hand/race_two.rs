//! # race_two: the first one wins, by hand
//!
//! Why: ask two servers, and take the answer that comes first. Then the other one has to be gone: a
//! connection that lives on, or an answer that was fetched and thrown away, is what a race costs if
//! nobody looks. `select!` does it for you; by hand you see what there is to do.
//!
//! Build: [`race_two`] awaits two futures at the same time and gives the output of the one that is
//! done first:
//! - It is ready in the very poll in which the first of them is done, however late that is.
//! - A tie goes to `one`: in the poll in which `one` is done, `other` is not polled any more, so that
//!   no output is made for nothing and lost.
//! - When it gives the output, both are dropped already, even if the caller keeps your future: what
//!   they held is free.
//! - Who has lost is not polled again.
//! - Nobody is woken but by the two, and they wake whoever polled last.
//! - When the caller drops your future, both are dropped with it.
//!
//! Left open: whether both are polled when one of them has woken, and which of them is dropped first.
//! The two do not panic here.
//!
//! Good to know: the locals of an `async fn` are dropped when it returns, before its caller has the
//! output. The fields of a future that you write by hand are dropped when the future is, which may
//! be much later. `other` never begins where `one` is done in the first poll.
//!
//! In asyncio, `wait(..., return_when=FIRST_COMPLETED)` leaves the loser running, and you have to cancel
//! it. Here nobody has to be asked to stop: what is dropped is gone.
//!
//! Rule of thumb: a race is over when the loser is gone, not when the winner is there.

/// Awaits both at the same time and gives the output of the one that is done first; of `one`, if both
/// are.
///
/// Dropping the returned future drops both.
pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    todo!("poll both until the first of them is done", with one, other)
}
