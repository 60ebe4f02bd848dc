//! `predict_select`: the picture is what the program does.

use async_katas::c05_concurrency::predict_select::picture;
use lab::{Lab, Prediction, secs, virtual_time};

/// The program, as the task shows it.
async fn program(lab: Lab) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    tokio::select! {
        () = job("left", 3) => {}
        () = async {
            job("one", 1).await;
            job("two", 4).await;
        } => {}
    }
    job("after", 1).await;
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "in your picture `two` works on after its branch has lost; the branch is dropped at 3s, and nobody polls it any more",
            "
                     0s  1s  2s  3s  4s  5s
            left     |===========|
            one      |===|
            two          |===============|
            after                |===|
            ",
        )
        .believes(
            "in your picture `select!` waits for both branches; it ends with the first branch that is done, at 3s",
            "
                     0s  1s  2s  3s  4s  5s  6s
            left     |===========|
            one      |===|
            two          |===============|
            after                        |===|
            ",
        )
        .believes(
            "in your picture the second branch has won when `one` is done; a branch is done when it is done as a whole, and until then the other runs, too",
            "
                     0s  1s  2s  3s  4s  5s  6s
            left     |===/
            one      |===|
            two          |===============|
            after                        |===|
            ",
        )
        .believes(
            "in your picture the branches run one after another; `select!` polls both at the same time, so `one` begins at 0s",
            "
                     0s  1s  2s  3s  4s  5s  6s  7s  8s  9s
            left     |===========|
            one                  |===|
            two                      |===============|
            after                                    |===|
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
