//! The meter: what it counts of futures, streams and sinks.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures::future::{join, join_all, poll_fn};
use futures::{SinkExt, Stream, StreamExt, channel::mpsc, stream};
use tokio::sync::{Notify, oneshot};
use tokio::time::sleep;
use tokio_lab::{Lab, ms, real_time, secs, virtual_time};

#[test]
fn whoever_waits_to_be_woken_is_woken_once() {
    virtual_time(async |lab: Lab| {
        let (sender, receiver) = oneshot::channel();
        let waits = lab.meter(receiver);
        let watch = waits.watch();
        let sends = async {
            sleep(secs(1)).await;
            sender.send(7)
        };
        let (got, sent) = join(waits, sends).await;
        assert_eq!((got, sent), (Ok(7), Ok(())));
        assert_eq!((watch.wakes(), watch.idle_wakes()), (1, 0));
        // Once more than it was woken and begun: `join` polls both when either is woken.
        assert_eq!((watch.polls(), watch.polls_after_end()), (3, 0));
    });
}

#[test]
fn whoever_looks_now_and_then_is_woken_for_nothing() {
    virtual_time(async |lab: Lab| {
        let looks = lab.meter(async {
            while lab.now() < ms(995) {
                sleep(ms(10)).await;
            }
        });
        let watch = looks.watch();
        looks.await;
        assert_eq!((watch.wakes(), watch.idle_wakes()), (100, 99));
    });
}

#[test]
fn a_loop_that_gives_way_is_woken_for_nothing() {
    virtual_time(async |lab: Lab| {
        let spins = lab.meter(async {
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
        });
        let watch = spins.watch();
        spins.await;
        assert_eq!((watch.polls(), watch.idle_wakes()), (51, 49));
    });
}

#[test]
fn a_wake_after_which_something_ended_is_none_for_nothing() {
    virtual_time(async |lab: Lab| {
        let jobs = (1..=9).map(|n| lab.job(&format!("{n}")).takes(secs(n)).gives(n));
        let all = lab.meter(join_all(jobs));
        let watch = all.watch();
        all.await;
        assert_eq!((watch.wakes(), watch.idle_wakes()), (9, 0));
    });
}

#[test]
fn the_first_poll_is_the_first_from_its_beginning_on() {
    virtual_time(async |lab: Lab| {
        let (told, mut tells) = mpsc::unbounded();
        let (hands_over, is_told) = oneshot::channel::<tokio_lab::MeterWatch>();
        let future = lab.meter(async move {
            let watch = is_told.await.expect("a watch");
            let _ = told.unbounded_send(watch.polls());
            sleep(ms(1)).await;
            let _ = told.unbounded_send(watch.polls());
        });
        let watch = future.watch();
        assert_eq!(watch.polls(), 0);
        assert!(hands_over.send(watch.clone()).is_ok());
        future.await;
        assert_eq!((tells.next().await, tells.next().await), (Some(1), Some(2)));
    });
}

#[test]
fn a_poll_after_the_end_is_counted() {
    virtual_time(async |lab: Lab| {
        let mut metered = pin!(lab.meter(poll_fn(|_| Poll::Ready(()))));
        let watch = metered.watch();
        let mut cx = Context::from_waker(Waker::noop());
        assert!(metered.as_mut().poll(&mut cx).is_ready());
        assert_eq!(watch.polls_after_end(), 0);
        assert!(metered.as_mut().poll(&mut cx).is_ready());
        assert_eq!((watch.polls(), watch.polls_after_end()), (2, 1));
    });
}

#[test]
fn a_stream_ends_with_none() {
    virtual_time(async |lab: Lab| {
        let mut numbers = lab.meter(stream::iter([1, 2]));
        let watch = numbers.watch();
        assert_eq!(numbers.size_hint(), (2, Some(2)));
        while numbers.next().await.is_some() {}
        assert_eq!((watch.polls(), watch.polls_after_end()), (3, 0));
        assert_eq!(numbers.next().await, None);
        assert_eq!((watch.polls(), watch.polls_after_end()), (4, 1));
    });
}

#[test]
fn a_sink_ends_when_it_has_closed() {
    virtual_time(async |lab: Lab| {
        let (sender, mut receiver) = mpsc::channel(0);
        let mut sink = lab.meter(sender);
        let watch = sink.watch();
        let sends = async {
            for n in 1..=3 {
                sink.send(n).await.expect("somebody receives");
            }
            sink.close().await.expect("it closes");
            assert_eq!(watch.polls_after_end(), 0);
            assert!(sink.send(4).await.is_err());
            assert_eq!(watch.polls_after_end(), 1);
        };
        let receives = async {
            while let Some(n) = receiver.next().await {
                sleep(ms(n)).await;
            }
        };
        join(sends, receives).await;
        assert!(watch.polls() > watch.wakes());
    });
}

#[test]
fn a_wake_from_another_thread_is_counted() {
    real_time(async |lab: Lab| {
        let notify = std::sync::Arc::new(Notify::new());
        let waits = lab.meter(notify.notified());
        let watch = waits.watch();
        let mut waits = pin!(waits);
        assert!(futures::poll!(waits.as_mut()).is_pending());
        let other = std::sync::Arc::clone(&notify);
        lab.thread(move || other.notify_waiters()).await;
        waits.await;
        assert_eq!((watch.polls(), watch.wakes()), (2, 1));
    });
}
