//! `tokio::sync::Semaphore`: as many at once as there are permits, in the order in which they came.

use std::sync::Arc;

use futures::future::join_all;
use tokio::sync::Semaphore;
use tokio_lab::{Lab, ms};

#[tokio_lab::test]
async fn three_share_two_permits(lab: Lab) {
    let permits = Arc::new(Semaphore::new(2));
    let work = [("a", 20), ("b", 40), ("c", 20)].map(|(name, time)| {
        let (lab, permits) = (lab.clone(), Arc::clone(&permits));
        async move {
            let permit = lab.wait(name, permits.acquire()).await;
            let _permit = permit.expect("nobody closes it");
            lab.job(name).takes(ms(time)).gives(()).await;
        }
    });
    join_all(work).await;
    lab.expect(
        "
             0ms  20ms 40ms
        a    |====|
        b    |=========|
        c    .....|====|
        ",
    );
}
