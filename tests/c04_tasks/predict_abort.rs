//! `predict_abort`: the picture is what the program does.

use async_katas::c04_tasks::predict_abort::picture;
use lab::{Lab, Prediction, secs, virtual_time};

/// The program, as the task shows it.
async fn program(lab: Lab) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    let long = tokio::spawn(job("long", 5));
    let short = tokio::spawn(job("short", 1));
    let early = tokio::spawn(job("early", 4));
    early.abort();
    job("first", 2).await;
    long.abort();
    short.abort();
    let _ = long.await;
    job("last", 1).await;
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "in your picture `early` works until it is aborted; nobody has polled it by then, so it never works and has no row",
            "
                     0s  1s  2s  3s
            long     |=======/
            short    |===|
            early    |=======/
            first    |=======|
            last             |===|
            ",
        )
        .believes(
            "in your picture `long` comes to its end although it is aborted; it is dropped at its wait, at once, so that awaiting it takes no time and `last` begins at 2s",
            "
                     0s  1s  2s  3s  4s  5s  6s
            long     |===================|
            short    |===|
            first    |=======|
            last                         |===|
            ",
        )
        .believes(
            "in your picture `long` works on after it was aborted; the abort cuts `long` off at 2s",
            "
                     0s  1s  2s  3s  4s  5s
            long     |===================|
            short    |===|
            first    |=======|
            last             |===|
            ",
        )
        .believes(
            "in your picture the abort cuts `short` off at 2s; `short` had ended at 1s, and aborting what has ended does nothing",
            "
                     0s  1s  2s  3s
            long     |=======/
            short    |=======/
            first    |=======|
            last             |===|
            ",
        )
        .believes(
            "in your picture `last` waits until 5s; awaiting a task that is aborted takes no time here, since it is dropped at once",
            "
                     0s  1s  2s  3s  4s  5s  6s
            long     |=======/
            short    |===|
            first    |=======|
            last                         |===|
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
