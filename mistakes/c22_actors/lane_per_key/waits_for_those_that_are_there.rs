//! Mistake: asks each lane that is there to tell when it is gone, and waits for these: a lane that begins
//! meanwhile is on no list.
//! Breaks: "waits until there is none"
//! Rejected by: idle_waits_for_lanes_that_begin_meanwhile
//! Told: also for a lane that began when it already waited

use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::Hash;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use tokio::sync::watch;

type Handle<K, M> = Box<dyn Fn(K, M) -> BoxFuture<'static, ()> + Send + Sync>;

struct Lane<M> {
    /// What waits, beside the message that is being handled.
    waiting: VecDeque<M>,
    /// Closed when the lane is gone.
    gone: watch::Sender<()>,
}

struct Shared<K, M> {
    handle: Handle<K, M>,
    lanes: Mutex<HashMap<K, Lane<M>>>,
}

impl<K, M> Shared<K, M> {
    fn lanes(&self) -> MutexGuard<'_, HashMap<K, Lane<M>>> {
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
        });
        Lanes { shared }
    }

    /// Puts a message into the lane of this key.
    pub fn send(&self, key: K, message: M) {
        let mut lanes = self.shared.lanes();
        if let Some(lane) = lanes.get_mut(&key) {
            lane.waiting.push_back(message);
            return;
        }
        let lane = Lane {
            waiting: VecDeque::new(),
            gone: watch::Sender::new(()),
        };
        lanes.insert(key.clone(), lane);
        drop(lanes);
        tokio::spawn(run(Arc::clone(&self.shared), key, message));
    }

    /// How many lanes there are.
    pub fn lanes(&self) -> usize {
        self.shared.lanes().len()
    }

    /// Waits until there is no lane.
    pub async fn idle(&self) {
        let told: Vec<watch::Receiver<()>> = {
            let lanes = self.shared.lanes();
            lanes.values().map(|lane| lane.gone.subscribe()).collect()
        };
        join_all(told.into_iter().map(|mut gone| async move {
            // Nothing is ever sent: it fails when the lane is gone.
            let _gone = gone.changed().await;
        }))
        .await;
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
        let mut lanes = shared.lanes();
        match lanes
            .get_mut(&key)
            .and_then(|lane| lane.waiting.pop_front())
        {
            Some(next) => message = next,
            None => {
                lanes.remove(&key);
                return;
            }
        }
    }
}
