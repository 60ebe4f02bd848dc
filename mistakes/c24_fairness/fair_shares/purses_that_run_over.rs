//! Mistake: has room in a purse for no more than the type of a cost holds, and loses what goes beyond that.
//! Breaks: "counted in cost"
//! Rejected by: a_cost_may_be_as_large_as_its_type
//! Told: needs a wider type than a cost has

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::num::NonZeroU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::Semaphore;

/// An item that costs more than any item may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it costs more than an item may")]
pub struct TooLarge<T>(pub T);

/// A queue in which each tenant has its share.
pub struct Shares<K, T> {
    largest: u64,
    /// A permit for each item that waits.
    waiting: Semaphore,
    lines: Mutex<Lines<K, T>>,
}

struct Lines<K, T> {
    /// Those that have items waiting, in the order of their turns.
    turns: VecDeque<K>,
    tenants: HashMap<K, Tenant<T>>,
    /// Whether the first of them has had its money for this turn.
    paid: bool,
}

struct Tenant<T> {
    items: VecDeque<(u64, T)>,
    /// Less than the cost of its first item when it is not its turn.
    purse: u64,
}

impl<K, T> Shares<K, T>
where
    K: Clone + Eq + Hash + Send,
    T: Send,
{
    /// An empty queue for items that cost this much at the most.
    pub fn new(largest: NonZeroU64) -> Self {
        Shares {
            largest: largest.get(),
            waiting: Semaphore::new(0),
            lines: Mutex::new(Lines {
                turns: VecDeque::new(),
                tenants: HashMap::new(),
                paid: false,
            }),
        }
    }

    /// Puts an item into the line of its tenant.
    ///
    /// # Errors
    /// [`TooLarge`] if it costs more than `largest`.
    pub fn push(&self, tenant: K, cost: NonZeroU64, item: T) -> Result<(), TooLarge<T>> {
        if cost.get() > self.largest {
            return Err(TooLarge(item));
        }
        let mut lines = self.lines();
        let Lines { turns, tenants, .. } = &mut *lines;
        let of_tenant = tenants.entry(tenant.clone()).or_insert_with(|| {
            turns.push_back(tenant);
            Tenant {
                items: VecDeque::new(),
                purse: 0,
            }
        });
        of_tenant.items.push_back((cost.get(), item));
        drop(lines);
        self.waiting.add_permits(1);
        Ok(())
    }

    /// The next item, and whose it is.
    pub async fn next(&self) -> (K, T) {
        loop {
            if let Ok(permit) = self.waiting.acquire().await {
                permit.forget();
            }
            // There is one for each permit.
            if let Some(next) = self.lines().take(self.largest) {
                return next;
            }
        }
    }

    fn lines(&self) -> MutexGuard<'_, Lines<K, T>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Clone + Eq + Hash, T> Lines<K, T> {
    fn take(&mut self, largest: u64) -> Option<(K, T)> {
        loop {
            let first = self.turns.front()?;
            let tenant = self.tenants.get_mut(first)?;
            if !self.paid {
                tenant.purse = tenant.purse.saturating_add(largest);
                self.paid = true;
            }
            let item = match tenant.items.front() {
                Some((cost, _)) if *cost <= tenant.purse => {
                    tenant.purse -= *cost;
                    tenant.items.pop_front()
                }
                _ => None,
            };
            let is_empty = tenant.items.is_empty();
            let Some((_, item)) = item else {
                // Its turn is over.
                self.turns.rotate_left(1);
                self.paid = false;
                continue;
            };
            let key = first.clone();
            if is_empty {
                self.tenants.remove(&key);
                self.turns.pop_front();
                self.paid = false;
            }
            return Some((key, item));
        }
    }
}
