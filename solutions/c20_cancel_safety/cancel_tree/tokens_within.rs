//! tokio-util's `CancellationToken` does the waking; only the reasons are kept beside it.

use std::iter::successors;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio_util::sync::CancellationToken;

/// Something that can be stopped, with all that stands below it. Clones are the same token.
#[derive(Clone)]
pub struct Token<R> {
    node: Arc<Node<R>>,
    turn: Arc<Mutex<()>>,
}

struct Node<R> {
    parent: Option<Arc<Node<R>>>,
    token: CancellationToken,
    reason: OnceLock<R>,
}

impl<R: Clone + Send + Sync + 'static> Default for Token<R> {
    fn default() -> Self {
        Token::new()
    }
}

impl<R: Clone + Send + Sync + 'static> Token<R> {
    /// A token that is not cancelled, with nothing above it.
    pub fn new() -> Self {
        Token {
            node: Arc::new(Node {
                parent: None,
                token: CancellationToken::new(),
                reason: OnceLock::new(),
            }),
            turn: Arc::default(),
        }
    }

    /// A token below this one.
    pub fn child(&self) -> Token<R> {
        Token {
            node: Arc::new(Node {
                parent: Some(self.node.clone()),
                token: self.node.token.child_token(),
                reason: OnceLock::new(),
            }),
            turn: self.turn.clone(),
        }
    }

    /// Cancels this token and all below it; gives whether it was this call that cancelled it.
    pub fn cancel(&self, reason: R) -> bool {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let first = !self.is_cancelled() && self.node.reason.set(reason).is_ok();
        if first {
            self.node.token.cancel();
        }
        first
    }

    /// Whether this token is cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.node.token.is_cancelled()
    }

    /// Why it is cancelled; nothing as long as it is not.
    pub fn reason(&self) -> Option<R> {
        if !self.is_cancelled() {
            return None;
        }
        // The nearest one was the first: below a cancelled token no reason is written any more.
        successors(Some(&self.node), |node| node.parent.as_ref())
            .find_map(|node| node.reason.get())
            .cloned()
    }

    /// Waits until it is cancelled, and gives the reason.
    pub async fn cancelled(&self) -> R {
        self.node.token.cancelled().await;
        match self.reason() {
            Some(reason) => reason,
            None => unreachable!("a reason is written before its token is cancelled"),
        }
    }
}
