//! A panic ends a span where it happens, whoever catches it.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tokio_lab::{Lab, secs, virtual_time};

#[test]
fn a_caught_panic_is_no_cancellation() {
    virtual_time(async |lab: Lab| {
        let caught = AssertUnwindSafe(lab.job("caught").takes(secs(1)).panics::<()>("boom"));
        let spawned = tokio::spawn(lab.job("spawned").takes(secs(1)).panics::<()>("boom"));
        assert!(caught.catch_unwind().await.is_err());
        assert!(spawned.await.is_err());
        lab.expect(
            "
                     0s      1s
            caught   |=======!
            spawned  |=======!
            ",
        );
    });
}
