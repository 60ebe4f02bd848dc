//! Mistake: a `Weak` to each child that there ever was: what they held is gone, and the memory is not.
//! Breaks: "Nothing of waiters and tokens that were dropped piles up"
//! Rejected by: nothing_piles_up_of_what_was_dropped
//! Told: a child that is dropped should leave no place behind

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::oneshot;

pub struct Token<R> {
    state: Arc<Mutex<State<R>>>,
    _above: Option<Arc<Token<R>>>,
}

struct State<R> {
    reason: Option<R>,
    waiting: Vec<oneshot::Sender<R>>,
    children: Vec<Weak<Mutex<State<R>>>>,
}

impl<R> Clone for Token<R> {
    fn clone(&self) -> Self {
        Token {
            state: self.state.clone(),
            _above: self._above.clone(),
        }
    }
}

impl<R: Clone + Send + Sync + 'static> Default for Token<R> {
    fn default() -> Self {
        Token::new()
    }
}

fn lock<R>(state: &Mutex<State<R>>) -> MutexGuard<'_, State<R>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn cancel<R: Clone>(state: &Mutex<State<R>>, reason: &R) -> bool {
    let mut state = lock(state);
    if state.reason.is_some() {
        return false;
    }
    state.reason = Some(reason.clone());
    for child in state.children.drain(..).filter_map(|child| child.upgrade()) {
        cancel(&child, reason);
    }
    for waiter in state.waiting.drain(..) {
        // Who has left does not hear it.
        let _ = waiter.send(reason.clone());
    }
    true
}

impl<R: Clone + Send + Sync + 'static> Token<R> {
    fn with(reason: Option<R>, above: Option<Arc<Token<R>>>) -> Self {
        let state = Arc::new(Mutex::new(State {
            reason,
            waiting: Vec::new(),
            children: Vec::new(),
        }));
        Token {
            state,
            _above: above,
        }
    }

    pub fn new() -> Self {
        Token::with(None, None)
    }

    pub fn child(&self) -> Token<R> {
        let mut state = lock(&self.state);
        let child = Token::with(state.reason.clone(), Some(Arc::new(self.clone())));
        if state.reason.is_none() {
            state.children.push(Arc::downgrade(&child.state));
        }
        child
    }

    pub fn cancel(&self, reason: R) -> bool {
        cancel(&self.state, &reason)
    }

    pub fn is_cancelled(&self) -> bool {
        lock(&self.state).reason.is_some()
    }

    pub fn reason(&self) -> Option<R> {
        lock(&self.state).reason.clone()
    }

    fn sign_up(&self) -> Result<R, oneshot::Receiver<R>> {
        let mut state = lock(&self.state);
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
