//! `tokio::sync::mpsc`: what becomes of a message whose sender is cancelled.

use tokio::sync::mpsc;
use tokio_lab::{Lab, expect_eq, ms};

#[tokio_lab::test(cancel)]
async fn a_send_that_is_cancelled_takes_no_room(lab: Lab) {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.send(1).await.expect("there is room");
    let slow = tokio::spawn(async move {
        tokio::time::sleep(ms(50)).await;
        let first = receiver.recv().await;
        (first, receiver)
    });
    let sent = lab.cut(sender.send(2)).await;
    let (first, mut receiver) = slow.await.expect("the receiver does not panic");
    expect_eq(first, Some(1), "the first message is lost");
    // Either it was sent, and is there, or there is room for another one at once.
    if sent.is_none() {
        sender.try_send(3).expect("a cancelled send keeps its room");
    }
    let second = if sent.is_some() { 2 } else { 3 };
    expect_eq(receiver.try_recv(), Ok(second), "another message came");
}

#[tokio_lab::test(cancel)]
async fn a_receiver_that_is_cancelled_loses_no_message(lab: Lab) {
    let (sender, mut receiver) = mpsc::channel(1);
    let late = tokio::spawn(async move {
        tokio::time::sleep(ms(20)).await;
        sender.send(7).await
    });
    let received = lab.cut(receiver.recv()).await.flatten();
    late.await
        .expect("no panic")
        .expect("the receiver is there");
    let left = receiver.try_recv().ok();
    expect_eq(received.or(left), Some(7), "the message is lost");
}
