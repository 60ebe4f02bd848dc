//! # lazy_future: prepared, not begun
//!
//! Why: calling an `async fn` runs none of it. You get a future: the work, packed and ready. It
//! runs when somebody awaits it, and only then. That lets you prepare work in one place, run it in
//! another, or throw it away unused.
//!
//! Build: [`lazy_future`] packs `work` into a future that calls `work` when it is first awaited,
//! however long it has lain there, and before it waits for anything. What `work` gives is awaited to
//! its end, and its output comes back at that instant. No runtime is needed, neither to make the
//! future nor to await it.
//!
//! Bad input: a future that is dropped unawaited never calls `work`. One that is dropped halfway
//! drops its work with it, before the drop has ended; nothing goes on in the background.
//!
//! Good to know: the return type is `Pin<Box<dyn Future + Send>>`, a future on the heap whose exact
//! type nobody needs to know. `Box::pin` makes one. `Send + 'static` lets its owner keep it anywhere
//! and hand it to any thread.
//!
//! In asyncio a coroutine object is as lazy; a task is not. In Rust everything is lazy until it is
//! awaited or spawned.
//!
//! Rule of thumb: making a future is free. Awaiting it is what costs.

use std::pin::Pin;

/// Packs the work into a future that does nothing until it is awaited.
///
/// Dropping the future drops the work.
pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    todo!("a future that calls this only when it is polled", with work)
}
