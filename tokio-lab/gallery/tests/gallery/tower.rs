//! `tower`: services with limits.

use std::convert::Infallible;
use std::time::Duration;

use futures::future::join_all;
use tokio_lab::{Lab, expect_eq, secs};
use tower::{Service, ServiceBuilder, ServiceExt, service_fn};

#[tokio_lab::test]
async fn no_more_calls_at_once_than_the_limit(lab: Lab) {
    let service = ServiceBuilder::new()
        .concurrency_limit(2)
        .service(service_fn({
            let lab = lab.clone();
            move |name: &'static str| lab.job(name).takes(secs(1)).ok::<_, Infallible>(name)
        }));
    let names = ["a", "b", "c", "d"];
    let answers = join_all(names.map(|name| service.clone().oneshot(name))).await;
    expect_eq(
        answers.into_iter().flatten().collect(),
        Vec::from(names),
        "an answer is missing",
    );
    lab.expect_busy(2, &names.map(|name| (name, Duration::ZERO)));
}

#[tokio_lab::test]
async fn two_calls_a_second(lab: Lab) {
    let mut service = ServiceBuilder::new()
        .rate_limit(2, secs(1))
        .service(service_fn({
            let lab = lab.clone();
            move |glyph: char| {
                lab.mark("calls", glyph);
                async { Ok::<_, Infallible>(()) }
            }
        }));
    for glyph in ['a', 'b', 'c', 'd'] {
        let ready = service.ready().await.expect("it never fails");
        ready.call(glyph).await.expect("it never fails");
    }
    lab.expect(
        "
               0s   1s
        calls  a    c
               b    d
        ",
    );
}

#[tokio_lab::test]
async fn a_call_that_takes_too_long_is_cancelled(lab: Lab) {
    let service = ServiceBuilder::new().timeout(secs(2)).service(service_fn({
        let lab = lab.clone();
        move |name: &'static str| lab.job(name).forever().ok::<_, Infallible>(())
    }));
    assert!(service.oneshot("call").await.is_err());
    lab.expect(
        "
              0s   1s   2s
        call  |=========/
        ",
    );
}
