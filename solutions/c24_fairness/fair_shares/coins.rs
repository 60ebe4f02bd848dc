//! A wheel of tenants in one list, looked through from a hand that goes round; those who wait are told
//! by a watch.

use std::collections::VecDeque;
use std::hash::Hash;
use std::num::NonZeroU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it costs more than an item may")]
pub struct TooLarge<T>(pub T);

pub struct Shares<K, T> {
    largest: u64,
    pushes: watch::Sender<()>,
    wheel: Mutex<VecDeque<Tenant<K, T>>>,
}

struct Tenant<K, T> {
    key: K,
    saved: u128,
    items: VecDeque<(u64, T)>,
}

impl<K, T> Shares<K, T>
where
    K: Clone + Eq + Hash + Send,
    T: Send,
{
    pub fn new(largest: NonZeroU64) -> Self {
        Shares {
            largest: largest.get(),
            pushes: watch::Sender::new(()),
            wheel: Mutex::default(),
        }
    }

    pub fn push(&self, tenant: K, cost: NonZeroU64, item: T) -> Result<(), TooLarge<T>> {
        let cost = cost.get();
        if cost > self.largest {
            return Err(TooLarge(item));
        }
        let mut wheel = self.wheel();
        match wheel.iter_mut().find(|other| other.key == tenant) {
            Some(tenant) => tenant.items.push_back((cost, item)),
            None => wheel.push_back(Tenant {
                key: tenant,
                // Enough for its first turn.
                saved: self.largest.into(),
                items: VecDeque::from([(cost, item)]),
            }),
        }
        drop(wheel);
        self.pushes.send_replace(());
        Ok(())
    }

    pub async fn next(&self) -> (K, T) {
        let mut pushes = self.pushes.subscribe();
        loop {
            if let Some(next) = self.take() {
                return next;
            }
            let _the_sender_is_here = pushes.changed().await;
        }
    }

    /// Whoever cannot pay for its first item goes to the end, with more in its hands.
    fn take(&self) -> Option<(K, T)> {
        let mut wheel = self.wheel();
        loop {
            let mut tenant = wheel.pop_front()?;
            let (cost, item) = tenant.items.pop_front()?;
            if tenant.saved < cost.into() {
                // With `largest` more it can pay for any item in its next turn.
                tenant.saved += u128::from(self.largest);
                tenant.items.push_front((cost, item));
                wheel.push_back(tenant);
                continue;
            }
            tenant.saved -= u128::from(cost);
            let key = tenant.key.clone();
            if !tenant.items.is_empty() {
                wheel.push_front(tenant);
            }
            return Some((key, item));
        }
    }

    fn wheel(&self) -> MutexGuard<'_, VecDeque<Tenant<K, T>>> {
        self.wheel.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
