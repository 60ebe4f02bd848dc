//! Mistake: cancels the token and its children, and forgets that those have children.
//! Breaks: "however many and however deep"
//! Breaks: "cancels the token and all tokens below it with this reason"
//! Rejected by: children_end_at_the_instant_of_their_parent
//! Told: the child of that child was not

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch;

pub struct Token<R>(Arc<Node<R>>);

struct Node<R> {
    tree: Arc<Mutex<()>>,
    _parent: Option<Arc<Node<R>>>,
    reason: watch::Sender<Option<R>>,
    children: Mutex<Children<R>>,
}

struct Children<R> {
    list: Vec<Weak<Node<R>>>,
    clear_at: usize,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R> Clone for Token<R> {
    fn clone(&self) -> Self {
        Token(Arc::clone(&self.0))
    }
}

impl<R: Clone + Send + Sync + 'static> Default for Token<R> {
    fn default() -> Self {
        Token::new()
    }
}

impl<R> Children<R> {
    fn add(&mut self, child: &Arc<Node<R>>) {
        if self.list.len() >= self.clear_at {
            self.list.retain(|child| child.strong_count() > 0);
            self.clear_at = 2 * self.list.len() + 8;
        }
        self.list.push(Arc::downgrade(child));
    }
}

impl<R: Clone + Send + Sync + 'static> Token<R> {
    pub fn new() -> Self {
        Token::below(None, Arc::default(), None)
    }

    fn below(parent: Option<Arc<Node<R>>>, tree: Arc<Mutex<()>>, reason: Option<R>) -> Self {
        Token(Arc::new(Node {
            tree,
            _parent: parent,
            reason: watch::Sender::new(reason),
            children: Mutex::new(Children {
                list: Vec::new(),
                clear_at: 8,
            }),
        }))
    }

    pub fn child(&self) -> Token<R> {
        let node = &self.0;
        let _no_cancel_meanwhile = lock(&node.tree);
        let child = Token::below(Some(node.clone()), node.tree.clone(), self.reason());
        lock(&node.children).add(&child.0);
        child
    }

    pub fn cancel(&self, reason: R) -> bool {
        let _no_change_meanwhile = lock(&self.0.tree);
        if self.is_cancelled() {
            return false;
        }
        let mut below = vec![Arc::clone(&self.0)];
        below.extend(lock(&self.0.children).list.iter().filter_map(Weak::upgrade));
        for node in below {
            // Cancelled before: so is all below it, each with its own reason.
            if node.reason.borrow().is_none() {
                node.reason.send_replace(Some(reason.clone()));
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
