//! `wait_until`: at the deadline it tells who is done, and whoever is not runs on.

use async_katas::c05_concurrency::wait_until::{Waited, wait_until};
use lab::{Job, Lab, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant, sleep, timeout};

/// Places and values of what is done, and places of what is pending. A task that has no value
/// ended with the panic or the abort that the test gave it.
fn told<T: Clone>(waited: &Waited<T>) -> (Vec<(usize, Option<T>)>, Vec<usize>) {
    let done = waited.done.iter();
    (
        done.map(|(place, outcome)| (*place, outcome.as_ref().ok().cloned()))
            .collect(),
        waited.pending.iter().map(|(place, _)| *place).collect(),
    )
}

fn three_tasks(lab: &Lab) -> Vec<JoinHandle<&'static str>> {
    vec![
        tokio::spawn(lab.job("url1").takes(secs(3)).gives("url1 data")),
        tokio::spawn(lab.job("url2").takes(secs(1)).gives("url2 data")),
        tokio::spawn(lab.job("url3").takes(secs(2)).gives("url3 data")),
    ]
}

#[test]
fn what_is_pending_runs_on_and_can_be_awaited_later() {
    virtual_time(async |lab: Lab| {
        let tasks = three_tasks(&lab);
        let waited = wait_until(tasks, Instant::now() + ms(1500)).await;
        expect_eq(
            lab.now(),
            ms(1500),
            "your function did not return at the deadline, which is one instant for all tasks",
        );
        expect_eq(
            told(&waited),
            (vec![(1, Some("url2 data"))], vec![0, 2]),
            "at the deadline one task has ended and is done, two run on and are pending, each told \
             by its place in the list",
        );
        let mut later = Vec::new();
        for (_, task) in waited.pending {
            later.push(task.await.ok());
        }
        lab.expect(
            "
                    0s        1s        2s        3s
            url1    |=============================|
            url2    |=========|
            url3    |===================|
            ",
        );
        expect_eq(
            later,
            vec![Some("url1 data"), Some("url3 data")],
            "the pending handles do not give the results of their tasks",
        );
    });
}

#[test]
fn it_returns_when_all_are_done() {
    virtual_time(async |lab: Lab| {
        let waited = wait_until(three_tasks(&lab), Instant::now() + secs(60)).await;
        expect_eq(
            lab.now(),
            secs(3),
            "your function did not return at the instant at which the last task had ended",
        );
        expect_eq(
            told(&waited),
            (
                vec![
                    (0, Some("url1 data")),
                    (1, Some("url2 data")),
                    (2, Some("url3 data")),
                ],
                vec![],
            ),
            "all tasks are done: each belongs in `done`, in the order of the list",
        );
    });
}

#[test]
fn tasks_are_told_by_their_places_whatever_the_deadline() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        // Halves of a step: no task ends at the very instant of the deadline.
        let limit = draw.times(ms(100), 1..=12) + ms(50);
        let (mut done, mut pending, mut longest) = (Vec::new(), Vec::new(), Duration::ZERO);
        let mut tasks = Vec::new();
        for place in 0..draw.size(2..=8) {
            let time = draw.times(ms(100), 1..=10);
            let job = lab.job(&format!("job {place}")).takes(time);
            tasks.push(tokio::spawn(job.yields(draw.size(0..=3)).gives(place)));
            longest = longest.max(time);
            match time < limit {
                true => done.push((place, Some(place))),
                false => pending.push(place),
            }
        }
        let waited = wait_until(tasks, Instant::now() + limit).await;
        expect_eq(
            told(&waited),
            (done, pending),
            "a task is in the wrong list: what has ended by the deadline is done, the rest is \
             pending, both with their places and in the order of the list",
        );
        expect_eq(
            lab.now(),
            longest.min(limit),
            "your function returned neither at the deadline nor when the last task had ended",
        );
    });
}

#[test]
fn a_deadline_in_the_past_still_tells_who_is_done() {
    virtual_time(async |lab: Lab| {
        let tasks = three_tasks(&lab);
        sleep(ms(2500)).await;
        let waited = wait_until(tasks, Instant::now() - secs(2)).await;
        expect_eq(
            lab.now(),
            ms(2500),
            "your function waited although the deadline had passed",
        );
        expect_eq(
            told(&waited),
            (
                vec![(1, Some("url2 data")), (2, Some("url3 data"))],
                vec![0],
            ),
            "tasks that have ended are done, even when the deadline has passed, each told by its \
             place in the list",
        );
    });
}

#[test]
fn a_task_that_panicked_or_was_aborted_is_done() {
    virtual_time(async |lab: Lab| {
        let bad: Job<u8> = lab.job("bad").takes(secs(1)).panics("boom");
        let aborted = tokio::spawn(lab.job("aborted").takes(secs(9)).gives(1));
        aborted.abort();
        let good = tokio::spawn(lab.job("good").takes(secs(1)).gives(2));
        let tasks = vec![tokio::spawn(bad), aborted, good];
        let waited = wait_until(tasks, Instant::now() + secs(2)).await;
        expect_eq(
            told(&waited),
            (vec![(0, None), (1, None), (2, Some(2))], vec![]),
            "a task that panicked or was aborted has ended: its `JoinError` belongs in `done`",
        );
    });
}

#[test]
fn no_tasks_and_a_single_task_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<JoinHandle<u8>> = Vec::new();
        let waited = wait_until(none, Instant::now() + secs(1)).await;
        expect_eq(
            told(&waited),
            (vec![], vec![]),
            "no tasks should give two empty lists",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to wait for",
        );
        let one = tokio::spawn(lab.job("only").takes(secs(2)).gives(7));
        let waited = wait_until(vec![one], Instant::now() + secs(1)).await;
        expect_eq(
            told(&waited),
            (vec![], vec![0]),
            "a single task that has not ended by the deadline is pending",
        );
    });
}

#[test]
fn a_caller_that_gives_up_cancels_no_task() {
    virtual_time(async |lab: Lab| {
        let tasks = three_tasks(&lab);
        let given_up = timeout(ms(500), wait_until(tasks, Instant::now() + secs(2))).await;
        if given_up.is_ok() {
            fail("your function returned before the deadline, with tasks that had not ended");
        }
        sleep(secs(3)).await;
        lab.expect(
            "
                    0s        1s        2s        3s
            url1    |=============================|
            url2    |=========|
            url3    |===================|
            ",
        );
    });
}
