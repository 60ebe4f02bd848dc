//! `batches`: full groups at once, others when their patience ends, and nothing lost or hoarded.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use async_katas::c08_streams::batches::batches;
use futures::stream::StreamExt;
use lab::{Lab, Source, expect_eq, for_seeds, ms, secs, virtual_time};
use tokio::time::sleep;
use tokio_test::task;

/// So many items, numbered from 1, with these times from one to the next.
fn items(lab: &Lab, times: &[Duration]) -> Source<usize> {
    let numbers: Vec<_> = times.iter().copied().zip(1..).collect();
    lab.source("source", numbers)
}

fn up_to(size: usize) -> NonZeroUsize {
    NonZeroUsize::new(size).unwrap_or(NonZeroUsize::MIN)
}

/// Reads all groups, and marks each by its size at the instant at which it comes.
async fn groups(
    lab: &Lab,
    source: Source<usize>,
    size: usize,
    patience: Duration,
) -> Vec<(Duration, Vec<usize>)> {
    let mut stream = pin!(batches(source, up_to(size), patience));
    let mut groups = Vec::new();
    while let Some(group) = stream.next().await {
        lab.mark(
            "group",
            char::from_digit(group.len() as u32, 10).unwrap_or('?'),
        );
        groups.push((lab.now(), group));
    }
    groups
}

#[track_caller]
fn expect_all(groups: &[(Duration, Vec<usize>)], count: usize) {
    let got: Vec<usize> = groups
        .iter()
        .flat_map(|(_, group)| group)
        .copied()
        .collect();
    expect_eq(
        got,
        (1..=count).collect(),
        "an item was lost, came twice, or came out of order",
    );
}

#[test]
fn a_full_group_goes_at_once() {
    virtual_time(async |lab: Lab| {
        let groups = groups(&lab, items(&lab, &[ms(100); 7]), 3, secs(10)).await;
        expect_all(&groups, 7);
        lab.expect_because(
            "
                      0ms   100ms 200ms 300ms 400ms 500ms 600ms 700ms
            source    |=====|=====|=====|=====|=====|=====|=====|
            group                       3                 3     1
            ",
            "a group of three is full with its third item and goes at once, no sooner and with no \
             more in it; the last one goes when the source ends",
        );
    });
}

#[test]
fn an_impatient_group_goes_unfilled() {
    virtual_time(async |lab: Lab| {
        let times = [100, 100, 500, 100, 100, 100, 400].map(ms);
        let groups = groups(&lab, items(&lab, &times), 5, ms(250)).await;
        expect_all(&groups, 7);
        lab.expect_because(
            "
                      0ms     200ms   400ms   600ms   800ms   1s      1.2s    1.4s
            source    |===|===|===================|===|===|===|===============|
            group                   2                       3           1     1
            ",
            "the patience of 250 ms begins with the first item of a group, and is not prolonged by \
             those after it: the group goes when it ends, with what is there",
        );
    });
}

#[test]
fn the_patience_begins_with_the_first_item() {
    virtual_time(async |lab: Lab| {
        let times = [700, 100, 1000].map(ms);
        let groups = groups(&lab, items(&lab, &times), 9, ms(250)).await;
        expect_all(&groups, 3);
        lab.expect_because(
            "
                      0ms     200ms   400ms   600ms   800ms   1s      1.2s    1.4s    1.6s    1.8s
            source    |===========================|===|=======================================|
            group                                           2                                 1
            ",
            "the patience begins when the first item has come: before that there is no group to \
             give, however long it takes",
        );
    });
}

#[test]
fn nothing_is_read_ahead() {
    virtual_time(async |lab: Lab| {
        let source = items(&lab, &[ms(0); 100]);
        let watch = source.watch();
        let mut groups = pin!(batches(source, up_to(4), secs(1)));
        expect_eq(
            watch.asked(),
            0,
            "items were read before anybody asked for a group",
        );
        for n in 1..=5 {
            let group = groups.next().await.map(|group| group.len());
            expect_eq(
                (group, watch.given()),
                (Some(4), 4 * n),
                "a group of four is full with four items: more items were read than it has room \
                 for, or it was given too few",
            );
            // The reader takes its time, and nobody asks.
            sleep(secs(5)).await;
            expect_eq(
                watch.asked(),
                4 * n,
                "items were read though nobody asked for a group",
            );
        }
    });
}

#[test]
fn no_items_give_no_groups() {
    virtual_time(async |lab: Lab| {
        let groups = groups(&lab, items(&lab, &[]), 3, ms(100)).await;
        expect_eq(
            groups,
            vec![],
            "a source without items has no groups, not even an empty group",
        );
        expect_eq(
            lab.now(),
            ms(0),
            "the source had ended, and the stream of groups did not end with it",
        );
    });
}

#[test]
fn polled_by_hand_the_patience_wakes() {
    virtual_time(async |lab: Lab| {
        let source = items(&lab, &[ms(100), secs(10)]);
        let mut groups = task::spawn(batches(source, up_to(3), ms(250)));
        assert!(
            groups.poll_next().is_pending(),
            "a group came before any item"
        );
        sleep(ms(101)).await;
        assert!(
            groups.is_woken(),
            "an item had come and nobody was woken for it"
        );
        assert!(
            groups.poll_next().is_pending(),
            "a group came before it was full and before its patience had ended"
        );
        sleep(ms(249)).await;
        assert!(
            !groups.is_woken(),
            "woken for nothing: no item had come, and the patience had not ended"
        );
        sleep(ms(2)).await;
        assert!(
            groups.is_woken(),
            "the patience had ended and nobody was woken: without a timer that keeps the waker, \
             the group waits for the next item"
        );
        expect_eq(
            groups.poll_next(),
            Poll::Ready(Some(vec![1])),
            "the patience had ended, and the poll did not give the group",
        );
    });
}

#[test]
fn any_items_at_any_times() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let times: Vec<Duration> = (0..draw.size(1..=20))
            .map(|_| draw.times(ms(10), 0..=30))
            .collect();
        let size = draw.size(1..=5);
        // Half a step off, so that nothing comes at the instant at which the patience ends.
        let patience = draw.times(ms(10), 1..=40) + ms(5);
        let groups = groups(&lab, items(&lab, &times), size, patience).await;
        expect_all(&groups, times.len());
        expect_eq(
            groups,
            expected(&times, size, patience),
            format!(
                "with size {size} and a patience of {patience:?} a group came at another instant, \
                 or with other items, than its size and the patience of its first item allow"
            ),
        );
    });
}

/// What should come of these times: the groups by the book, one item after another.
fn expected(times: &[Duration], size: usize, patience: Duration) -> Vec<(Duration, Vec<usize>)> {
    let mut groups = Vec::new();
    let mut group = Vec::new();
    let (mut now, mut deadline) = (Duration::ZERO, Duration::ZERO);
    for (item, time) in (1..).zip(times) {
        now += *time;
        if !group.is_empty() && deadline < now {
            groups.push((deadline, std::mem::take(&mut group)));
        }
        if group.is_empty() {
            deadline = now + patience;
        }
        group.push(item);
        if group.len() == size {
            groups.push((now, std::mem::take(&mut group)));
        }
    }
    if !group.is_empty() {
        groups.push((now, group));
    }
    groups
}
