//! `wait_first`: the first one wins, a dead heat has several winners, the losers are gone.

use async_katas::c05_concurrency::wait_first::{Waited, wait_first};
use lab::{Job, Lab, Timeline, expect_eq, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};

const LOST: &str = "every job belongs to exactly one list, both in the order of the jobs: to `done`, \
                    if it ended at the instant of the first completion, or to `cancelled`";

#[test]
fn the_first_one_wins_and_the_others_are_cancelled() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("url1").takes(secs(2)).gives("url1 data"),
            lab.job("url2").takes(secs(1)).gives("url2 data"),
            lab.job("url3").takes(secs(3)).gives("url3 data"),
        ];
        let waited = wait_first(jobs).await;
        lab.expect(
            "
                    0s        1s        2s        3s
            url1    |=========/
            url2    |=========|
            url3    |=========/
            ",
        );
        expect_eq(
            waited,
            Waited {
                done: vec![(1, "url2 data")],
                cancelled: vec![0, 2],
            },
            LOST,
        );
    });
}

#[test]
fn winners_and_losers_are_told_by_their_places() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        // Few different times: a dead heat is common.
        let times: Vec<_> = (0..draw.size(2..=8))
            .map(|_| draw.times(ms(100), 2..=5))
            .collect();
        let first = times.iter().copied().min().unwrap_or_default();
        let mut picture = Timeline::new();
        let (mut done, mut cancelled) = (Vec::new(), Vec::new());
        let mut jobs = Vec::new();
        for (place, time) in times.into_iter().enumerate() {
            let name = format!("job {place}");
            jobs.push(lab.job(&name).takes(time).gives(name.clone()));
            if time == first {
                picture = picture.span(&name, secs(0), time);
                done.push((place, name));
            } else {
                picture = picture.cancelled(&name, secs(0), first);
                cancelled.push(place);
            }
        }
        let waited = wait_first(jobs).await;
        lab.expect(picture);
        expect_eq(waited, Waited { done, cancelled }, LOST);
    });
}

#[test]
fn a_tie_puts_both_in_done() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("first").takes(secs(1)).gives("first"),
            lab.job("later").takes(secs(2)).gives("later"),
            lab.job("tied").takes(secs(1)).gives("tied"),
        ];
        let waited = wait_first(jobs).await;
        expect_eq(
            lab.now(),
            secs(1),
            "two jobs ended at 1s, and your function did not return then",
        );
        expect_eq(
            waited,
            Waited {
                done: vec![(0, "first"), (2, "tied")],
                cancelled: vec![1],
            },
            "two jobs ended at the same instant: a finished result was lost, or they do not \
             stand in `done` in the order of the list",
        );
    });
}

#[test]
fn the_losers_are_gone_before_it_returns() {
    virtual_time(async |lab: Lab| {
        let (held, mut jobs) = (lab.probe(), Vec::new());
        let released = held.watch();
        let quick = lab.job("quick").takes(secs(1)).gives(());
        let slow = lab.job("slow").takes(secs(2)).gives(());
        let holder = async move {
            let _held = held;
            slow.await;
        };
        jobs.push(futures::future::Either::Left(quick));
        jobs.push(futures::future::Either::Right(Box::pin(holder)));
        let _waited = wait_first(jobs).await;
        assert!(
            released.is_dropped(),
            "the job that lost still held what it had when your function returned: aborting only \
             asks a task to stop, and it is gone when you have awaited it"
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn jobs_that_are_ready_win_at_once() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("ready").gives("ready"),
            lab.job("slow").takes(secs(1)).gives("slow"),
            lab.job("also ready").gives("also ready"),
        ];
        let waited = wait_first(jobs).await;
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although a job was ready at once",
        );
        expect_eq(
            waited,
            Waited {
                done: vec![(0, "ready"), (2, "also ready")],
                cancelled: vec![1],
            },
            LOST,
        );
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<u8>> = Vec::new();
        expect_eq(
            wait_first(none).await,
            Waited {
                done: vec![],
                cancelled: vec![],
            },
            "no jobs should give two empty lists",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to wait for",
        );
        let one = vec![lab.job("only").takes(secs(1)).gives(7)];
        expect_eq(
            wait_first(one).await,
            Waited {
                done: vec![(0, 7)],
                cancelled: vec![],
            },
            "a single job is the first to be done",
        );
    });
}

#[test]
fn a_caller_that_gives_up_stops_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs = ["one", "two"].map(|name| lab.job(name).takes(secs(3)).gives(()));
        let given_up = timeout(secs(1), wait_first(Vec::from(jobs))).await;
        assert!(
            given_up.is_err(),
            "your function returned before a job was done"
        );
        sleep(secs(1)).await;
        lab.expect(
            "
                    0s        1s        2s
            one     |=========/
            two     |=========/
            ",
        );
    });
}
