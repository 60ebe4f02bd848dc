//! Mistake: calls `handle` with the message that begins a lane in `send` itself: a panic of that call is the
//! sender's, and the lane stays behind without a task.
//! Breaks: "A message with which `handle` panics, in the call or later, is done at that instant"
//! Rejected by: a_message_that_panics_costs_no_other
//! Told: that panic came out of `send`

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
        let first = (self.shared.handle)(key.clone(), message);
        tokio::spawn(run(Arc::clone(&self.shared), key, first));
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
async fn run<K, M>(shared: Arc<Shared<K, M>>, key: K, first: BoxFuture<'static, ()>)
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    M: Send + 'static,
{
    let mut handling = first;
    loop {
        // A panic is over with its message.
        let _panic = AssertUnwindSafe(handling).catch_unwind().await;
        let mut lanes = shared.lanes();
        match lanes.get_mut(&key).and_then(VecDeque::pop_front) {
            Some(next) => {
                drop(lanes);
                let (shared, key) = (Arc::clone(&shared), key.clone());
                // The call stands inside, so that its panic is caught, too.
                handling = async move { (shared.handle)(key, next).await }.boxed();
            }
            None => {
                lanes.remove(&key);
                if lanes.is_empty() {
                    shared.none_left.notify_waiters();
                }
                return;
            }
        }
    }
}
