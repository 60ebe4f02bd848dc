//! `predict_spawn`: the picture is what the program does.

use async_katas::c04_tasks::predict_spawn::picture;
use lab::{Lab, Prediction, secs, virtual_time};

/// The program, as the task shows it.
async fn program(lab: Lab) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    let tea = tokio::spawn(job("tea", 2));
    let cake = tokio::spawn(job("cake", 5));
    job("table", 1).await;
    let _ = tea.await;
    drop(cake);
    job("chat", 4).await;
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "your picture lets `tea` begin when it is awaited, at 1s; a task that was spawned runs on its own, from 0s",
            "
                     0s  1s  2s  3s  4s  5s  6s  7s
            tea          |=======|
            cake     |===================|
            table    |===|
            chat                 |===============|
            ",
        )
        .believes(
            "your picture ends `cake` at 2s, where its handle is dropped; that detaches the task, which works on until 5s",
            "
                     0s  1s  2s  3s  4s  5s  6s
            tea      |=======|
            cake     |=======/
            table    |===|
            chat             |===============|
            ",
        )
        .believes(
            "in your picture the tasks wait until `table` is done; they run beside it, from 0s, whenever it waits",
            "
                     0s  1s  2s  3s  4s  5s  6s  7s  8s
            tea          |=======|
            cake                 |===================|
            table    |===|
            chat                 |===============|
            ",
        )
        .believes(
            "in your picture `chat` waits for `cake`, which nobody awaits; it begins when `tea` is done, at 2s",
            "
                     0s  1s  2s  3s  4s  5s  6s  7s  8s  9s
            tea      |=======|
            cake     |===================|
            table    |===|
            chat                         |===============|
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
