//! Mistake: has sixty-four lines, and puts each tenant into one of them by its hash.
//! Breaks: "That holds for any number of tenants"
//! Rejected by: a_thousand_tenants_share_with_nobody
//! Told: several tenants stand in the same line

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
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
    turns: VecDeque<u64>,
    tenants: HashMap<u64, Tenant<(K, T)>>,
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
        let mut hasher = DefaultHasher::new();
        tenant.hash(&mut hasher);
        let line = hasher.finish() % 64;
        let of_tenant = tenants.entry(line).or_insert_with(|| {
            turns.push_back(line);
            Tenant {
                items: VecDeque::new(),
                purse: 0,
            }
        });
        of_tenant.items.push_back((cost.get(), (tenant, item)));
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
            let Some((_, next)) = item else {
                // Its turn is over.
                self.turns.rotate_left(1);
                self.paid = false;
                continue;
            };
            let key = *first;
            if is_empty {
                self.tenants.remove(&key);
                self.turns.pop_front();
                self.paid = false;
            }
            return Some(next);
        }
    }
}
