//! `two_tasks`: created, reported, awaited.

use std::cell::{Cell, RefCell};
use std::panic::resume_unwind;
use std::pin::pin;

use async_katas::c04_tasks::two_tasks::two_tasks;
use futures::FutureExt;
use lab::timeline::{End, Item, counted};
use lab::{A_DAY, Job, Lab, Timeline, Way, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::task::JoinError;

/// What both tasks gave.
fn results<A, B>(outcome: Result<(A, B), JoinError>) -> (A, B) {
    match outcome {
        Ok(results) => results,
        Err(error) => fail(format!(
            "both tasks finished, and your function gave an error: {error}"
        )),
    }
}

/// A task that says when it starts and when it is done.
fn talks<T: Send + 'static>(
    lab: &Lab,
    name: &'static str,
    job: Job<T>,
) -> impl Future<Output = T> + Send + 'static {
    let lab = lab.clone();
    async move {
        lab.say(format!("{name} started"));
        let value = job.await;
        lab.say(format!("{name} done"));
        value
    }
}

#[test]
fn both_tasks_run_at_the_same_time() {
    virtual_time(async |lab: Lab| {
        let a = lab.job("A").takes(secs(2)).gives("A");
        let b = lab.job("B").takes(secs(1)).gives("B");
        let outcome = two_tasks(a, b, |_| ()).await;
        lab.expect(
            "
                  0s        1s        2s
            A     |===================|
            B     |=========|
            ",
        );
        expect_eq(
            results(outcome),
            ("A", "B"),
            "both tasks finished, and the pair that came back does not hold A's result, then B's",
        );
    });
}

#[test]
fn tasks_created_is_reported_before_either_has_begun() {
    virtual_time(async |lab: Lab| {
        let a = talks(&lab, "A", lab.job("A").takes(secs(2)).gives(()));
        let b = talks(&lab, "B", lab.job("B").takes(secs(1)).gives(()));
        let _results = two_tasks(a, b, |text| lab.say(format!("reported: {text}"))).await;
        let said: Vec<String> = lab.said().into_iter().map(|(_, text)| text).collect();
        let reports: Vec<usize> = (0..said.len())
            .filter(|place| said[*place].starts_with("reported: "))
            .collect();
        let [reported] = reports[..] else {
            fail(format!(
                "`report` was called {} times: it should be called once, with \"tasks created\"",
                reports.len()
            ));
        };
        expect_eq(
            said[reported].as_str(),
            "reported: tasks created",
            "`report` was called with another text than \"tasks created\"",
        );
        if reported > 0 {
            fail(format!(
                "\"tasks created\" was reported too late, after \"{}\": report it as soon as both \
                 tasks are created, before you await anything",
                said[0]
            ));
        }
    });
}

#[test]
fn it_reports_before_it_waits_for_anything() {
    virtual_time(async |lab: Lab| {
        let a = lab.job("A").takes(secs(2)).gives(());
        let b = lab.job("B").takes(secs(1)).gives(());
        let reported = Cell::new(false);
        let mut both = pin!(two_tasks(a, b, |_| reported.set(true)));
        let _ = futures::poll!(both.as_mut());
        if !reported.get() {
            fail(
                "when your future had been polled once, nothing had been reported: the tasks should \
                 be created and reported before your function waits for anything",
            );
        }
        let _results = both.await;
    });
}

#[test]
fn the_tasks_run_by_themselves() {
    virtual_time(async |lab: Lab| {
        let a = talks(&lab, "A", lab.job("A").takes(secs(2)).gives("A"));
        let b = talks(&lab, "B", lab.job("B").takes(secs(1)).gives("B"));
        let mut both = pin!(two_tasks(a, b, |_| ()));
        let _ = futures::poll!(both.as_mut());
        // Nobody polls your future meanwhile.
        tokio::time::sleep(secs(3)).await;
        let said: Vec<String> = lab.said().into_iter().map(|(_, text)| text).collect();
        for name in ["A", "B"] {
            if !said.contains(&format!("{name} done")) {
                fail(format!(
                    "your future was polled once and then left alone for 3s, and {name} did not come \
                     to its end meanwhile: a task runs by itself, whether anybody awaits it or not"
                ));
            }
        }
        expect_eq(
            results(both.await),
            ("A", "B"),
            "both tasks finished, and the pair that came back does not hold A's result, then B's",
        );
    });
}

#[test]
fn both_tasks_exist_when_it_is_reported() {
    virtual_time(async |lab: Lab| {
        let a = lab.job("A").takes(secs(2)).gives(());
        let b = lab.job("B").takes(secs(1)).gives(());
        let alive = Cell::new(None);
        let ended = RefCell::new(Vec::new());
        let report = |_: &str| {
            let happened = lab.timeline();
            let has_ended = |name: &&str| match happened.items(name).last() {
                Some(Item::Span { end, .. }) => *end == End::Finished,
                _ => false,
            };
            *ended.borrow_mut() = ["A", "B"].into_iter().filter(has_ended).collect();
            alive.set(Some((lab.tasks_alive(), lab.now())));
        };
        let _results = two_tasks(a, b, report).await;
        let ended = ended.take();
        match alive.get() {
            None => fail("nothing was reported: call `report` once both tasks are created"),
            Some((2.., _)) => {}
            Some((_, at)) if !ended.is_empty() => fail(format!(
                "\"tasks created\" was reported at {at:?}, and `{}` had already ended by then: \
                 report it as soon as both tasks are created, before you wait for anything",
                ended.join("` and `")
            )),
            Some((tasks, _)) => fail(format!(
                "when \"tasks created\" was reported, {} existed: make a task of each \
                 future first, and then report it",
                counted(tasks, "task")
            )),
        }
    });
}

#[test]
fn the_results_come_as_a_pair_whichever_is_first() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let times = [0; 2].map(|_| draw.off_grid(ms(100)..=secs(3)));
        let values = (draw.size(0..=1000), draw.size(0..=1000).to_string());
        let a = lab.job("A").takes(times[0]).gives(values.0);
        let b = lab.job("B").takes(times[1]).gives(values.1.clone());
        let outcome = two_tasks(a, b, |_| ()).await;
        lab.expect(
            Timeline::new()
                .span("A", secs(0), times[0])
                .span("B", secs(0), times[1]),
        );
        expect_eq(
            lab.now(),
            times[0].max(times[1]),
            "your function did not return at the instant at which the longer task ended",
        );
        expect_eq(
            results(outcome),
            values,
            "both tasks finished, and the pair that came back does not hold A's result, then B's",
        );
    });
}

#[test]
fn a_task_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        let a = lab.job("A").takes(A_DAY).gives("A");
        // And as long again when A is done.
        let b = lab.job("B").takes(A_DAY * 2).gives("B");
        expect_eq(
            results(two_tasks(a, b, |_| ()).await),
            ("A", "B"),
            "one task took a day, the other two, and the pair that came back does not hold A's \
             result, then B's",
        );
    });
}

#[test]
fn a_panic_in_a_task_comes_back_as_an_error() {
    virtual_time(async |lab: Lab| {
        let bad = |name, time| lab.job(name).takes(time).panics::<()>("out of paper");
        let fine = |name, time| lab.job(name).takes(time).gives(());
        for (panicking, a, b) in [
            ("A", secs(1), secs(2)),
            ("A", secs(2), secs(1)),
            ("B", secs(1), secs(2)),
            ("B", secs(2), secs(1)),
        ] {
            lab.case(format!(
                "A takes {a:?}, B takes {b:?}, and {panicking} panics"
            ));
            let outcome = match panicking {
                "A" => two_tasks(bad("A", a), fine("B", b), |_| ()).await,
                _ => two_tasks(fine("A", a), bad("B", b), |_| ()).await,
            };
            // The other task may be left to run on.
            tokio::time::sleep(secs(3)).await;
            let Err(error) = outcome else {
                fail(format!("{panicking} panicked, and no error came back"));
            };
            match error.try_into_panic() {
                Ok(panic) => expect_eq(
                    panic.downcast_ref(),
                    Some(&"out of paper"),
                    format!(
                        "{panicking} panicked, and the error that came back holds another panic"
                    ),
                ),
                Err(_) => fail(format!(
                    "{panicking} panicked, and the `JoinError` that came back tells of a task that \
                     was cancelled: that of the task that panicked should come back"
                )),
            }
        }
    });
}

#[test]
fn whatever_a_task_panics_with_can_be_taken_from_the_error() {
    virtual_time(async |lab: Lab| {
        for panicking in ["A", "B"] {
            for time in [0, 100, 300] {
                lab.case(format!(
                    "{panicking} panics with the number 7, after {time}ms, the other one ends after \
                     200ms"
                ));
                let bad = async move {
                    if time > 0 {
                        tokio::time::sleep(ms(time)).await;
                    }
                    resume_unwind(Box::new(7_u8))
                };
                let fine = tokio::time::sleep(ms(200));
                let outcome = match panicking {
                    "A" => two_tasks::<_, _>(bad.map(|()| ()), fine, |_| ()).await,
                    _ => two_tasks(fine, bad.map(|()| ()), |_| ()).await,
                };
                // The other task may be left to run on.
                tokio::time::sleep(secs(1)).await;
                let taken = outcome.err().and_then(|error| error.try_into_panic().ok());
                expect_eq(
                    taken.and_then(|panic| panic.downcast_ref().copied()),
                    Some(7_u8),
                    format!(
                        "{panicking} panicked with the number 7, and that could not be taken from \
                         what came back"
                    ),
                );
            }
        }
    });
}

#[test]
fn both_may_panic() {
    virtual_time(async |lab: Lab| {
        let bad = |name, time| lab.job(name).takes(time).panics::<()>("out of paper");
        let outcome = two_tasks(bad("A", secs(1)), bad("B", secs(2)), |_| ()).await;
        tokio::time::sleep(secs(2)).await;
        if !outcome.is_err_and(|error| error.is_panic()) {
            fail("both tasks panicked, and no `JoinError` of a panic came back");
        }
    });
}

#[test]
fn however_it_is_polled_both_results_come_back() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for (a, b) in [
                (0, 0),
                (0, 137),
                (137, 0),
                (137, 211),
                (211, 137),
                (137, 137),
            ] {
                lab.case(format!(
                    "a call that is {way}, with tasks of {a}ms and {b}ms"
                ));
                let reports = Cell::new(0);
                let task = |name: &'static str, time| async move {
                    if time > 0 {
                        tokio::time::sleep(ms(time)).await;
                    }
                    name
                };
                let begun = lab.now() + if way == Way::Later { Way::LATER } else { ms(0) };
                let call = two_tasks(task("A", a), task("B", b), |_| {
                    reports.set(reports.get() + 1);
                });
                expect_eq(
                    results(lab.polled(way, call).await),
                    ("A", "B"),
                    format!("the call was {way}, and A's result, then B's, did not come back"),
                );
                expect_eq(
                    reports.get(),
                    1,
                    format!("the call was {way}, and `report` was called so many times"),
                );
                // Tasks that were made by the call itself would be done by then.
                if way != Way::Later {
                    expect_eq(
                        lab.now(),
                        begun + ms(a.max(b)),
                        format!(
                            "the call was {way}, and did not return at the instant at which the \
                             longer task ended"
                        ),
                    );
                }
            }
        }
    });
}
