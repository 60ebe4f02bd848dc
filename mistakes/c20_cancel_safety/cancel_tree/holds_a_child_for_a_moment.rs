//! Mistake: a token that goes takes itself out of the list of the one above, and `cancel` holds each child
//! for a moment, under the lock of that list. Where it is then the last one to hold it, the child goes
//! inside of `cancel`, and waits for a lock that `cancel` holds.
//! Breaks: "No method but `cancelled` waits"
//! Rejected by: a_token_that_is_dropped_during_a_cancel_holds_nobody_up
//! Told: may be the last one who does

use std::collections::HashMap;
use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::oneshot;

pub struct Token<R>(Arc<Node<R>>);

struct Node<R> {
    state: Mutex<State<R>>,
    /// The one above, and the number that this one has there.
    above: Option<(Arc<Node<R>>, u64)>,
}

struct State<R> {
    reason: Option<R>,
    waiting: Vec<oneshot::Sender<R>>,
    children: HashMap<u64, Weak<Node<R>>>,
    numbers: u64,
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

impl<R> Node<R> {
    fn new(reason: Option<R>, above: Option<(Arc<Node<R>>, u64)>) -> Arc<Self> {
        Arc::new(Node {
            state: Mutex::new(State {
                reason,
                waiting: Vec::new(),
                children: HashMap::new(),
                numbers: 0,
            }),
            above,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R> Drop for Node<R> {
    fn drop(&mut self) {
        if let Some((above, number)) = &self.above {
            above.lock().children.remove(number);
        }
    }
}

impl<R: Clone> Node<R> {
    fn cancel(&self, reason: R) -> bool {
        let mut state = self.lock();
        if state.reason.is_some() {
            return false;
        }
        state.reason = Some(reason.clone());
        for child in state.children.values() {
            if let Some(child) = child.upgrade() {
                child.cancel(reason.clone());
            }
        }
        for waiter in take(&mut state.waiting) {
            // Who has left does not hear it.
            let _ = waiter.send(reason.clone());
        }
        true
    }
}

impl<R: Clone + Send + Sync + 'static> Token<R> {
    pub fn new() -> Self {
        Token(Node::new(None, None))
    }

    pub fn child(&self) -> Token<R> {
        let mut state = self.0.lock();
        state.numbers += 1;
        let number = state.numbers;
        let above = (Arc::clone(&self.0), number);
        let child = Node::new(state.reason.clone(), Some(above));
        state.children.insert(number, Arc::downgrade(&child));
        Token(child)
    }

    pub fn cancel(&self, reason: R) -> bool {
        self.0.cancel(reason)
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.lock().reason.is_some()
    }

    pub fn reason(&self) -> Option<R> {
        self.0.lock().reason.clone()
    }

    fn sign_up(&self) -> Result<R, oneshot::Receiver<R>> {
        let mut state = self.0.lock();
        if let Some(reason) = &state.reason {
            return Ok(reason.clone());
        }
        let (sender, receiver) = oneshot::channel();
        // Those who have left meanwhile need no place.
        state.waiting.retain(|waiter| !waiter.is_closed());
        state.waiting.push(sender);
        Err(receiver)
    }

    pub async fn cancelled(&self) -> R {
        match self.sign_up() {
            Ok(reason) => reason,
            Err(cancelled) => match cancelled.await {
                Ok(reason) => reason,
                Err(_) => unreachable!("the token keeps the sender until it is cancelled"),
            },
        }
    }
}
