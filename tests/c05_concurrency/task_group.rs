//! `task_group`: a scope that ends when its last child has, and takes all of them with it.

use std::time::Duration;

use async_katas::c05_concurrency::task_group::{Group, GroupError, task_group};
use lab::{
    Job, Lab, Timeline, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs, virtual_time,
};
use tokio::time::{sleep, timeout};

type End = Result<(), &'static str>;
type Failure = GroupError<&'static str>;

fn fine(lab: &Lab, name: &str, time: Duration) -> Job<End> {
    lab.job(name).takes(time).ok(())
}

#[test]
fn the_scope_ends_with_its_last_child() {
    virtual_time(async |lab: Lab| {
        let value = task_group(async |group: Group<&'static str>| {
            group.spawn(fine(&lab, "short", secs(1)));
            group.spawn(fine(&lab, "long", secs(3)));
            lab.span("body", sleep(secs(2))).await;
            Ok("value")
        })
        .await;
        lab.expect(
            "
                    0s        1s        2s        3s
            short   |=========|
            long    |=============================|
            body    |===================|
            ",
        );
        expect_eq(
            value,
            Ok("value"),
            "all went well, so the value of the body should come back",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn children_start_children_in_the_same_scope() {
    virtual_time(async |lab: Lab| {
        let done = task_group(async |group: Group<&'static str>| {
            let (child, heirs) = (fine(&lab, "child", secs(1)), group.clone());
            let (grandchild, great) = (
                fine(&lab, "grandchild", secs(1)),
                fine(&lab, "great-grandchild", secs(1)),
            );
            group.spawn(async move {
                child.await?;
                let further = heirs.clone();
                heirs.spawn(async move {
                    grandchild.await?;
                    further.spawn(great);
                    Ok(())
                });
                Ok(())
            });
            Ok(())
        })
        .await;
        lab.expect(
            "
                               0s        1s        2s        3s
            child              |=========|
            grandchild                   |=========|
            great-grandchild                       |=========|
            ",
        );
        expect_eq(done, Ok(()), "all went well, and yet an error came back");
        lab.expect_no_task_left();
    });
}

#[test]
fn the_first_failure_cancels_the_body_and_all_children() {
    virtual_time(async |lab: Lab| {
        let end: Result<(), Failure> = task_group(async |group: Group<&'static str>| {
            group.spawn(fine(&lab, "sibling", secs(5)));
            group.spawn(lab.job("late").takes(secs(4)).err("late"));
            group.spawn(lab.job("early").takes(secs(2)).err("early"));
            let (heirs, grandchild) = (group.clone(), fine(&lab, "grandchild", secs(5)));
            let parent = fine(&lab, "parent", secs(1));
            group.spawn(async move {
                parent.await?;
                heirs.spawn(grandchild);
                Ok(())
            });
            lab.span("body", sleep(secs(5))).await;
            Ok(())
        })
        .await;
        lab.expect(
            "
                         0s        1s        2s        3s
            sibling      |===================/
            late         |===================/
            early        |===================x
            parent       |=========|
            grandchild             |=========/
            body         |===================/
            ",
        );
        expect_eq(
            end,
            Err(GroupError::Failed("early")),
            "the error that comes back is not that of the child that failed first",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn whichever_child_fails_first_ends_the_scope() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let count = draw.size(2..=6);
        let mut times: Vec<u32> = (1..=count as u32).collect();
        draw.shuffle(&mut times);
        let fails: Vec<bool> = times.iter().map(|_| draw.coin()).collect();
        let failures = times.iter().zip(&fails).filter(|(_, fails)| **fails);
        let first = failures.map(|(time, _)| *time).min();
        let end = ms(100) * first.unwrap_or(count as u32);

        let mut picture = Timeline::new();
        let mut children: Vec<Job<End>> = Vec::new();
        for (n, (time, fails)) in times.into_iter().zip(fails).enumerate() {
            let (name, time) = (format!("child {n}"), ms(100) * time);
            let child = lab.job(&name).yields(draw.size(0..=3)).takes(time);
            children.push(match fails {
                true => child.err("failed"),
                false => child.ok(()),
            });
            picture = match fails {
                _ if time > end => picture.cancelled(&name, secs(0), end),
                true => picture.failed(&name, secs(0), time),
                false => picture.span(&name, secs(0), time),
            };
        }
        let expected = match first {
            Some(_) => Err(GroupError::Failed("failed")),
            None => Ok(7),
        };
        let outcome = task_group(async |group: Group<&'static str>| {
            for child in children {
                group.spawn(child);
            }
            Ok(7)
        })
        .await;
        lab.expect(picture);
        expect_eq(
            lab.now(),
            end,
            "the scope did not end at the first failure, or with its last child",
        );
        expect_eq(
            outcome,
            expected,
            "the outcome of the scope is not what became of its children",
        );
    });
}

#[test]
fn a_panicking_child_counts_as_failing() {
    virtual_time(async |lab: Lab| {
        let end: Result<(), Failure> = task_group(async |group: Group<&'static str>| {
            group.spawn(fine(&lab, "sibling", secs(3)));
            group.spawn(lab.job("child").takes(secs(1)).panics("boom"));
            lab.span("body", sleep(secs(2))).await;
            Ok(())
        })
        .await;
        lab.expect(
            "
                      0s        1s        2s        3s
            sibling   |=========/
            child     |=========!
            body      |=========/
            ",
        );
        expect_eq(
            end,
            Err(GroupError::Panicked),
            "a child panicked, and the caller was not told so",
        );
    });
}

#[test]
fn a_failing_body_cancels_its_children() {
    virtual_time(async |lab: Lab| {
        let end: Result<(), Failure> = task_group(async |group: Group<&'static str>| {
            group.spawn(fine(&lab, "child", secs(3)));
            let body: Job<End> = lab.job("body").takes(secs(1)).err("body failed");
            body.await
        })
        .await;
        lab.expect(
            "
                    0s        1s        2s        3s
            child   |=========/
            body    |=========x
            ",
        );
        expect_eq(
            end,
            Err(GroupError::Failed("body failed")),
            "the error of the body was lost",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn no_child_outlives_a_scope_that_is_dropped() {
    cancel_at_every_await(async |lab: Lab| {
        let (probe, other) = (lab.probe(), lab.probe());
        let held = [probe.watch(), other.watch()];
        let (first, second) = (
            fine(&lab, "child", secs(2)),
            fine(&lab, "grandchild", secs(2)),
        );
        let scope = task_group(async |group: Group<&'static str>| {
            let heirs = group.clone();
            group.spawn(async move {
                let _held = probe;
                first.await?;
                heirs.spawn(async move {
                    let _held = other;
                    second.await
                });
                Ok(())
            });
            sleep(secs(1)).await;
            Ok(())
        });
        let _ended = lab.cut(scope).await;
        // An aborted task is gone when the runtime has had its turn.
        sleep(ms(1)).await;
        assert!(
            held.iter().all(|held| held.is_dropped()),
            "a child lived on after its scope was dropped, with all that it held: dropping the \
             future of `task_group` should cancel every child, also one that holds a clone of \
             its `Group`"
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn a_child_started_after_the_end_never_runs() {
    virtual_time(async |lab: Lab| {
        let (mut kept, mut kept_of_a_failed) = (None, None);
        let scope = task_group(async |group: Group<&'static str>| {
            group.spawn(fine(&lab, "child", secs(1)));
            kept = Some(group);
            Ok("value")
        });
        let Ok(end) = timeout(secs(60), scope).await else {
            fail(
                "the scope went on when body and children had ended, because somebody keeps a \
                 clone of its `Group`: what counts is who runs, not who could start more",
            );
        };
        expect_eq(
            end,
            Ok("value"),
            "all went well, so the value of the body should come back",
        );
        let failed: Result<(), Failure> = task_group(async |group: Group<&'static str>| {
            kept_of_a_failed = Some(group);
            Err("failed")
        })
        .await;
        expect_eq(
            failed,
            Err(GroupError::Failed("failed")),
            "the error of the body was lost",
        );
        let mut held = Vec::new();
        for (group, name) in [(&kept, "too late"), (&kept_of_a_failed, "after a failure")] {
            let (probe, late) = (lab.probe(), fine(&lab, name, secs(1)));
            held.push(probe.watch());
            if let Some(group) = group {
                group.spawn(async move {
                    let _probe = probe;
                    late.await
                });
            }
        }
        sleep(secs(1)).await;
        lab.expect_because(
            "
                              0s        1s        2s
            child             |=========|
            too late
            after a failure
            ",
            "a child that was started after the end of its scope ran all the same",
        );
        assert!(
            held.iter().all(|held| held.is_dropped()),
            "a child that was started after the end of its scope is kept for ever: nobody will \
             run it, so it should be dropped"
        );
    });
}
