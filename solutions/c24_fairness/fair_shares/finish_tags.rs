//! Each item has an instant on a clock of costs at which it would be done; the earliest is next.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::Hash;
use std::num::NonZeroU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::Notify;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it costs more than an item may")]
pub struct TooLarge<T>(pub T);

pub struct Shares<K, T> {
    largest: u64,
    pushed: Notify,
    lines: Mutex<Lines<K, T>>,
}

struct Lines<K, T> {
    /// What the clock shows: the end of the item that was given last.
    clock: u128,
    /// Makes one of two items that end at the same instant the first.
    count: u64,
    /// The first item of each tenant, by its end.
    first: BTreeMap<(u128, u64), K>,
    items: HashMap<K, VecDeque<(u64, T)>>,
}

impl<K, T> Shares<K, T>
where
    K: Clone + Eq + Hash + Send,
    T: Send,
{
    pub fn new(largest: NonZeroU64) -> Self {
        Shares {
            largest: largest.get(),
            pushed: Notify::new(),
            lines: Mutex::new(Lines {
                clock: 0,
                count: 0,
                first: BTreeMap::new(),
                items: HashMap::new(),
            }),
        }
    }

    pub fn push(&self, tenant: K, cost: NonZeroU64, item: T) -> Result<(), TooLarge<T>> {
        if cost.get() > self.largest {
            return Err(TooLarge(item));
        }
        let mut lines = self.lines();
        if !lines.items.contains_key(&tenant) {
            lines.stand(tenant.clone(), cost.get());
        }
        let items = lines.items.entry(tenant).or_default();
        items.push_back((cost.get(), item));
        drop(lines);
        self.pushed.notify_one();
        Ok(())
    }

    pub async fn next(&self) -> (K, T) {
        loop {
            let pushed = self.pushed.notified();
            let (next, more) = {
                let mut lines = self.lines();
                (lines.take(), !lines.first.is_empty())
            };
            if let Some(next) = next {
                // Two that were pushed at once may have woken one only.
                if more {
                    self.pushed.notify_one();
                }
                return next;
            }
            pushed.await;
        }
    }

    fn lines(&self) -> MutexGuard<'_, Lines<K, T>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Clone + Eq + Hash, T> Lines<K, T> {
    fn stand(&mut self, tenant: K, cost: u64) {
        let end = self.clock + u128::from(cost);
        self.count += 1;
        self.first.insert((end, self.count), tenant);
    }

    fn take(&mut self) -> Option<(K, T)> {
        let ((end, _), tenant) = self.first.pop_first()?;
        self.clock = end;
        let items = self.items.get_mut(&tenant)?;
        let (_, item) = items.pop_front()?;
        match items.front() {
            Some((cost, _)) => {
                let cost = *cost;
                self.stand(tenant.clone(), cost);
            }
            None => {
                self.items.remove(&tenant);
            }
        }
        Some((tenant, item))
    }
}
