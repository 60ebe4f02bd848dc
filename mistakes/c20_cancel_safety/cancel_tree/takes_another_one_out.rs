//! Mistake: a waiter that is dropped takes the last waker out of the list, which is not always its
//! own.
//! Breaks: "Waiters may be dropped at any time, which changes nothing for the others"
//! Rejected by: whoever_is_dropped_among_three_the_others_go_on
//! Told: should take its own waker out of the list

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Poll, Waker};

pub struct Token<R> {
    state: Arc<Mutex<State<R>>>,
    _above: Option<Arc<Token<R>>>,
}

struct State<R> {
    reason: Option<R>,
    waiting: Vec<Waker>,
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

struct SignedUp<'t, R>(&'t Token<R>);

impl<R> Drop for SignedUp<'_, R> {
    fn drop(&mut self) {
        lock(&self.0.state).waiting.pop();
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
        waiter.wake();
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
            state.children.retain(|child| child.strong_count() > 0);
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

    pub async fn cancelled(&self) -> R {
        let _leaves = SignedUp(self);
        poll_fn(|cx| {
            let mut state = lock(&self.state);
            if let Some(reason) = &state.reason {
                return Poll::Ready(reason.clone());
            }
            if !state
                .waiting
                .iter()
                .any(|waker| waker.will_wake(cx.waker()))
            {
                state.waiting.push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await
    }
}
