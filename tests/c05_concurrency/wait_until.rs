//! `wait_until`: at the deadline it tells who is done, and whoever is not runs on.

use std::fmt::Debug;

use async_katas::c05_concurrency::wait_until::{Waited, wait_until};
use lab::timeline::counted;
use lab::{
    A_DAY, Job, Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs, virtual_time,
};
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Duration, Instant, sleep, timeout};

use super::late::late;
use super::spent::spend_the_budget;
use super::woken::not_woken;

/// Places of the tasks that are done, with a value or how it ended without one, and places of those
/// that are pending.
type Told<T> = (Vec<(usize, Result<T, String>)>, Vec<usize>);

fn ended(error: JoinError) -> String {
    match error.try_into_panic() {
        Ok(panic) => match panic.downcast_ref::<&str>() {
            Some(text) => format!("panicked with {text:?}"),
            None => "panicked".to_owned(),
        },
        Err(_aborted) => "aborted".to_owned(),
    }
}

/// Expects these tasks in `done` and in `pending`; says which task is not where it belongs. Gives
/// the handles of those that are pending.
#[track_caller]
fn expect_waited<T: Debug + PartialEq>(waited: Waited<T>, expected: Told<T>) -> Vec<JoinHandle<T>> {
    let done = waited.done.into_iter();
    let done: Vec<_> = done
        .map(|(place, outcome)| (place, outcome.map_err(ended)))
        .collect();
    let (pending, handles) = waited.pending.into_iter().unzip();
    let told = (done, pending);
    let cause = misplaced(&told, &expected);
    // One list at a time: what is in the other one need not be read.
    if told.0 != expected.0 {
        expect_eq(told.0, expected.0, cause);
    } else {
        expect_eq(told.1, expected.1, cause);
    }
    handles
}

fn misplaced<T>(told: &Told<T>, expected: &Told<T>) -> String {
    let winners = places(&told.0);
    let every = [winners.clone(), told.1.clone()].concat();
    if every.len() == expected.0.len() + expected.1.len()
        && told.0.len() == expected.0.len()
        && places(&expected.0)
            .iter()
            .chain(&expected.1)
            .any(|task| !every.contains(task))
    {
        return "each list is as long as it should be, and the places in it are others: a place is that \
                in the list of tasks that was given"
            .to_owned();
    }
    let ended = || expected.0.iter().map(|(task, _)| task);
    // Who was looked at in turn, up to the first that was not done.
    if let Some(first) = expected.1.iter().min()
        && ended().all(|task| winners.contains(task) == (task < first))
        && let Some(task) = ended().find(|task| *task > first)
    {
        return format!(
            "the task at place {task} had ended, and is not in `done`, nor is any other that stands behind \
             the one at place {first} in the list, which still ran: that one task still runs says nothing \
             of those behind it; each of them should be looked at when the time is up"
        );
    }
    let missing = expected.0.iter().find(|(task, _)| !winners.contains(task));
    if let Some((task, outcome)) = missing {
        return format!(
            "the task at place {task} had ended, {}",
            match outcome {
                Ok(_) => "with a value, and is not in `done`: what has ended belongs there",
                Err(_) =>
                    "and not with a value, and is not in `done`; what has ended belongs there, whether it \
                     gave a value or a `JoinError`",
            }
        );
    }
    if let Some(task) = expected.1.iter().find(|task| !told.1.contains(task)) {
        return format!(
            "the task at place {task} still ran, and is not in `pending`; whatever has not ended \
             belongs there"
        );
    }
    if told.0.len() + told.1.len() > expected.0.len() + expected.1.len() {
        return "a place is told twice; every task belongs to exactly one list, once".to_owned();
    }
    if winners != places(&expected.0) {
        return "every task is in its list, but `done` is not in the order of the list of tasks: this is \
                what it holds"
            .to_owned();
    }
    if told.1 != expected.1 {
        let swapped = match is_swapped(told, expected) {
            true => {
                ": a task that had ended was taken out of the list, and the last one put into its gap, as \
                 `swap_remove` does it"
            }
            false => "",
        };
        return format!(
            "every task is in its list, and `done` is in the order of the list of tasks, but `pending` is \
             not, whose places these are{swapped}"
        );
    }
    "a task in `done` has an outcome that is not its own".to_owned()
}

/// Whether the places of those that are pending are what `swap_remove` leaves of the list, when those that
/// are done are taken out by it, from the front or from the end.
fn is_swapped<T>(told: &Told<T>, expected: &Told<T>) -> bool {
    let count = expected.0.len() + expected.1.len();
    let done = places(&expected.0);
    let left_by = |gone: &mut dyn Iterator<Item = &usize>| {
        let mut left: Vec<usize> = (0..count).collect();
        for task in gone {
            if let Some(at) = left.iter().position(|one| one == task) {
                left.swap_remove(at);
            }
        }
        left == told.1
    };
    left_by(&mut done.iter()) || left_by(&mut done.iter().rev())
}

/// Whether all of so many tasks that have ended are found, by a caller that has done nothing before.
async fn looks_over_all(lab: &Lab, count: usize) -> bool {
    let tasks: Vec<JoinHandle<usize>> = (0..count)
        .map(|n| tokio::spawn(lab.job("tasks").gives(n)))
        .chain([tokio::spawn(lab.job("slow").takes(secs(2)).gives(count))])
        .collect();
    sleep(secs(1)).await;
    tokio::task::yield_now().await;
    let found = wait_until(tasks, Instant::now()).await.done.len();
    found == count
}

fn places<T>(done: &[(usize, T)]) -> Vec<usize> {
    done.iter().map(|(place, _)| *place).collect()
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
        let cause = if lab.now() == secs(1) {
            "your function returned at 1s, when the first of three tasks had ended; it should wait \
             for all of them, until the deadline, which was at 1.5s"
        } else if lab.now() == secs(3) {
            "the deadline was at 1.5s, and your function did not return at the deadline, but at \
             3s, when the last task had ended"
        } else {
            "the deadline was at 1.5s, while two of three tasks ran, and your function did not \
             return at the deadline, which is one instant for all tasks"
        };
        expect_eq(lab.now(), ms(1500), cause);
        let pending = expect_waited(waited, (vec![(1, Ok("url2 data"))], vec![0, 2]));
        let mut later = Vec::new();
        for task in pending {
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
            "the last task had ended at 3s, long before the deadline, and your function did not \
             return at the instant at which the last task had ended",
        );
        let all = vec![
            (0, Ok("url1 data")),
            (1, Ok("url2 data")),
            (2, Ok("url3 data")),
        ];
        expect_waited(waited, (all, vec![]));
        lab.case("called when all tasks have ended already");
        let tasks = three_tasks(&lab);
        sleep(secs(3)).await;
        let waited = wait_until(tasks, Instant::now() + secs(60)).await;
        expect_eq(
            lab.now(),
            secs(6),
            "all tasks had ended before your function was called, and it waited; it should return \
             at once",
        );
        let all = vec![
            (0, Ok("url1 data")),
            (1, Ok("url2 data")),
            (2, Ok("url3 data")),
        ];
        expect_waited(waited, (all, vec![]));
    });
}

#[test]
fn tasks_are_told_by_their_places_whatever_the_deadline() {
    for_seeds(30, async |lab: Lab| {
        // What is pending goes on.
        lab.allow_tasks();
        let mut draw = lab.draw();
        // Off every round number: no task ends at the very instant of the deadline, and whoever
        // looks every now and then comes late.
        let limit = draw.times(ms(100), 1..=12) + ms(53);
        let (mut done, mut pending) = (Vec::new(), Vec::new());
        let (mut shortest, mut longest) = (Duration::MAX, Duration::ZERO);
        let mut tasks = Vec::new();
        for place in 0..draw.size(2..=8) {
            let time = draw.times(ms(100), 1..=10) + ms(7);
            let job = lab.job(&format!("job {place}")).takes(time);
            tasks.push(tokio::spawn(job.yields(draw.size(0..=3)).gives(place)));
            (shortest, longest) = (shortest.min(time), longest.max(time));
            match time < limit {
                true => done.push((place, Ok(place))),
                false => pending.push(place),
            }
        }
        let waiting = lab.meter(wait_until(tasks, Instant::now() + limit));
        let watch = waiting.watch();
        let waited = waiting.await;
        let certain = match longest < limit {
            true => format!("the last task had ended at {longest:?}"),
            false => format!("the deadline was at {limit:?}, while a task ran"),
        };
        let returned = match lab.now() {
            now if now == shortest => "when the first task had ended".to_owned(),
            now if now == limit => "at the deadline".to_owned(),
            now if now == longest => "when the last task had ended".to_owned(),
            now => format!("at {now:?}"),
        };
        expect_eq(
            lab.now(),
            longest.min(limit),
            late(
                &watch,
                0,
                format!(
                    "{certain}, and your function returned {returned}; it should return at the \
                     deadline, or when the last task has ended if that is earlier"
                ),
            ),
        );
        for task in expect_waited(waited, (done, pending)) {
            let _its_end = task.await;
        }
    });
}

#[test]
fn a_deadline_in_the_past_still_tells_who_is_done() {
    virtual_time(async |lab: Lab| {
        // What is pending goes on.
        lab.allow_tasks();
        let tasks = three_tasks(&lab);
        sleep(ms(2500)).await;
        let waited = wait_until(tasks, Instant::now() - secs(2)).await;
        expect_eq(
            lab.now(),
            ms(2500),
            "the deadline had passed, and your function waited; it should not",
        );
        let done = vec![(1, Ok("url2 data")), (2, Ok("url3 data"))];
        for task in expect_waited(waited, (done, vec![0])) {
            let _its_end = task.await;
        }
    });
}

#[test]
fn a_deadline_may_be_as_far_away_as_an_instant_can_be() {
    virtual_time(async |lab: Lab| {
        let shifts = [32, 40, 52, 53, 60, 61, 62].map(|bits| secs(1 << bits));
        for far in shifts {
            // What an `Instant` holds differs from system to system.
            let Some(deadline) = Instant::now().checked_add(far) else {
                continue;
            };
            lab.case(format!("a deadline that is {far:?} away"));
            let begun = lab.now();
            let waited = wait_until(three_tasks(&lab), deadline).await;
            expect_eq(
                lab.now() - begun,
                secs(3),
                format!(
                    "the last task had ended after 3s, the deadline was {far:?} away, and your \
                     function did not return at that instant"
                ),
            );
            let all = ["url1 data", "url2 data", "url3 data"].map(Ok);
            expect_waited(waited, (all.into_iter().enumerate().collect(), vec![]));
        }
    });
}

#[test]
fn a_deadline_may_be_a_year_away() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 500);
        let (days, times) = (A_DAY * 400, [A_DAY * 399, A_DAY * 401]);
        let tasks = times.map(|time| tokio::spawn(lab.job("tasks").takes(time).gives(())));
        let waited = wait_until(Vec::from(tasks), Instant::now() + days).await;
        expect_eq(
            lab.now(),
            days,
            "the deadline was 400 days away, while a task ran, and your function returned at \
             another instant",
        );
        for task in expect_waited(waited, (vec![(0, Ok(()))], vec![1])) {
            let _its_end = task.await;
        }
    });
}

#[test]
fn a_pending_handle_is_that_of_the_task() {
    virtual_time(async |lab: Lab| {
        let tasks = three_tasks(&lab);
        let ids: Vec<_> = tasks.iter().map(|task| task.id()).collect();
        let waited = wait_until(tasks, Instant::now() + ms(1500)).await;
        let places =
            |(_, task): &(usize, JoinHandle<_>)| ids.iter().position(|id| *id == task.id());
        let handles: Vec<Option<usize>> = waited.pending.iter().map(places).collect();
        for ((place, task), handle) in waited.pending.iter().zip(&handles) {
            match handle {
                Some(its_own) if its_own == place => task.abort(),
                Some(its_own) if handles == [Some(0), Some(2)] => fail(format!(
                    "the task at place {its_own} was pending, and its handle came back with place \
                     {place}: a place is that in the list of tasks that was given"
                )),
                Some(other) => fail(format!(
                    "the task at place {place} was pending, and the handle that came back is not its \
                     own, but that of the task at place {other}: whoever aborts it aborts another task"
                )),
                None => fail(format!(
                    "the task at place {place} was pending, and the handle that came back is not its \
                     own, but that of a task which was not in the list: whoever aborts it aborts another \
                     task"
                )),
            }
        }
        sleep(secs(2)).await;
        lab.expect(
            "
                    0ms       500ms     1s        1500ms
            url1    |=============================/
            url2    |===================|
            url3    |=============================/
            ",
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
        let done = vec![
            (0, Err("panicked with \"boom\"".to_owned())),
            (1, Err("aborted".to_owned())),
            (2, Ok(2)),
        ];
        expect_waited(waited, (done, vec![]));
        expect_eq(
            lab.now(),
            secs(1),
            "the last of the tasks ended at 1s, by a panic or with a value, and your function \
             returned later",
        );
    });
}

#[test]
fn no_tasks_and_a_single_task_work_too() {
    virtual_time(async |lab: Lab| {
        // What is pending goes on.
        lab.allow_tasks();
        let none: Vec<JoinHandle<u8>> = Vec::new();
        lab.case("called with no tasks");
        let waited = wait_until(none, Instant::now() + secs(1)).await;
        expect_waited(waited, (vec![], vec![]));
        expect_eq(
            lab.now(),
            secs(0),
            "called with no tasks, your function waited; it should return at once",
        );
        lab.case("called with a single task, which has not ended by the deadline");
        let one = tokio::spawn(lab.job("only").takes(secs(2)).gives(7));
        let waited = wait_until(vec![one], Instant::now() + secs(1)).await;
        for task in expect_waited(waited, (vec![], vec![0])) {
            let _its_end = task.await;
        }
    });
}

#[test]
fn a_caller_that_gives_up_cancels_no_task() {
    virtual_time(async |lab: Lab| {
        let tasks = three_tasks(&lab);
        let given_up = timeout(ms(500), wait_until(tasks, Instant::now() + secs(2))).await;
        if given_up.is_ok() {
            fail("your function returned before the deadline, while tasks ran");
        }
        sleep(secs(3)).await;
        lab.expect_because(
            "
                    0s        1s        2s        3s
            url1    |=============================|
            url2    |=========|
            url3    |===================|
            ",
            "at 500ms the caller dropped your future, and nothing in it should abort a task when it is \
             dropped, as a `JoinSet` does: the tasks should run on without it",
        );
    });
}

#[test]
fn a_caller_may_give_up_at_any_moment_and_the_tasks_run_on() {
    cancel_at_every_await(async |lab: Lab| {
        let tasks = three_tasks(&lab);
        let _waited = lab.cut(wait_until(tasks, Instant::now() + secs(60))).await;
        sleep(secs(4)).await;
        lab.expect_because(
            "
                    0s        1s        2s        3s
            url1    |=============================|
            url2    |=========|
            url3    |===================|
            ",
            "the caller dropped your future, and a task went with it: nothing in it should abort a task \
             when it is dropped",
        );
    });
}

#[test]
fn a_deadline_in_the_past_leaves_out_none_of_a_thousand() {
    virtual_time(async |lab: Lab| {
        let mut tasks: Vec<JoinHandle<usize>> = (0..1000)
            .map(|n| tokio::spawn(lab.job("tasks").gives(n)))
            .collect();
        tasks.push(tokio::spawn(lab.job("slow").takes(secs(2)).gives(1000)));
        sleep(secs(1)).await;
        let waited = wait_until(tasks, Instant::now()).await;
        if waited.done.len() != 1000 {
            let told = waited.done.len();
            let why = match told {
                100..200 => {
                    ": mind that tokio gives a task 128 outcomes in one go, and then lets handles \
                     look as if their tasks ran"
                }
                _ => "",
            };
            fail(format!(
                "a thousand tasks had ended when the deadline came, one had not, and {told} stand \
                 in `done`; what has ended is done, however many they are{why}"
            ));
        }
        let all = (0..1000).map(|n| (n, Ok(n))).collect();
        for task in expect_waited(waited, (all, vec![1000])) {
            let _its_end = task.await;
        }
    });
}

#[test]
fn what_the_caller_did_before_hides_no_task_that_has_ended() {
    virtual_time(async |lab: Lab| {
        for count in [1, 3, 100, 127, 128, 129, 300] {
            for ago in [secs(0), ms(700)] {
                let tasks_ended = counted(count, "task");
                lab.case(format!(
                    "{tasks_ended} that ended, a deadline that has passed, and a caller that \
                     has used up what tokio lets a task have in one go"
                ));
                let tasks: Vec<JoinHandle<usize>> = (0..=count)
                    .map(|n| match n == count {
                        true => tokio::spawn(lab.job("slow").takes(secs(2)).gives(n)),
                        false => tokio::spawn(lab.job("tasks").gives(n)),
                    })
                    .collect();
                sleep(secs(1)).await;
                let now = lab.now();
                spend_the_budget();
                let waited = wait_until(tasks, Instant::now() - ago).await;
                let after = lab.now();
                if waited.done.len() > count {
                    fail(format!(
                        "{tasks_ended} had ended when the deadline came, which had passed, and one ran; \
                         it stands in `done` as well, so your function has waited for it"
                    ));
                }
                if waited.done.len() < count && looks_over_all(&lab, count).await {
                    fail(format!(
                        "{tasks_ended} had ended when the deadline came, and {} stand in `done`: \
                         the caller had used up what tokio lets a task have in one go, and then \
                         handles look as if their tasks ran",
                        waited.done.len()
                    ));
                }
                expect_eq(
                    after,
                    now,
                    "the deadline had passed, and your function waited",
                );
                let all = (0..count).map(|n| (n, Ok(n))).collect();
                for task in expect_waited(waited, (all, vec![count])) {
                    let _its_end = task.await;
                }
            }
        }
    });
}

#[test]
fn it_returns_in_time_however_its_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for limit in [secs(60), ms(1_801)] {
                lab.case(format!(
                    "a call that is {way}, with a deadline after {limit:?}"
                ));
                let begun = lab.now();
                let tasks = [2_207, 1_703, 1_609, 2_105, 1_703].map(|time| {
                    tokio::spawn(lab.job("tasks").yields(1).takes(ms(time)).gives(time))
                });
                let waiting = wait_until(Vec::from(tasks), Instant::now() + limit);
                let Ok(waited) = timeout(secs(100), lab.polled(way, waiting)).await else {
                    fail(format!(
                        "a call was {way}, and long after the last task had ended, and after the \
                         deadline, your function had not returned{}",
                        not_woken(way, true)
                    ))
                };
                let end = limit.min(ms(2_207));
                expect_eq(
                    lab.now() - begun,
                    end,
                    format!(
                        "a call was {way}, with a deadline after {limit:?} and a last task that \
                         takes 2207ms, and your function did not return at the earlier of the two{}",
                        not_woken(way, lab.now() - begun > end)
                    ),
                );
                let done = [2_207, 1_703, 1_609, 2_105, 1_703].into_iter().enumerate();
                let (done, late): (Vec<_>, Vec<_>) = done.partition(|(_, time)| ms(*time) <= end);
                let done = done.into_iter().map(|(n, time)| (n, Ok(time))).collect();
                for task in expect_waited(waited, (done, places(&late))) {
                    let _its_end = task.await;
                }
            }
        }
    });
}
