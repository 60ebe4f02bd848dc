//! `predict_await`: the picture is what the program does.

use async_katas::c01_sync_vs_async::predict_await::picture;
use lab::{Lab, Prediction, secs, virtual_time};

/// The program, as the task shows it.
async fn program(lab: Lab) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    let tea = job("tea", 3);
    let toast = job("toast", 2);
    tea.await;
    toast.await;
    let eggs = job("eggs", 2);
    let juice = job("juice", 1);
    tokio::join!(eggs, juice);
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "your picture lets `toast` work from 0s, as soon as its future is made; a future does nothing before it is awaited, and `toast` is awaited when `tea` has ended, at 3s",
            "
                     0s  1s  2s  3s  4s  5s
            tea      |===========|
            toast    |=======|
            eggs                 |=======|
            juice                |===|
            ",
        )
        .believes(
            "your picture lets `join!` await `eggs` and `juice` one after another; it polls both from the start, so `juice` begins at 5s as `eggs` does",
            "
                     0s  1s  2s  3s  4s  5s  6s  7s  8s
            tea      |===========|
            toast                |=======|
            eggs                         |=======|
            juice                                |===|
            ",
        )
        .believes(
            "`juice` is stretched in your picture until `eggs` is done; the `join!` ends at 7s, but `juice` was done at 6s",
            "
                     0s  1s  2s  3s  4s  5s  6s  7s
            tea      |===========|
            toast                |=======|
            eggs                         |=======|
            juice                        |=======|
            ",
        )
        .believes(
            "your picture begins everything at 0s; each `.await` holds up all the lines below it, so `toast` begins at 3s, and `eggs` and `juice` at 5s",
            "
                     0s  1s  2s  3s
            tea      |===========|
            toast    |=======|
            eggs     |=======|
            juice    |===|
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
