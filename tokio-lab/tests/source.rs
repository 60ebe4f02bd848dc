//! Sources: what they leave on their lane, and what their counts tell.

use futures::StreamExt;
use tokio::time::{sleep, timeout};
use tokio_lab::{Lab, expect_eq, failure_of, ms, virtual_time};

#[test]
fn an_item_is_made_when_it_is_asked_for_and_not_before() {
    virtual_time(async |lab: Lab| {
        let mut source = lab.source("letters", [(ms(100), 'a'), (ms(200), 'b')]);
        sleep(ms(100)).await;
        assert_eq!(source.next().await, Some('a'));
        sleep(ms(100)).await;
        assert_eq!(source.next().await, Some('b'));
        assert_eq!(source.next().await, None);
        assert_eq!(source.next().await, None);
        lab.expect(
            "
                      0ms   100ms 200ms 300ms 400ms 500ms
            letters         |=====|     |===========|
            ",
        );
    });
}

#[test]
fn a_wait_given_up_goes_on_at_the_next_one() {
    virtual_time(async |lab: Lab| {
        let mut source = lab.source("letters", [(ms(100), 'a')]);
        let watch = source.watch();
        assert!(timeout(ms(50), source.next()).await.is_err());
        assert_eq!((watch.asked(), watch.given()), (1, 0));
        assert_eq!(source.next().await, Some('a'));
        assert_eq!((watch.asked(), watch.given()), (1, 1));
        assert_eq!(lab.now(), ms(100));
    });
}

#[test]
fn an_item_asked_for_and_never_taken_is_drawn_as_cancelled() {
    virtual_time(async |lab: Lab| {
        let mut source = lab.source("numbers", (0..).map(|n| (ms(100), n)));
        let watch = source.watch();
        assert_eq!(source.next().await, Some(0));
        assert!(timeout(ms(50), source.next()).await.is_err());
        assert_eq!(watch.dropped_at(), None);
        drop(source);
        assert_eq!(watch.dropped_at(), Some(ms(150)));
        lab.expect(
            "
                      0ms 50ms
            numbers   |=======|===/
            ",
        );
    });
}

#[test]
fn reading_ahead_fails_the_test_that_counts() {
    let report = failure_of(|| {
        virtual_time(async |lab: Lab| {
            let source = lab.source("numbers", (0..9).map(|n| (ms(0), n)));
            let watch = source.watch();
            let mut chunks = source.ready_chunks(4);
            assert_eq!(chunks.next().await.map(|chunk| chunk[0]), Some(0));
            expect_eq(watch.given(), 1, "it read ahead");
        });
    });
    assert!(report.is_some_and(|report| report.contains("it read ahead")));
}
