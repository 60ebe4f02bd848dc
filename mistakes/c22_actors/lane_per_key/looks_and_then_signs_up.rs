//! Mistake: looks whether there is a lane, and only then puts itself on the list of those who are told when
//! the last one is gone: an end that comes in between is missed.
//! Breaks: "waits until there is none, and lets all go on at that instant who wait for it"
//! Rejected by: an_end_on_another_thread_is_not_missed_by_whoever_looks
//! Told: the end came between the look and the wait

use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::Hash;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::oneshot;

type Handle<K, M> = Box<dyn Fn(K, M) -> BoxFuture<'static, ()> + Send + Sync>;

struct Shared<K, M> {
    handle: Handle<K, M>,
    /// What waits in each lane, beside the message that is being handled.
    lanes: Mutex<HashMap<K, VecDeque<M>>>,
    count: AtomicUsize,
    waiting: Mutex<Vec<oneshot::Sender<()>>>,
}

impl<K, M> Shared<K, M> {
    fn lanes(&self) -> MutexGuard<'_, HashMap<K, VecDeque<M>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<oneshot::Sender<()>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
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
            count: AtomicUsize::new(0),
            waiting: Mutex::default(),
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
        self.shared.count.fetch_add(1, Ordering::SeqCst);
        drop(lanes);
        tokio::spawn(run(Arc::clone(&self.shared), key, message));
    }

    /// How many lanes there are.
    pub fn lanes(&self) -> usize {
        self.shared.count.load(Ordering::SeqCst)
    }

    /// Waits until there is no lane.
    pub async fn idle(&self) {
        while self.lanes() > 0 {
            let (tell, told) = oneshot::channel();
            self.shared.waiting().push(tell);
            let _dropped = told.await;
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
        let mut lanes = shared.lanes();
        match lanes.get_mut(&key).and_then(VecDeque::pop_front) {
            Some(next) => message = next,
            None => {
                lanes.remove(&key);
                if shared.count.fetch_sub(1, Ordering::SeqCst) == 1 {
                    shared.waiting().clear();
                }
                return;
            }
        }
    }
}
