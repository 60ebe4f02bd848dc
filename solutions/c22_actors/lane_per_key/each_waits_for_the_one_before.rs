//! No lists at all: each message is a task that waits for the end of the one before it, and the map knows
//! only the last one of each key.

use std::collections::HashMap;
use std::hash::Hash;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::oneshot;

type Handle<K, M> = dyn Fn(K, M) -> BoxFuture<'static, ()> + Send + Sync;

struct Keys<K> {
    /// The number of the last message, and its end.
    last: HashMap<K, (u64, oneshot::Receiver<()>)>,
    number: u64,
    waiting: Vec<oneshot::Sender<()>>,
}

/// A lane for each key that has something to do.
pub struct Lanes<K, M> {
    handle: Arc<Handle<K, M>>,
    keys: Arc<Mutex<Keys<K>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K, M> Lanes<K, M>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    M: Send + 'static,
{
    /// No lanes yet; this is what will be done with each message.
    pub fn new<H, F>(handle: H) -> Self
    where
        H: Fn(K, M) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        Lanes {
            handle: Arc::new(move |key, message| handle(key, message).boxed()),
            keys: Arc::new(Mutex::new(Keys {
                last: HashMap::new(),
                number: 0,
                waiting: Vec::new(),
            })),
        }
    }

    /// Puts a message into the lane of this key.
    pub fn send(&self, key: K, message: M) {
        let (end, ended) = oneshot::channel::<()>();
        let (number, before) = {
            let mut keys = lock(&self.keys);
            keys.number += 1;
            let number = keys.number;
            (number, keys.last.insert(key.clone(), (number, ended)))
        };
        let (handle, keys) = (Arc::clone(&self.handle), Arc::clone(&self.keys));
        tokio::spawn(async move {
            if let Some((_, before)) = before {
                // Its end is that it is dropped.
                let _ = before.await;
            }
            let handling = async { handle(key.clone(), message).await };
            let _panic = AssertUnwindSafe(handling).catch_unwind().await;
            let mut keys = lock(&keys);
            if keys.last.get(&key).is_some_and(|(last, _)| *last == number) {
                keys.last.remove(&key);
            }
            if keys.last.is_empty() {
                keys.waiting.clear();
            }
            drop(end);
        });
    }

    /// How many lanes there are.
    pub fn lanes(&self) -> usize {
        lock(&self.keys).last.len()
    }

    /// Waits until there is no lane.
    pub async fn idle(&self) {
        loop {
            let woken = {
                let mut keys = lock(&self.keys);
                if keys.last.is_empty() {
                    return;
                }
                let (wake, woken) = oneshot::channel();
                keys.waiting.push(wake);
                woken
            };
            let _ = woken.await;
        }
    }
}
