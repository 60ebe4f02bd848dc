//! # cancel_tree: stop a branch, and say why
//!
//! Why: a server has connections, a connection has requests, a request has queries. Whoever stops a
//! connection means all that works below it, and nothing beside it. And each of them should know
//! why: a client that has left is no news, a shutdown leaves time to tidy up, a query that costs too
//! much is worth a line in the log. With a flag for each of them, one is always forgotten.
//!
//! Build: a [`Token`] is cancelled once, with a reason, and stays cancelled. Clones are the same token.
//! - [`child`](Token::child) makes a token below this one, which can have children itself, however
//!   many and however deep. The child of a cancelled token is cancelled from the beginning, with the
//!   same reason.
//! - [`cancel`](Token::cancel) cancels the token and all tokens below it with this reason, and gives
//!   `true`. What had been cancelled before keeps its reason, with all below it. If the token itself
//!   had been cancelled before, `cancel` gives `false` and changes nothing.
//! - When `cancel` returns, whatever it gives, the token and all below it are cancelled, also where
//!   others cancel or make children at that very moment.
//! - A cancel goes down only: neither the parent nor what stands beside the token is cancelled.
//! - [`is_cancelled`](Token::is_cancelled) and [`reason`](Token::reason) tell how it stands: whoever
//!   has been told that a token is cancelled finds the reason there.
//! - [`cancelled`](Token::cancelled) gives the reason at once, in its first poll, if the token is
//!   cancelled; otherwise at the instant at which it is, to all who wait, however long that takes.
//! - Nobody is missed: there is no gap between looking and waiting through which a cancel could slip,
//!   from whatever thread it comes. A waiter is woken once, when its own token is cancelled, and
//!   neither by another one nor now and then to look.
//! - Dropping a token cancels nothing. What stands below it still hears of a cancel above it.
//! - Waiters may be dropped at any time, which changes nothing for the others. Nothing of waiters and
//!   tokens that were dropped piles up in those that stay, however many come and go.
//! - No method but `cancelled` waits: any thread may call them, without a runtime.
//!
//! Left open: who comes first of two who cancel at the very same moment. What others see of the
//! tokens below before `cancel` has returned. Whether a waiter that was woken and has not run since is
//! woken again when a token above its own is cancelled as well. Cloning or dropping a reason does not panic, and touches
//! no token. A tree that is more than a thousand deep. tokio lets a task do only so much in one poll:
//! who has used that up may be told in a later one.
//!
//! Good to know: `CancellationToken` of tokio-util is such a tree, without reasons.
//!
//! In asyncio, `task.cancel(msg)` reaches what that task awaits, and no task that it has started;
//! since 3.11 a `TaskGroup` cancels its tasks. The message is for the log and may get lost.
//!
//! Rule of thumb: pass a child down, never the token itself; then nobody can stop more than his own.

use std::marker::PhantomData;

/// Something that can be stopped, with all that stands below it. Clones are the same token.
#[derive(Clone)]
pub struct Token<R> {
    /// Yours to design: replace it by what you need.
    design: PhantomData<fn() -> R>,
}

impl<R: Clone + Send + Sync + 'static> Default for Token<R> {
    fn default() -> Self {
        Token::new()
    }
}

impl<R: Clone + Send + Sync + 'static> Token<R> {
    /// A token that is not cancelled, with nothing above it.
    pub fn new() -> Self {
        todo!("a token without a parent")
    }

    /// A token below this one.
    pub fn child(&self) -> Token<R> {
        todo!("make a token that hears of this one", with self.design)
    }

    /// Cancels this token and all below it; gives whether it was this call that cancelled it.
    pub fn cancel(&self, reason: R) -> bool {
        todo!("stop it, and all below it", with reason, self.design)
    }

    /// Whether this token is cancelled.
    pub fn is_cancelled(&self) -> bool {
        todo!("is it?", with self.design)
    }

    /// Why it is cancelled; nothing as long as it is not.
    pub fn reason(&self) -> Option<R> {
        todo!("why is it?", with self.design)
    }

    /// Waits until it is cancelled, and gives the reason.
    pub async fn cancelled(&self) -> R {
        todo!("wait for the reason", with self.design)
    }
}
