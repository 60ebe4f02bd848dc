//! # block_on: a thread that polls one future
//!
//! Why: a future does nothing by itself. Somebody has to poll it, and to know when to poll it again.
//! At the bottom of every async program there is a loop that does this, and sleeps in between. If a
//! wake can slip through it, the program hangs once in a million times. If it does not sleep, the
//! program needs a whole core for waiting.
//!
//! Build: [`block_on`] polls a future on the calling thread until it is ready, and gives its output.
//! When it returns, the future has been dropped.
//! - It polls at once, and again whenever the future was woken since its last poll began: once,
//!   however often it was woken.
//! - Nothing else makes it poll, not even somebody who unparks the thread.
//! - No wake is lost: not one that comes in the middle of a poll, not one between the poll and the
//!   sleep, from whatever thread, and not if the future itself parks the thread.
//! - Between two polls the thread sleeps: it does not compute, and does not look every so often
//!   whether there is something to do.
//! - All polls get wakers of the same task, as `Waker::will_wake` tells, so that whoever keeps one
//!   need not replace it.
//! - It can be called again and again, also after a future that panicked, in a poll of a future that
//!   it runs, and by several threads at once: a wake is for the future whose waker it is, and polls
//!   no other.
//! - It needs no runtime, and starts none.
//!
//! Good to know: `std::thread::park` sleeps until somebody calls `unpark` for the thread. Who does so
//! earlier leaves a token, one at most, and the next `park` takes it and returns at once. The token
//! is the thread's, not yours: whatever else the thread does may take it or leave one. So it is no
//! news of your future.
//!
//! It runs whatever keeps the contract of chapter 17, such as its `latest_waker`: the waker that is
//! kept there is one that you make here.
//!
//! In asyncio this is `loop.run_until_complete`. The loop sleeps in `select`, and a callback from
//! another thread has to wake it by a byte in a pipe: that is why there is `call_soon_threadsafe`.
//!
//! Rule of thumb: whoever wakes writes down that there is something to do, then ends the sleep;
//! whoever sleeps looks for that before and after.

/// Polls the future on this thread until it is ready, and gives its output.
pub fn block_on<F: Future>(future: F) -> F::Output {
    todo!("poll it, sleep until it is woken, poll it again", with future)
}
