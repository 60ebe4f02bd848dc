//! `predict_backpressure`: the picture is what the program does.

use async_katas::c15_queues::predict_backpressure::picture;
use lab::{Lab, Prediction, secs, virtual_time};
use tokio::sync::mpsc;

/// The program, as the task shows it.
async fn program(lab: Lab) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    let (tx, mut rx) = mpsc::channel(2);
    let producer = async move {
        for _ in 0..5 {
            job("make", 1).await;
            let _ = tx.send(()).await;
        }
    };
    let consumer = async {
        while rx.recv().await.is_some() {
            job("use", 4).await;
        }
    };
    tokio::join!(producer, consumer);
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "in your picture the producer never waits; the channel has a bound: at 4s two items are in it, and the fourth has to wait until the consumer takes one, at 5s",
            "
                    0s      4s      8s      12s     16s     20s
            make    |=|=|=|=|=|
            use       |=======|=======|=======|=======|=======|
            ",
        )
        .believes(
            "in your picture the producer waits after its third item; the item that is in use was taken out of the channel and takes no room in it, so the third fits in, and the fourth is made at once",
            "
                    0s      4s      8s      12s     16s     20s
            make    |=|=|=|   |=|     |=|
            use       |=======|=======|=======|=======|=======|
            ",
        )
        .believes(
            "in your picture `send` waits until the item is taken; there is room for two in the channel, and `send` waits only while it is full",
            "
                    0s      4s      8s      12s     16s     20s
            make    |=|=|     |=|     |=|     |=|
            use       |=======|=======|=======|=======|=======|
            ",
        )
        .believes(
            "in your picture the fourth item is being made until there is room for it; making it takes a second, until 4s, and then it waits in the producer's hand",
            "
                    0s      4s      8s      12s     16s     20s
            make    |=|=|=|===|=|
            use       |=======|=======|=======|=======|=======|
            ",
        )
        .believes(
            "in your picture the consumer begins when all is made; it takes an item as soon as there is one, at 1s",
            "
                    0s      4s      8s      12s     16s     20s     24s
            make    |=|=|=|=| |=|
            use                 |=======|=======|=======|=======|=======|
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
