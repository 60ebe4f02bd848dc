//! `predict_lazy`: the picture is what the program does.

use async_katas::c02_async_await::predict_lazy::picture;
use lab::{Lab, Prediction, secs, virtual_time};

/// The program, as the task shows it.
async fn program(lab: Lab) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    let early = job("early", 2);
    let never = job("never", 2);
    job("other", 3).await;
    drop(never);
    early.await;
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "your picture lets `early` work from 0s; it was made there, but it is polled only when it is awaited, at 3s",
            "
                     0s  1s  2s  3s
            other    |===========|
            early    |=======|
            ",
        )
        .believes(
            "in your picture `never` works from 0s; it is dropped before anybody has polled it, so it never works and has no row",
            "
                     0s  1s  2s  3s  4s  5s
            other    |===========|
            never    |=======|
            early                |=======|
            ",
        )
        .believes(
            "in your picture `early` is done when `other` is; it begins only after `other`, when it is awaited, since no time counts for a future that nobody polls",
            "
                     0s  1s  2s  3s
            other    |===========|
            early        |=======|
            ",
        )
        .believes(
            "in your picture `early` is quicker because it was made early; it takes its two seconds from its first poll on, until 5s",
            "
                     0s  1s  2s  3s  4s
            other    |===========|
            early                |===|
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
