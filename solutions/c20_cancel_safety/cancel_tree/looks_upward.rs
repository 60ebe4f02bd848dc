//! No list of children: each token knows its parent, and asks and watches all that stand above it.

use std::iter::successors;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::select_all;
use tokio::sync::watch;

/// Something that can be stopped, with all that stands below it. Clones are the same token.
#[derive(Clone)]
pub struct Token<R> {
    node: Arc<Node<R>>,
    /// Held by whoever cancels, so that one reason comes after the other.
    turn: Arc<Mutex<()>>,
}

struct Node<R> {
    parent: Option<Arc<Node<R>>>,
    own: watch::Sender<Option<R>>,
}

impl<R: Clone + Send + Sync + 'static> Default for Token<R> {
    fn default() -> Self {
        Token::new()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R: Clone + Send + Sync + 'static> Token<R> {
    fn with_parent(parent: Option<Arc<Node<R>>>, turn: Arc<Mutex<()>>) -> Self {
        let own = watch::Sender::new(None);
        let node = Arc::new(Node { parent, own });
        Token { node, turn }
    }

    /// A token that is not cancelled, with nothing above it.
    pub fn new() -> Self {
        Token::with_parent(None, Arc::default())
    }

    /// A token below this one.
    pub fn child(&self) -> Token<R> {
        Token::with_parent(Some(self.node.clone()), self.turn.clone())
    }

    /// This token and all above it.
    fn upward(&self) -> impl Iterator<Item = &Node<R>> {
        successors(Some(&*self.node), |node| node.parent.as_deref())
    }

    /// Cancels this token and all below it; gives whether it was this call that cancelled it.
    pub fn cancel(&self, reason: R) -> bool {
        let _turn = lock(&self.turn);
        let first = !self.is_cancelled();
        if first {
            self.node.own.send_replace(Some(reason));
        }
        first
    }

    /// Whether this token is cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.upward().any(|node| node.own.borrow().is_some())
    }

    /// Why it is cancelled; nothing as long as it is not.
    pub fn reason(&self) -> Option<R> {
        // The nearest one was the first: below a cancelled token nobody is cancelled again.
        self.upward().find_map(|node| node.own.borrow().clone())
    }

    /// Waits until it is cancelled, and gives the reason.
    pub async fn cancelled(&self) -> R {
        let mut places: Vec<_> = self.upward().map(|node| node.own.subscribe()).collect();
        loop {
            let changes = places.iter_mut().map(|place| Box::pin(place.changed()));
            let change = select_all(changes.collect::<Vec<_>>());
            if let Some(reason) = self.reason() {
                return reason;
            }
            change.await;
        }
    }
}
