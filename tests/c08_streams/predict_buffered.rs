//! `predict_buffered`: the picture is what the program does.

use async_katas::c08_streams::predict_buffered::picture;
use futures::{StreamExt, stream};
use lab::{Lab, Prediction, secs, virtual_time};

/// The program, as the task shows it.
async fn program(lab: Lab) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    let jobs = stream::iter([job("a", 3), job("b", 1), job("c", 1)]);
    jobs.buffered(2).collect::<Vec<()>>().await;
    let jobs = stream::iter([job("e", 3), job("f", 1), job("g", 1)]);
    jobs.buffer_unordered(2).collect::<Vec<()>>().await;
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "in your picture `buffered` starts `c` when `b` is done; the result of `b` waits for that of `a` and takes a place meanwhile, so `c` begins at 3s",
            "
                 0s  1s  2s  3s  4s  5s  6s
            a    |===========|
            b    |===|
            c        |===|
            e                |===========|
            f                |===|
            g                    |===|
            ",
        )
        .believes(
            "in your picture `buffer_unordered` works in batches; its place is free as soon as `f` is done, so `g` begins at 5s",
            "
                 0s  1s  2s  3s  4s  5s  6s  7s  8s
            a    |===========|
            b    |===|
            c                |===|
            e                    |===========|
            f                    |===|
            g                                |===|
            ",
        )
        .believes(
            "in your picture all three start at once; the number says how many may be under way: two at a time",
            "
                 0s  1s  2s  3s  4s  5s  6s
            a    |===========|
            b    |===|
            c    |===|
            e                |===========|
            f                |===|
            g                |===|
            ",
        )
        .believes(
            "in your picture `b` works until its result is given out; it was done at 1s, and only its result waits for that of `a`",
            "
                 0s  1s  2s  3s  4s  5s  6s  7s
            a    |===========|
            b    |===========|
            c                |===|
            e                    |===========|
            f                    |===|
            g                        |===|
            ",
        )
        .believes(
            "in your picture one future runs at a time; both places are taken from the start, so `b` begins with `a`",
            "
                 0s  1s  2s  3s  4s  5s  6s  7s  8s  9s  10s
            a    |===========|
            b                |===|
            c                    |===|
            e                        |===========|
            f                                    |===|
            g                                        |===|
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
