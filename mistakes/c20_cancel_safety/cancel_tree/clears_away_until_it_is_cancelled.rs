//! Mistake: clears the children that are gone out of the list of a token as long as that is not cancelled.
//! Those that are made of a cancelled one leave their places behind.
//! Breaks: "Nothing of waiters and tokens that were dropped piles up"
//! Rejected by: nothing_piles_up_of_what_was_dropped
//! Told: a child that is dropped should leave no place behind

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::oneshot;

/// Something that can be stopped, with all that stands below it. Clones are the same token.
pub struct Token<R> {
    state: Arc<Mutex<State<R>>>,
    /// What is above lives as long as this, so that a cancel gets here.
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

/// Locks are taken from above to below and no other way, so no two wait for each other.
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

    /// A token that is not cancelled, with nothing above it.
    pub fn new() -> Self {
        Token::with(None, None)
    }

    /// A token below this one.
    pub fn child(&self) -> Token<R> {
        let mut state = lock(&self.state);
        let child = Token::with(state.reason.clone(), Some(Arc::new(self.clone())));
        if state.reason.is_none() {
            // Nobody goes through the list of a cancelled one: it may stay as it is.
            state.children.retain(|child| child.strong_count() > 0);
        }
        state.children.push(Arc::downgrade(&child.state));
        child
    }

    /// Cancels this token and all below it; gives whether it was this call that cancelled it.
    pub fn cancel(&self, reason: R) -> bool {
        cancel(&self.state, &reason)
    }

    /// Whether this token is cancelled.
    pub fn is_cancelled(&self) -> bool {
        lock(&self.state).reason.is_some()
    }

    /// Why it is cancelled; nothing as long as it is not.
    pub fn reason(&self) -> Option<R> {
        lock(&self.state).reason.clone()
    }

    /// The reason, or what will bring it. One lock: no gap.
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

    /// Waits until it is cancelled, and gives the reason.
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
