//! `bb8`: a connection that breaks makes room for another one.

use std::convert::Infallible;

use tokio_lab::{Lab, virtual_time};

use crate::report_of;

/// Connections that are there at once, and broken when they come back.
struct Fragile;

#[async_trait::async_trait]
impl bb8::ManageConnection for Fragile {
    type Connection = ();
    type Error = Infallible;

    async fn connect(&self) -> Result<(), Infallible> {
        Ok(())
    }

    async fn is_valid(&self, (): &mut ()) -> Result<(), Infallible> {
        Ok(())
    }

    fn has_broken(&self, (): &mut ()) -> bool {
        true
    }
}

/// djc/bb8#167, mended in 0.8.1: who waits while the last connection breaks gets none, until the
/// pool's own patience of thirty seconds is over.
#[test]
fn who_waits_while_a_connection_breaks_gets_the_next_one() {
    insta::assert_snapshot!(report_of(|| virtual_time(async |lab: Lab| {
        // The pool looks after its connections in a task that ends only some time after it.
        lab.allow_tasks();
        let pool = bb8::Pool::builder()
            .max_size(1)
            .build(Fragile)
            .await
            .expect("a pool");
        let held = pool.get().await.expect("there is room");
        let waits = tokio::spawn({
            let pool = pool.clone();
            lab.span("waits", async move { pool.get().await.map(drop).is_ok() })
        });
        tokio::task::yield_now().await;
        drop(held);
        let served = waits.await.expect("no panic");
        lab.expect_because(
            "
                   0s   10s
            waits  |
            ",
            if served {
                "it was served late"
            } else {
                "the pool had no connection for it"
            },
        );
    })));
}
