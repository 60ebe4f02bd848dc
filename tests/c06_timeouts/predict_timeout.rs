//! `predict_timeout`: the picture is what the program does.

use async_katas::c06_timeouts::predict_timeout::picture;
use lab::{Lab, Prediction, secs, virtual_time};
use tokio::time::timeout;

/// The program, as the task shows it.
async fn program(lab: Lab) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    let _ = timeout(secs(4), async {
        let _ = timeout(secs(2), job("inner", 3)).await;
        job("next", 3).await;
    })
    .await;
    job("after", 1).await;
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "in your picture work goes on when its limit is over; `timeout` drops the future at the limit, and what is dropped stops there",
            "
                     0s  1s  2s  3s  4s  5s
            inner    |===========|
            next             |===========|
            after                    |===|
            ",
        )
        .believes(
            "in your picture the inner limit ends what is around it, too; it only drops `inner`, and `next` begins at 2s",
            "
                     0s  1s  2s  3s
            inner    |=======/
            after            |===|
            ",
        )
        .believes(
            "in your picture `next` comes to its end at 5s; the outer limit counts from 0s, where it was first polled, and is over at 4s",
            "
                     0s  1s  2s  3s  4s  5s  6s
            inner    |=======/
            next             |===========|
            after                        |===|
            ",
        )
        .believes(
            "in your picture each limit is noticed when the work is done; `timeout` ends at its limit, and drops `inner` in the middle of its work",
            "
                     0s  1s  2s  3s  4s  5s  6s  7s
            inner    |===========|
            next                 |===========|
            after                            |===|
            ",
        )
        .believes(
            "in your picture only the outer limit counts; of two limits the shorter one is over first, at 2s, and drops `inner`",
            "
                     0s  1s  2s  3s  4s  5s
            inner    |===========|
            next                 |===/
            after                    |===|
            ",
        )
}

#[test]
fn the_picture_has_a_row_for_whoever_works() {
    virtual_time(async |lab: Lab| {
        let prediction = prediction();
        program(lab.clone()).await;
        prediction.has_the_rows(&lab.timeline());
    });
}

#[test]
fn everything_begins_where_the_picture_says() {
    virtual_time(async |lab: Lab| {
        let prediction = prediction();
        program(lab.clone()).await;
        prediction.begins(&lab.timeline());
    });
}

#[test]
fn everything_ends_where_and_how_the_picture_says() {
    virtual_time(async |lab: Lab| {
        let prediction = prediction();
        program(lab.clone()).await;
        prediction.ends(&lab.timeline());
    });
}
