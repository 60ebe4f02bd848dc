//! `two_tasks`: created, reported, awaited.

use std::cell::Cell;

use async_katas::c04_tasks::two_tasks::two_tasks;
use lab::{Job, Lab, Timeline, expect_eq, fail, for_seeds, ms, secs, virtual_time};
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
            "the results of both tasks should come back, A's first",
        );
    });
}

#[test]
fn tasks_created_is_reported_before_either_has_begun() {
    virtual_time(async |lab: Lab| {
        let a = talks(&lab, "A", lab.job("A").takes(secs(2)).gives(()));
        let b = talks(&lab, "B", lab.job("B").takes(secs(1)).gives(()));
        let _results = two_tasks(a, b, |text| lab.say(text)).await;
        let said = lab.said();
        let Some(reported) = said.iter().position(|(_, text)| text == "tasks created") else {
            fail("nothing was reported: call `report` with \"tasks created\"");
        };
        if let Some((_, before)) = said.first().filter(|_| reported > 0) {
            fail(format!(
                "\"tasks created\" was reported too late, after \"{before}\": report it as soon as \
                 both tasks are created, before you await anything"
            ));
        }
        let mut events: Vec<String> = said
            .iter()
            .map(|(at, text)| format!("{at:?}: {text}"))
            .collect();
        // Both begin at 0s, in whatever order they were created.
        if let Some(begun) = events.get_mut(1..3) {
            begun.sort();
        }
        let expected = [
            "0ns: tasks created",
            "0ns: A started",
            "0ns: B started",
            "1s: B done",
            "2s: A done",
        ];
        expect_eq(
            events,
            expected.map(str::to_owned).to_vec(),
            "the events came in another order or at other instants",
        );
    });
}

#[test]
fn both_tasks_exist_when_it_is_reported() {
    virtual_time(async |lab: Lab| {
        let a = lab.job("A").takes(secs(2)).gives(());
        let b = lab.job("B").takes(secs(1)).gives(());
        let alive = Cell::new(None);
        let _results = two_tasks(a, b, |_| alive.set(Some(lab.tasks_alive()))).await;
        match alive.get() {
            None => fail("nothing was reported: call `report` once both tasks are created"),
            Some(2..) => {}
            Some(tasks) => fail(format!(
                "when \"tasks created\" was reported, {tasks} tasks existed: make a task of each \
                 future first, and then report it"
            )),
        }
    });
}

#[test]
fn the_results_come_as_a_pair_whichever_is_first() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let times = [0; 2].map(|_| draw.times(ms(100), 0..=30));
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
            "your function did not return when the longer task had ended",
        );
        expect_eq(
            results(outcome),
            values,
            "the results of both tasks should come back, A's first",
        );
    });
}

#[test]
fn a_panic_in_a_task_comes_back_as_an_error() {
    virtual_time(async |lab: Lab| {
        let fine = |name| lab.job(name).takes(secs(1)).gives(());
        let bad = |name| lab.job(name).takes(secs(1)).panics::<()>("out of paper");
        let outcomes = [
            two_tasks(bad("A"), fine("B"), |_| ()).await,
            two_tasks(fine("A"), bad("B"), |_| ()).await,
        ];
        for outcome in outcomes {
            expect_eq(
                outcome.map_err(|error| error.is_panic()),
                Err(true),
                "a task panicked: its `JoinError` should come back",
            );
        }
    });
}
