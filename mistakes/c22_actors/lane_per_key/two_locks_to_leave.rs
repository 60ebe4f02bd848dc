//! Mistake: unlocks the map between its last look for a message and its leave, and never gives way: only
//! another thread comes in between.
//! Breaks: "No message is lost, and none is handled beside another one of its key, also if it is sent just as its lane ends"
//! Rejected by: what_another_thread_sends_as_a_lane_ends_is_handled
//! Told: had looked for more and had not left yet

use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::Hash;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::Notify;

type Handle<K, M> = Box<dyn Fn(K, M) -> BoxFuture<'static, ()> + Send + Sync>;

struct Shared<K, M> {
    handle: Handle<K, M>,
    /// What waits in each lane, beside the message that is being handled.
    lanes: Mutex<HashMap<K, VecDeque<M>>>,
    none_left: Notify,
}

impl<K, M> Shared<K, M> {
    fn lanes(&self) -> MutexGuard<'_, HashMap<K, VecDeque<M>>> {
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
            none_left: Notify::new(),
        });
        Lanes { shared }
    }

    /// Puts a message into the lane of this key.
    pub fn send(&self, key: K, message: M) {
        let mut lanes = self.shared.lanes();
        if let Some(waiting) = lanes.get_mut(&key) {
            waiting.push_back(message);
            return;
        }
        lanes.insert(key.clone(), VecDeque::new());
        drop(lanes);
        tokio::spawn(run(Arc::clone(&self.shared), key, message));
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
async fn run<K, M>(shared: Arc<Shared<K, M>>, key: K, first: M)
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
        let next = shared.lanes().get_mut(&key).and_then(VecDeque::pop_front);
        match next {
            Some(next) => message = next,
            None => {
                let mut lanes = shared.lanes();
                lanes.remove(&key);
                if lanes.is_empty() {
                    shared.none_left.notify_waiters();
                }
                return;
            }
        }
    }
}
