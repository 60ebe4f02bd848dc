//! `async_channel`: a receiver that is cancelled hands its wake-up on to another one.

use tokio_lab::{Lab, expect_eq, ms, secs, within};

#[tokio_lab::test(cancel)]
async fn of_two_receivers_the_other_one_gets_it(lab: Lab) {
    let (sender, receiver) = async_channel::unbounded();
    let other = receiver.clone();
    let sends = tokio::spawn(async move {
        tokio::time::sleep(ms(10)).await;
        sender.send(7).await.map(|()| sender)
    });
    let got = match lab.cut(receiver.recv()).await {
        Some(got) => got,
        None => within(secs(1), other.recv(), "the message reaches nobody").await,
    };
    expect_eq(got, Ok(7), "another message came");
    drop(sends.await.expect("no panic"));
}
