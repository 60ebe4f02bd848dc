//! `moka::future::Cache`: who makes the value when the one who began is cancelled.

use tokio_lab::{Lab, expect_eq, ms, virtual_time};

use crate::report_of;

#[tokio_lab::test(cancel)]
async fn another_caller_makes_the_value(lab: Lab) {
    let cache = moka::future::Cache::new(1);
    let make = |value: u32| async move {
        tokio::time::sleep(ms(20)).await;
        value
    };
    let first = lab.cut(cache.get_with("key", make(1))).await;
    let second = cache.get_with("key", make(2)).await;
    expect_eq(second, first.unwrap_or(2), "the value is another one");
}

/// moka-rs/moka#59, mended in 0.6.3: after a caller was cancelled, the next one panics.
#[test]
fn in_version_0_6_2_the_next_caller_panics() {
    insta::assert_snapshot!(report_of(|| virtual_time(async |lab: Lab| {
        let cache: moka_0_6::future::Cache<&str, u32> = moka_0_6::future::Cache::new(1);
        let slow = lab.job("first").takes(ms(100)).gives(1);
        let caller = tokio::spawn({
            let cache = cache.clone();
            async move { cache.get_or_insert_with("key", slow).await }
        });
        tokio::time::sleep(ms(50)).await;
        caller.abort();
        let quick = lab.job("second").takes(ms(20)).gives(2);
        let value = cache.get_or_insert_with("key", quick).await;
        expect_eq(value, 2, "the value is another one");
    })));
}
