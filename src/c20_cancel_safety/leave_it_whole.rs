//! # leave_it_whole: all of a change, or nothing
//!
//! Why: a lock keeps the others out while you change several things. But if your future is dropped in
//! the middle, the lock is let go as it is, with half of the change behind it. tokio's `Mutex` is not
//! poisoned by that, and nobody is told. The next one finds a price with the currency of another, or
//! an index that leads nowhere, and goes on with it.
//!
//! Build: an [`Article`] is a text and its summary, and [`get`](Article::get) gives both, as they were
//! in the beginning or as the last [`rewrite`](Article::rewrite) left them that ended with `Ok`, and
//! never parts of two, whatever thread it is called on.
//!
//! - [`rewrite`](Article::rewrite) has `change` change the text, has `sum_up` sum up the changed
//!   text, however long either takes, and then both are the new ones.
//! - Rewrites take turns, in the order in which they were first polled. Each begins at the instant at
//!   which the one before it is over, and changes the text that this one left. A newcomer waits behind
//!   all who were there before.
//! - Wherever its future is dropped, a rewrite that is not over has changed nothing, and the next one
//!   begins at that instant.
//!
//! Bad input: when `change` or `sum_up` fails, its error comes back, and nothing is changed. After a
//! `change` that failed, `sum_up` is not called. When one of them panics, the caller gets the panic,
//! nothing is changed, and the next one begins.
//!
//! Left open: whether `get` waits for rewrites that came before it. Whether the futures are `Send`. A
//! panic in `clone`. tokio lets a task do only so much in one poll: who has used that up may come into
//! the line in a later one.
//!
//! Good to know: `change` works on the text step by step, and awaits something in between.
//!
//! In asyncio, `cancel` raises an exception at the `await`, and an `except` below it can put things
//! right again, with further awaits if it has to. A future that is dropped runs only `Drop`, which
//! cannot await.
//!
//! Rule of thumb: do the work beside it, and put it in place without an `.await`.

/// A text and its summary, which belong together.
pub struct Article<T, S> {
    text: T,
    summary: S,
    // Yours: what lets several callers take turns?
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    /// An article with this text and this summary.
    pub fn new(text: T, summary: S) -> Self {
        Article { text, summary }
    }

    /// The text and the summary that belongs to it.
    pub async fn get(&self) -> (T, S) {
        todo!("both, as they belong together", with self.text, self.summary)
    }

    /// Changes the text and the summary, or neither.
    ///
    /// # Errors
    /// What `change` or `sum_up` fails with.
    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        todo!("change the text, sum it up, and replace both at once", with change, sum_up)
    }
}
