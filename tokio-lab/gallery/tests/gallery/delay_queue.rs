//! `tokio_util::time::DelayQueue`: in the order of their instants, and done when it is empty.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use tokio_lab::{Lab, ms, secs, virtual_time};
use tokio_util::time::DelayQueue;

use crate::report_of;

#[tokio_lab::test]
async fn what_is_due_first_comes_first(lab: Lab) {
    let mut queue = DelayQueue::new();
    for (name, time) in [('c', 30), ('a', 10), ('b', 20)] {
        queue.insert(name, ms(time));
    }
    while let Some(due) = queue.next().await {
        lab.mark("due", *due.get_ref());
    }
    lab.expect(
        "
             0ms  10ms 20ms 30ms
        due       a    b    c
        ",
    );
}

/// tokio-rs/tokio#6751, mended in tokio-util 0.7.12: whoever waits is not woken when the last entry
/// is removed, and waits for ever.
#[test]
fn whoever_waits_is_told_when_the_last_entry_is_removed() {
    insta::assert_snapshot!(report_of(|| virtual_time(async |lab: Lab| {
        let queue = Arc::new(Mutex::new(DelayQueue::new()));
        let key = queue.lock().expect("no panic").insert("entry", secs(3));
        let all_due = {
            let queue = Arc::clone(&queue);
            poll_fn(move |cx| {
                let due = queue.lock().expect("no panic").poll_expired(cx);
                due.map(|due| due.is_some())
            })
        };
        let waits = tokio::spawn(lab.span("waits", all_due));
        lab.job("removes").takes(secs(1)).gives(()).await;
        queue.lock().expect("no panic").remove(&key);
        waits.await.expect("no panic");
        lab.expect(
            "
                     0s   1s
            waits    |====|
            removes  |====|
            ",
        );
    })));
}
