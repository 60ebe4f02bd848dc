//! Mistake: whoever leaves as the last one asks once more, with the list of those who wait in its hands,
//! whether nobody is inside, and tells nobody if another thread has entered since.
//! Breaks: "goes on, even if it is over before the waiter gets to run"
//! Rejected by: a_moment_that_another_thread_ends_at_once_is_not_missed
//! Told: it should not ask again by then

use std::mem::take;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

#[derive(Default)]
pub struct Tracker(Arc<Shared>);

type Waiting = Mutex<Vec<oneshot::Sender<()>>>;

#[derive(Default)]
struct Shared {
    inside: AtomicUsize,
    for_nobody: Waiting,
    for_somebody: Waiting,
}

#[must_use = "whoever drops it at once has left again"]
pub struct Guard(Arc<Shared>);

fn lock(waiting: &Waiting) -> MutexGuard<'_, Vec<oneshot::Sender<()>>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn inside(&self) -> usize {
        self.inside.load(Ordering::SeqCst)
    }

    fn tell(&self, waiting: &Waiting, is_so: fn(usize) -> bool) {
        let told = {
            let mut waiting = lock(waiting);
            if !is_so(self.inside()) {
                return;
            }
            take(&mut *waiting)
        };
        for waiter in told {
            // Who has left does not hear it.
            let _ = waiter.send(());
        }
    }

    async fn wait(&self, waiting: &Waiting, is_so: fn(usize) -> bool) {
        let comes = {
            let mut waiting = lock(waiting);
            if is_so(self.inside()) {
                return;
            }
            let (sender, receiver) = oneshot::channel();
            // Those who have left meanwhile need no place.
            waiting.retain(|waiter| !waiter.is_closed());
            waiting.push(sender);
            receiver
        };
        let _ = comes.await;
    }
}

impl Tracker {
    pub fn new() -> Self {
        Tracker::default()
    }

    pub fn enter(&self) -> Guard {
        let guard = Guard(Arc::clone(&self.0));
        if self.0.inside.fetch_add(1, Ordering::SeqCst) == 0 {
            self.0.tell(&self.0.for_somebody, |inside| inside > 0);
        }
        guard
    }

    pub fn inside(&self) -> usize {
        self.0.inside()
    }

    pub async fn idle(&self) {
        let shared = &self.0;
        shared.wait(&shared.for_nobody, |inside| inside == 0).await;
    }

    pub async fn busy(&self) {
        let shared = &self.0;
        shared.wait(&shared.for_somebody, |inside| inside > 0).await;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.0.inside.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.tell(&self.0.for_nobody, |inside| inside == 0);
        }
    }
}
