//! Mistake: gives to whoever has had least since it came. Whoever goes and comes back has had nothing.
//! Breaks: "for those that have only just come or have come back"
//! Rejected by: who_leaves_and_comes_back_gains_nothing
//! Told: whoever comes back waits for its turn

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
    /// What each has been given.
    totals: HashMap<K, u128>,
    tenants: HashMap<K, Tenant<T>>,
}

struct Tenant<T> {
    items: VecDeque<(u64, T)>,
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
                totals: HashMap::new(),
                tenants: HashMap::new(),
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
        lines.totals.entry(tenant.clone()).or_insert(0);
        let of_tenant = lines.tenants.entry(tenant).or_insert_with(|| Tenant {
            items: VecDeque::new(),
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
            if let Some(next) = self.lines().take() {
                return next;
            }
        }
    }

    fn lines(&self) -> MutexGuard<'_, Lines<K, T>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Clone + Eq + Hash, T> Lines<K, T> {
    fn take(&mut self) -> Option<(K, T)> {
        let totals = &self.totals;
        let key = self
            .tenants
            .keys()
            .min_by_key(|key| totals.get(key))?
            .clone();
        let tenant = self.tenants.get_mut(&key)?;
        let (cost, item) = tenant.items.pop_front()?;
        *self.totals.entry(key.clone()).or_insert(0) += u128::from(cost);
        if tenant.items.is_empty() {
            self.tenants.remove(&key);
            self.totals.remove(&key);
        }
        Some((key, item))
    }
}
