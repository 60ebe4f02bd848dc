//! `predict_lock`: the picture is what the program does.

use async_katas::c12_synchronization::predict_lock::picture;
use lab::{Lab, Prediction, secs, virtual_time};
use tokio::sync::Mutex;
use tokio::time::timeout;

/// The program, as the task shows it.
async fn program(lab: Lab) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    let lock = Mutex::new(());
    let with_lock = async |name, seconds| {
        let _guard = lock.lock().await;
        job(name, seconds).await;
    };
    let _ = tokio::join!(
        with_lock("a", 3),
        timeout(secs(2), with_lock("b", 2)),
        with_lock("c", 2),
    );
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "in your picture `b` works when `a` is done; its limit counts from its first poll on, while it waits for the lock, and is over at 2s",
            "
                 0s  1s  2s  3s  4s  5s  6s  7s
            a    |===========|
            b                |=======|
            c                        |=======|
            ",
        )
        .believes(
            "in your picture `c` works from 2s, when `b` leaves the line; `a` still holds the lock then, until 3s",
            "
                 0s  1s  2s  3s  4s
            a    |===========|
            c            |=======|
            ",
        )
        .believes(
            "in your picture `c` waits until 5s, as if `b` had its turn; `b` has left, and its place in the line with it, so `c` is next at 3s",
            "
                 0s  1s  2s  3s  4s  5s  6s  7s
            a    |===========|
            c                        |=======|
            ",
        )
        .believes(
            "in your picture `a` is cut off at 2s; that is the limit of `b` alone, and `a` works until 3s",
            "
                 0s  1s  2s  3s  4s
            a    |=======/
            c            |=======|
            ",
        )
        .believes(
            "in your picture `a` and `c` work at the same time; the lock lets one at a time work, and `a` was first",
            "
                 0s  1s  2s  3s
            a    |===========|
            c    |=======|
            ",
        )
        .believes(
            "in your picture `c` is first; the lock is handed over in the order of asking, and `a` asked first",
            "
                 0s  1s  2s  3s  4s  5s
            a            |===========|
            c    |=======|
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
