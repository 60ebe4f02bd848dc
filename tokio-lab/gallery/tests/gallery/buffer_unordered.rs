//! `futures::StreamExt::buffer_unordered` stands still while whoever takes its results does
//! something else: rust-lang/futures-rs#2387. That is how it is meant to be, and it surprises.

use futures::StreamExt;
use tokio_lab::{Lab, ms, virtual_time};

use crate::report_of;

/// Two jobs at once, and a consumer that needs as long as they do.
async fn consume(lab: &Lab) {
    let jobs = ["a", "b", "c"].map(|name| lab.job(name).takes(ms(30)).gives(name));
    let mut results = futures::stream::iter(jobs).buffer_unordered(2);
    while results.next().await.is_some() {
        tokio::time::sleep(ms(30)).await;
    }
}

#[test]
fn the_next_job_starts_as_soon_as_there_is_room() {
    insta::assert_snapshot!(report_of(|| virtual_time(async |lab: Lab| {
        consume(&lab).await;
        lab.expect(
            "
                 0ms   30ms  60ms
            a    |=====|
            b    |=====|
            c          |=====|
            ",
        );
    })));
}
