//! # release_on_cancel: given back, whatever becomes of its user
//!
//! Why: a timeout, a `select!`, a client that hangs up: in Rust, all of these drop your future at
//! one of its awaits, and nothing after that `.await` runs. What you took from a server has to be
//! given back all the same. `Drop` runs then, but it cannot await.
//!
//! Build: [`with_seat`] takes a seat, runs the body with its number, and gives the seat back. The
//! body's value comes back at the instant at which the seat has been given back to the end. A seat
//! that was taken is given back exactly once, and wholly, in every case:
//! - The body comes to its end: the seat is given back, and then your function returns.
//! - Your future is dropped while the body runs: giving back begins at that instant and goes on
//!   without you, as a task of the runtime, however long it takes.
//! - Your future is dropped while the seat is being given back: that goes on, and is not begun
//!   anew.
//! - The body panics: giving back begins at that instant, and the panic goes on to the caller.
//!
//! Bad input: when your future is dropped before a seat was taken, there is nothing to give back.
//!
//! Left open: what becomes of the seat when your future is dropped outside of a runtime, or when
//! giving back panics; whether the panic of the body waits until the seat is back.
//!
//! Good to know: a seat that is given back a second time may be the seat of whoever has it by then.
//! `S: Clone`: each user has a clone, and all clones lend the same seats. `S: Send + 'static`, and
//! so are the futures `Send`: a task may outlive its caller, so it must own what it uses, and it may
//! run on another thread.
//!
//! In asyncio, `finally` may await, because cancellation is an exception that is thrown into the
//! coroutine. A dropped Rust future is gone. What is left is to hand the work to somebody else.
//!
//! Rule of thumb: `Drop` starts the release, a task of its own finishes it.

/// Lends numbered seats. Both calls take time: the seats are somewhere else.
pub trait Seats: Clone + Send + 'static {
    /// Takes a free seat. If this is dropped in the middle, none was taken.
    fn take(&self) -> impl Future<Output = u32> + Send;

    /// Gives a seat back; for each seat taken, once. It has to be awaited to its end.
    fn give_back(&self, seat: u32) -> impl Future<Output = ()> + Send;
}

/// Takes a seat, runs the body with it, and gives it back, also when cancelled or panicking.
pub async fn with_seat<S: Seats, T>(seats: S, body: impl AsyncFnOnce(u32) -> T) -> T {
    todo!("take a seat, run the body, give the seat back", with seats, body)
}
