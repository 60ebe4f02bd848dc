//! Mistake: keeps the round in a list, and takes whoever has nothing left out of it by `swap_remove`: the
//! last one stands before all others then. Two that come back by turns do so for ever.
//! Breaks: "That holds for any number of tenants, for those that have only just come or have come back"
//! Rejected by: several_that_come_back_keep_nobody_from_its_turn
//! Told: had nothing left again and again, came back

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
    /// Those that have items waiting.
    round: Vec<K>,
    /// Whose turn it is.
    turn: usize,
    tenants: HashMap<K, Tenant<T>>,
    /// Whether that one has had its money for this turn.
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
                round: Vec::new(),
                turn: 0,
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
        let Lines { round, tenants, .. } = &mut *lines;
        let of_tenant = tenants.entry(tenant.clone()).or_insert_with(|| {
            round.push(tenant);
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
            let first = self.round.get(self.turn)?;
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
                self.turn = (self.turn + 1) % self.round.len();
                self.paid = false;
                continue;
            };
            let key = first.clone();
            if is_empty {
                self.tenants.remove(&key);
                self.round.swap_remove(self.turn);
                if self.turn == self.round.len() {
                    self.turn = 0;
                }
                self.paid = false;
            }
            return Some((key, item));
        }
    }
}
