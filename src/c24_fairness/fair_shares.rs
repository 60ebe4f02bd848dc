//! # fair_shares: as much for each, whatever they ask for
//!
//! Why: several customers share one service, and one of them asks for a thousand things at once. In a
//! plain queue all others stand behind that thousand. To take one of each by turns is better, until
//! somebody asks for things that take a hundred times as long. What has to be shared is the time that
//! things take, not their number. And whoever has asked for nothing all night has not saved up a right
//! to the whole morning.
//!
//! Build [`Shares`], a queue of items that belong to *tenants* and have a *cost* each, for any number of
//! tasks and threads:
//! - [`push`](Shares::push) puts an item behind the others of its tenant, and returns at once.
//! - [`next`](Shares::next) gives an item and its tenant; as long as there is none it waits, and goes on
//!   at the instant at which there is one, for each of those who wait.
//! - The items of one tenant come in the order in which they were pushed, each once.
//! - All tenants have equal shares: in any stretch of giving in which a tenant has an item waiting all
//!   the while, no other tenant is given more than this one by more than three times `largest`, counted
//!   in cost. That holds for any number of tenants, for those that have only just come or have come back,
//!   and whatever they had or did before.
//! - Nothing is kept of a tenant that has no item waiting, from the instant on at which its last one is
//!   given.
//! - Whoever gives up waiting in `next` loses no item, and keeps nobody else waiting.
//!
//! Bad input: an item that costs more than `largest` comes back in [`TooLarge`], and changes nothing.
//!
//! Left open: whose turn it is otherwise, and who of those who wait gets an item first.
//!
//! Good to know: *deficit round robin* does it with little work for each item. Each tenant has a purse.
//! When it is its turn, `largest` goes into its purse, and it is given items as long as the purse can pay
//! for the next one. What is left stays in the purse for its next turn, as long as it has items waiting.
//! A cost may be as large as its type allows.
//!
//! In asyncio there is `Queue` and `PriorityQueue`; neither knows who has pushed an item.
//!
//! Rule of thumb: share what is scarce. Count what an item costs, and forget whoever wants nothing.

use std::hash::Hash;
use std::marker::PhantomData;
use std::num::NonZeroU64;

use thiserror::Error;

/// An item that costs more than any item may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it costs more than an item may")]
pub struct TooLarge<T>(pub T);

/// A queue in which each tenant has its share.
pub struct Shares<K, T> {
    /// Yours to design: what is kept of each tenant, and whose turn is it?
    design: PhantomData<fn(K, T)>,
}

impl<K, T> Shares<K, T>
where
    K: Clone + Eq + Hash + Send,
    T: Send,
{
    /// An empty queue for items that cost this much at the most.
    pub fn new(largest: NonZeroU64) -> Self {
        todo!("no tenants yet", with largest)
    }

    /// Puts an item into the line of its tenant.
    ///
    /// # Errors
    /// [`TooLarge`] if it costs more than `largest`.
    pub fn push(&self, tenant: K, cost: NonZeroU64, item: T) -> Result<(), TooLarge<T>> {
        todo!("behind the others of this tenant", with tenant, cost, item)
    }

    /// The next item, and whose it is.
    pub async fn next(&self) -> (K, T) {
        todo!("of the tenant whose turn it is, or wait for one")
    }
}
