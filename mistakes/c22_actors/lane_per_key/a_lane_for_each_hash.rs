//! Mistake: takes keys with the same hash for the same key.
//! Breaks: "A key shares its lane with no other"
//! Rejected by: keys_that_have_the_same_hash_have_a_lane_each
//! Told: two that differ may have one hash

use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::{BuildHasher, Hash, RandomState};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::Notify;

type Handle<K, M> = Box<dyn Fn(K, M) -> BoxFuture<'static, ()> + Send + Sync>;

struct Shared<K, M> {
    handle: Handle<K, M>,
    /// What waits in each lane, beside the message that is being handled.
    lanes: Mutex<HashMap<u64, VecDeque<(K, M)>>>,
    hasher: RandomState,
    none_left: Notify,
}

impl<K, M> Shared<K, M> {
    fn lanes(&self) -> MutexGuard<'_, HashMap<u64, VecDeque<(K, M)>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A lane for each key that has something to do.
pub struct Lanes<K, M> {
    shared: Arc<Shared<K, M>>,
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
        let shared = Arc::new(Shared {
            handle: Box::new(move |key, message| handle(key, message).boxed()),
            lanes: Mutex::default(),
            hasher: RandomState::new(),
            none_left: Notify::new(),
        });
        Lanes { shared }
    }

    /// Puts a message into the lane of this key.
    pub fn send(&self, key: K, message: M) {
        let mut lanes = self.shared.lanes();
        let lane = self.shared.hasher.hash_one(&key);
        if let Some(waiting) = lanes.get_mut(&lane) {
            waiting.push_back((key, message));
            return;
        }
        lanes.insert(lane, VecDeque::new());
        drop(lanes);
        tokio::spawn(run(Arc::clone(&self.shared), lane, key, message));
    }

    /// How many lanes there are.
    pub fn lanes(&self) -> usize {
        self.shared.lanes().len()
    }

    /// Waits until there is no lane.
    pub async fn idle(&self) {
        loop {
            // It hears of every end from here on, so that none is missed after the look.
            let none_left = self.shared.none_left.notified();
            if self.lanes() == 0 {
                return;
            }
            none_left.await;
        }
    }
}

/// A lane, from its first message to its last.
async fn run<K, M>(shared: Arc<Shared<K, M>>, lane: u64, mut key: K, first: M)
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    M: Send + 'static,
{
    let mut message = first;
    loop {
        // The call stands inside, so that its panic is caught, too.
        let handling = async { (shared.handle)(key.clone(), message).await };
        // A panic is over with its message.
        let _panic = AssertUnwindSafe(handling).catch_unwind().await;
        let mut lanes = shared.lanes();
        match lanes.get_mut(&lane).and_then(VecDeque::pop_front) {
            Some(next) => (key, message) = next,
            None => {
                lanes.remove(&lane);
                if lanes.is_empty() {
                    shared.none_left.notify_waiters();
                }
                return;
            }
        }
    }
}
