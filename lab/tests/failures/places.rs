//! Places that are free while work waits.

use futures::StreamExt;
use futures::future::join_all;
use lab::{Lab, failure_of, secs, virtual_time};

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
