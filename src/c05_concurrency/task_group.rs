//! # task_group: no child outlives its scope
//!
//! Why: a task that nobody waits for can fail unheard and hold things for ever. Give every task a
//! scope that ends only when all its tasks have ended, and neither can happen. This is called
//! structured concurrency.
//!
//! Build: [`task_group`] awaits `body`, and the children that it starts with [`Group::spawn`] run at
//! the same time as the body and each other, however many they are. A `Group` can be cloned into a
//! child, which then starts children of its own in the same scope. So may any other task that holds
//! a clone, while the scope is open.
//!
//! - If all goes well, `task_group` gives the body's value at the instant at which the body *and* all
//!   children, also those that children started, have ended, however long that takes.
//! - The first failure ends it, at that instant: a child that gives `Err(error)`, a child that
//!   panics, or a body that gives `Err(error)`. All other children, and the body, are cancelled.
//!   When `task_group` returns, they are gone, also those that were started meanwhile: awaited,
//!   dropped, nothing left alive.
//! - It gives [`GroupError::Failed`] with the error of the child or body that failed first, or
//!   [`GroupError::Panicked`] if a child panicked first.
//! - If the caller drops the future of `task_group`, all children are cancelled.
//! - A child that is started after the scope has ended (somebody kept a clone of the `Group`) is
//!   dropped without being run.
//!
//! Left open: if several fail at the same instant, any of these failures may be reported. A panic of
//! the body itself may pass through. A child that is started between the first failure and the
//! return may begin to run or not.
//!
//! Good to know: children are `Send + 'static`, as they may run as tasks, on other threads, and the
//! compiler cannot see that the scope outlives them. The body is not, as it runs in place.
//!
//! In asyncio, a `TaskGroup` collects the errors of all children in an `ExceptionGroup`. Here the
//! first one is told.
//!
//! Rule of thumb: a function that has returned should have nothing running.

use std::marker::PhantomData;

use thiserror::Error;

/// Why a scope ended early.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum GroupError<E> {
    /// A child or the body gave this error, before anything else failed.
    #[error("one of the group failed: {0}")]
    Failed(E),
    /// A child panicked, before anything else failed.
    #[error("one of the group panicked")]
    Panicked,
}

/// Starts children in the scope that it came from. Clones belong to the same scope.
pub struct Group<E> {
    /// Yours to design: replace it by what you need.
    design: PhantomData<fn(E)>,
}

impl<E> Clone for Group<E> {
    fn clone(&self) -> Self {
        todo!("another handle to the same scope as {:?}", self.design)
    }
}

impl<E: Send + 'static> Group<E> {
    /// Starts a child, and returns at once. If the scope has ended, the child is dropped.
    pub fn spawn<C>(&self, child: C)
    where
        C: Future<Output = Result<(), E>> + Send + 'static,
    {
        todo!("start the child in this scope", with self.design, child)
    }
}

/// Runs the body and all children that are started in its group, and gives the body's value.
///
/// Dropping the returned future cancels all children.
///
/// # Errors
/// The first failure of a child or of the body; by then all others are cancelled and dropped.
pub async fn task_group<B, T, E>(body: B) -> Result<T, GroupError<E>>
where
    B: AsyncFnOnce(Group<E>) -> Result<T, E>,
    E: Send + 'static,
{
    todo!("run the body with a group, then wait for its children", with body)
}
