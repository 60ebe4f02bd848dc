//! A client for which no server has a name that can be found: each of its requests ends with its
//! first step, which takes no open file. How often a name was looked up is how often it asked.

use std::sync::Arc;

use lab::Gauge;
use reqwest::Client;
use reqwest::dns::{Name, Resolve, Resolving};
use tokio::sync::Barrier;

/// An address whose server has no name that can be found.
pub const NAMELESS: &str = "http://name.test/page";

struct NoNames {
    looked_up: Gauge,
    together: Arc<Barrier>,
}

impl Resolve for NoNames {
    fn resolve(&self, _name: Name) -> Resolving {
        let (inside, together) = (self.looked_up.enter(), Arc::clone(&self.together));
        Box::pin(async move {
            together.wait().await;
            drop(inside);
            Err("no such name".into())
        })
    }
}

/// A client that finds no name, and a count of those that it looks up. It gives none up before it
/// looks up so many of them together.
pub fn no_names(together: usize) -> (Client, Gauge) {
    let looked_up = Gauge::default();
    let names = NoNames {
        looked_up: looked_up.clone(),
        together: Arc::new(Barrier::new(together)),
    };
    let client = Client::builder()
        .no_proxy()
        .dns_resolver(Arc::new(names))
        .build()
        .unwrap_or_else(|error| panic!("the test needs an HTTP client ({error})"));
    (client, looked_up)
}
