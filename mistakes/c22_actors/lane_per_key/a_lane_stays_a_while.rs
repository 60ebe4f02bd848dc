//! Mistake: keeps a lane for a second after its last message, in case another one comes.
//! Breaks: "At the instant at which a lane has handled its last message it is gone"
//! Rejected by: nothing_is_left_of_a_lane_that_is_done
//! Told: a lane that waits for another message is not gone

use std::collections::HashMap;
use std::hash::Hash;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, watch};

type Handle<K, M> = dyn Fn(K, M) -> BoxFuture<'static, ()> + Send + Sync;

/// A lane for each key that has something to do.
pub struct Lanes<K, M> {
    handle: Arc<Handle<K, M>>,
    doors: Arc<Mutex<HashMap<K, mpsc::UnboundedSender<M>>>>,
    count: watch::Sender<usize>,
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
            doors: Arc::default(),
            count: watch::Sender::new(0),
        }
    }

    /// Puts a message into the lane of this key.
    pub fn send(&self, key: K, message: M) {
        let mut doors = lock(&self.doors);
        if let Some(door) = doors.get(&key) {
            // A door that is in the map is open.
            let _ = door.send(message);
            return;
        }
        let (door, lane) = mpsc::unbounded_channel();
        let _ = door.send(message);
        doors.insert(key.clone(), door);
        self.count.send_replace(doors.len());
        drop(doors);
        self.begin(key, lane);
    }

    fn begin(&self, key: K, mut lane: mpsc::UnboundedReceiver<M>) {
        let (handle, doors) = (Arc::clone(&self.handle), Arc::clone(&self.doors));
        let count = self.count.clone();
        tokio::spawn(async move {
            let mut next = lane.recv().await;
            while let Some(message) = next.take() {
                let called = catch_unwind(AssertUnwindSafe(|| handle(key.clone(), message)));
                if let Ok(handling) = called {
                    let _panic = AssertUnwindSafe(handling).catch_unwind().await;
                }
                let a_while = Duration::from_secs(1);
                if let Ok(Some(message)) = tokio::time::timeout(a_while, lane.recv()).await {
                    next = Some(message);
                    continue;
                }
                let mut doors = lock(&doors);
                match lane.try_recv() {
                    Ok(message) => next = Some(message),
                    Err(_) => {
                        doors.remove(&key);
                        count.send_replace(doors.len());
                    }
                }
            }
        });
    }

    /// How many lanes there are.
    pub fn lanes(&self) -> usize {
        *self.count.borrow()
    }

    /// Waits until there is no lane.
    pub async fn idle(&self) {
        // The sender is here, so that it does not fail.
        let _ = self.count.subscribe().wait_for(|lanes| *lanes == 0).await;
    }
}
