//! # with_resource: acquire, use, release
//!
//! Why: a connection, a lease, a lock on a server: getting it takes time, giving it back takes
//! time, and it has to be given back whether the work in between went well or not.
//!
//! Build: [`with_resource`] awaits `acquire`, then runs `body` with the resource, then awaits
//! `release`, one after another and each to its end, however long it takes. The value of the body
//! comes back at the instant the release ends.
//!
//! Bad input:
//! - When `acquire` fails, its error comes back at that instant, and neither the body nor the
//!   release runs.
//! - When the body fails, the resource is released all the same, and the body's error comes back
//!   after that.
//! - When only the release fails, its error comes back, and the release is not tried again.
//! - When body and release both fail, the body's error comes back.
//! - A panic of the body goes on to the caller.
//!
//! When your future is dropped in the middle, what was running is dropped then and there, and the
//! resource with it. No release begins any more.
//!
//! Left open: whether the release runs after a panic of the body.
//!
//! Good to know: of two errors the body's came first, and it is what the caller asked about. A
//! resource that has to be released after a drop is the kata `release_on_cancel`.
//!
//! In asyncio, `async with` does all this, with `__aenter__` and `__aexit__`. Rust has no `async
//! with`, and `Drop` cannot await. A function that takes the body as a closure is the usual way.
//!
//! Rule of thumb: between acquire and release, keep a `Result` in your hand; a `?` there is a
//! leak.

/// Something that takes time to get and time to give back.
pub trait Resource {
    /// What can go wrong with it.
    type Error;

    /// Gets hold of it: `__aenter__`.
    fn acquire(&mut self) -> impl Future<Output = Result<(), Self::Error>>;

    /// Gives it back: `__aexit__`.
    fn release(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
}

/// Acquires the resource, runs the body with it, and releases it, whatever the body gave.
///
/// # Errors
/// The first error of acquire, body and release.
pub async fn with_resource<R: Resource, T>(
    resource: R,
    body: impl AsyncFnOnce(&mut R) -> Result<T, R::Error>,
) -> Result<T, R::Error> {
    todo!("lend the resource to the body, then release it", with resource, body)
}
