//! Places that are free while work waits.

use futures::StreamExt;
use futures::future::join_all;
use tokio_lab::{Lab, secs, virtual_time};

use crate::failure_of;

#[test]
fn the_next_starts_as_soon_as_a_place_is_free() {
    report!(async |lab: Lab| {
        let names = ["a", "b", "c", "d", "e"];
        let times = [1, 3, 2, 1, 1];
        let jobs = names
            .into_iter()
            .zip(times)
            .map(|(name, time)| lab.job(name).takes(secs(time)).gives(()));
        futures::stream::iter(jobs)
            .chunks(3)
            .for_each(|batch| async {
                join_all(batch).await;
            })
            .await;
        lab.expect_busy(3, &names.map(|name| (name, secs(0))));
    });
}

#[test]
fn each_job_ends_when_it_is_done() {
    report!(async |lab: Lab| {
        let [mut one, mut other] = [("one", 3), ("other", 1)]
            .map(|(name, time)| Box::pin(lab.job(name).takes(secs(time)).gives(())));
        // Both are started, and then awaited in turn.
        assert!(futures::poll!(one.as_mut()).is_pending());
        assert!(futures::poll!(other.as_mut()).is_pending());
        one.await;
        other.await;
        lab.expect(
            "
                   0s  1s  2s  3s
            one    |===========|
            other  |===|
            ",
        );
    });
}
