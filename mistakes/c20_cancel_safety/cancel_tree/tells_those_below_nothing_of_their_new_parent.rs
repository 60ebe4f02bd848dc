//! Mistake: where a token is dropped, its children move up to its parent, and still take the one that is
//! gone for theirs: where they are dropped next, those below them are in no list any more.
//! Breaks: "What stands below it still hears of a cancel above it"
//! Rejected by: whichever_are_dropped_in_whatever_order_a_cancel_reaches_the_same_tokens
//! Told: they still hear of its cancel

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// All tokens that somebody holds, by their numbers.
struct Tree<R> {
    made: usize,
    places: HashMap<usize, Place<R>>,
}

struct Place<R> {
    parent: Option<usize>,
    children: Vec<usize>,
    reason: Arc<watch::Sender<Option<R>>>,
}

/// What the clones of a token share.
struct Held<R> {
    number: usize,
    reason: Arc<watch::Sender<Option<R>>>,
    tree: Arc<Mutex<Tree<R>>>,
}

fn lock<R>(tree: &Mutex<Tree<R>>) -> MutexGuard<'_, Tree<R>> {
    tree.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R> Drop for Held<R> {
    fn drop(&mut self) {
        let mut tree = lock(&self.tree);
        let Some(place) = tree.places.remove(&self.number) else {
            return;
        };
        let parent = place.parent.and_then(|parent| tree.places.get_mut(&parent));
        if let Some(parent) = parent {
            parent.children.retain(|child| *child != self.number);
            parent.children.extend(place.children);
        }
    }
}

#[derive(Clone)]
pub struct Token<R>(Arc<Held<R>>);

impl<R: Clone + Send + Sync + 'static> Default for Token<R> {
    fn default() -> Self {
        Token::new()
    }
}

impl<R: Clone + Send + Sync + 'static> Token<R> {
    pub fn new() -> Self {
        let tree = Tree {
            made: 0,
            places: HashMap::new(),
        };
        Token::below(None, &Arc::new(Mutex::new(tree)))
    }

    fn below(parent: Option<usize>, shared: &Arc<Mutex<Tree<R>>>) -> Self {
        let mut tree = lock(shared);
        tree.made += 1;
        let number = tree.made;
        let parents = parent.and_then(|parent| tree.places.get_mut(&parent));
        let reason = parents.and_then(|place| {
            place.children.push(number);
            place.reason.borrow().clone()
        });
        let reason = Arc::new(watch::Sender::new(reason));
        let place = Place {
            parent,
            children: Vec::new(),
            reason: Arc::clone(&reason),
        };
        tree.places.insert(number, place);
        Token(Arc::new(Held {
            number,
            reason,
            tree: Arc::clone(shared),
        }))
    }

    pub fn child(&self) -> Token<R> {
        Token::below(Some(self.0.number), &self.0.tree)
    }

    pub fn cancel(&self, reason: R) -> bool {
        let tree = lock(&self.0.tree);
        if self.is_cancelled() {
            return false;
        }
        let mut below = vec![self.0.number];
        while let Some(number) = below.pop() {
            let Some(place) = tree.places.get(&number) else {
                continue;
            };
            // Cancelled before: so is all below it, each with its own reason.
            if place.reason.borrow().is_none() {
                place.reason.send_replace(Some(reason.clone()));
                below.extend(&place.children);
            }
        }
        true
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.reason.borrow().is_some()
    }

    pub fn reason(&self) -> Option<R> {
        self.0.reason.borrow().clone()
    }

    pub async fn cancelled(&self) -> R {
        let mut place = self.0.reason.subscribe();
        loop {
            if let Some(reason) = place.borrow_and_update().clone() {
                return reason;
            }
            // Never an error: the sender lives in the token.
            let _ = place.changed().await;
        }
    }
}
