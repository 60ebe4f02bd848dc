//! `predict_first_error`: the picture is what the program does.

use async_katas::c13_errors::predict_first_error::picture;
use lab::{Lab, Prediction, secs, virtual_time};

/// What `fails` fails with.
struct NoLuck;

/// The program, as the task shows it.
async fn program(lab: Lab) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    let works = |name, seconds| lab.job(name).takes(secs(seconds)).ok::<(), NoLuck>(());
    let fails = |name, seconds| lab.job(name).takes(secs(seconds)).err::<(), _>(NoLuck);
    let _ = tokio::try_join!(works("a", 1), fails("b", 2), works("c", 3));
    job("after", 1).await;
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "in your picture `c` runs on after the error, as with `gather`; `try_join!` owns its futures, returns at 2s and drops `c`",
            "
                     0s  1s  2s  3s
            a        |===|
            b        |=======x
            c        |===========|
            after            |===|
            ",
        )
        .believes(
            "in your picture `try_join!` waits for `c`; it returns at the first error, at 2s",
            "
                     0s  1s  2s  3s  4s
            a        |===|
            b        |=======x
            c        |===========|
            after                |===|
            ",
        )
        .believes(
            "in your picture the three run one after another; `try_join!` polls all of them from 0s",
            "
                     0s  1s  2s  3s  4s
            a        |===|
            b            |=======x
            after                |===|
            ",
        )
        .believes(
            "in your picture the error cuts `a` off, too; `a` was done at 1s, and stays done",
            "
                     0s  1s  2s  3s
            a        |=======/
            b        |=======x
            c        |=======/
            after            |===|
            ",
        )
        .believes(
            "in your picture `b` comes to its end; it fails at 2s, and a span that ends in a failure ends in `x`",
            "
                     0s  1s  2s  3s
            a        |===|
            b        |=======|
            c        |=======/
            after            |===|
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
