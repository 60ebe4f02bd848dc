//! Mistake: a waiter that is dropped takes its waker out of the list, and with it the place of whoever
//! else waits in the same task.
//! Breaks: "Waiters may be dropped at any time, which changes nothing for the others"
//! Rejected by: waiters_of_one_task_have_a_place_each
//! Told: not that of another one whose waker is the same

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

/// Whoever waits, and the waker of its last poll.
struct SignedUp<'t, R>(&'t Token<R>, Option<Waker>);

impl<R> SignedUp<'_, R> {
    fn leave(&mut self, waiting: &mut Vec<Waker>) {
        if let Some(own) = self.1.take() {
            waiting.retain(|waker| !waker.will_wake(&own));
        }
    }
}

impl<R> Drop for SignedUp<'_, R> {
    fn drop(&mut self) {
        let token = self.0;
        self.leave(&mut lock(&token.state).waiting);
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
        let mut signed_up = SignedUp(self, None);
        poll_fn(move |cx| {
            let mut state = lock(&self.state);
            if let Some(reason) = &state.reason {
                return Poll::Ready(reason.clone());
            }
            signed_up.leave(&mut state.waiting);
            state.waiting.push(cx.waker().clone());
            signed_up.1 = Some(cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}
