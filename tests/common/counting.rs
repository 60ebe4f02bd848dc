//! How often a server was connected to.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::serve::{Listener, ListenerExt};

use super::site::{in_time, listen};

/// Counts connections.
#[derive(Clone, Default)]
pub struct Connections(Arc<AtomicUsize>);

impl Connections {
    /// How many were made so far.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// A listener that counts what it takes.
    pub async fn listen(&self) -> impl Listener<Addr = SocketAddr> + use<> {
        let counter = Arc::clone(&self.0);
        listen().await.tap_io(move |connection| {
            in_time(connection);
            counter.fetch_add(1, Ordering::SeqCst);
        })
    }
}
