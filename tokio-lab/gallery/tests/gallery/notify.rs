//! `tokio::sync::Notify`: a cancelled waiter hands its notification on.

use std::sync::Arc;

use tokio::sync::Notify;
use tokio_lab::{Lab, ms, secs, within};

#[tokio_lab::test(cancel)]
async fn a_waiter_that_is_cancelled_hands_its_notification_on(lab: Lab) {
    let notify = Arc::new(Notify::new());
    let notifies = tokio::spawn({
        let notify = Arc::clone(&notify);
        async move {
            tokio::time::sleep(ms(10)).await;
            notify.notify_one();
        }
    });
    if lab.cut(notify.notified()).await.is_none() {
        within(secs(1), notify.notified(), "the notification is lost").await;
    }
    notifies.await.expect("no panic");
}
