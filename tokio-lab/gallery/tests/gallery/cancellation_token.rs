//! `tokio_util::sync::CancellationToken`: one call ends them all, at that instant.

use tokio_lab::{Lab, ms};
use tokio_util::sync::CancellationToken;

#[tokio_lab::test]
async fn children_are_cancelled_with_their_parent_and_not_with_each_other(lab: Lab) {
    let parent = CancellationToken::new();
    let tasks = ["one", "other"].map(|name| {
        let token = parent.child_token();
        let work = lab.job(name).forever().gives(());
        let cancelled = token.clone().cancelled_owned();
        let task = async move {
            tokio::select! {
                () = cancelled => {}
                () = work => {}
            }
        };
        (token, tokio::spawn(task))
    });
    tokio::time::sleep(ms(20)).await;
    tasks[0].0.cancel();
    tokio::time::sleep(ms(20)).await;
    parent.cancel();
    for (_, task) in tasks {
        task.await.expect("no panic");
    }
    lab.expect(
        "
               0ms  20ms 40ms
        one    |====/
        other  |=========/
        ",
    );
}
