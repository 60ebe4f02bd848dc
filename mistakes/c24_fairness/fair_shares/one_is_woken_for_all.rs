//! Mistake: wakes somebody when the first item comes into an empty queue, and nobody for those that
//! come right after.
//! Breaks: "goes on at the instant at which there is one, for each of those who wait"
//! Rejected by: who_waits_goes_on_when_there_is_an_item
//! Told: while an item is there that nobody has taken yet, a push wakes nobody

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::num::NonZeroU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::Notify;

/// An item that costs more than any item may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it costs more than an item may")]
pub struct TooLarge<T>(pub T);

/// A queue in which each tenant has its share.
pub struct Shares<K, T> {
    largest: u64,
    pushed: Notify,
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
    purse: u128,
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
            pushed: Notify::new(),
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
        let is_first = lines.turns.len() == 1;
        drop(lines);
        if is_first {
            self.pushed.notify_one();
        }
        Ok(())
    }

    /// The next item, and whose it is.
    pub async fn next(&self) -> (K, T) {
        loop {
            if let Some(next) = self.lines().take(self.largest) {
                return next;
            }
            self.pushed.notified().await;
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
                tenant.purse += u128::from(largest);
                self.paid = true;
            }
            let item = match tenant.items.front() {
                Some((cost, _)) if u128::from(*cost) <= tenant.purse => {
                    tenant.purse -= u128::from(*cost);
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
