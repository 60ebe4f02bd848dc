//! `task_group`: a scope that ends when its last child has, and takes all of them with it.

use std::time::Duration;

use async_katas::c05_concurrency::task_group::{Group, GroupError, task_group};
use lab::timeline::{End as How, Item, short};
use lab::{
    A_DAY, Fault, Gauge, Job, Lab, Probe, Timeline, Way, cancel_at_every_await, expect_eq, fail,
    for_seeds, ms, secs, virtual_time,
};
use tokio::time::{sleep, timeout};

use super::woken::not_woken;

type End = Result<(), &'static str>;
type Failure = GroupError<&'static str>;

/// How a scope ended: with the value of its body, or with what failed first.
fn told<T>(end: Result<T, Failure>) -> Result<T, String> {
    end.map_err(|failure| match failure {
        GroupError::Failed(error) => format!("{error} failed"),
        GroupError::Panicked => "a child panicked".to_owned(),
    })
}

fn failed<T>(who: &str) -> Result<T, String> {
    Err(format!("{who} failed"))
}

fn panicked<T>() -> Result<T, String> {
    Err("a child panicked".to_owned())
}

const NO_VALUE: &str = "body and children ended well, and the value of the body did not come back";

fn fine(lab: &Lab, name: &str, time: Duration) -> Job<End> {
    lab.job(name).takes(time).ok(())
}

/// Expects this picture. Where a child still runs, it says that `task_group` has returned all the same.
#[track_caller]
fn expect_to_the_end(lab: &Lab, picture: &str) {
    let happened = lab.timeline();
    let items = happened.lanes.iter().flat_map(|lane| &lane.items);
    let mut ends = items.filter_map(|item| match item {
        Item::Span { end, .. } => Some(*end),
        _ => None,
    });
    match ends.any(|end| end == How::Running) {
        true => lab.expect_because(
            picture,
            &format!(
                "`task_group` returned at {}, while that child ran: the scope ends with its last child, \
                 whoever has started it",
                short(lab.now())
            ),
        ),
        false => lab.expect(picture),
    }
}

/// When a scope ends whose body takes so long, and whose children, one started after the other, take
/// so long each and fail or not.
async fn ends_after(lab: &Lab, body: u64, children: &[(u64, bool)]) -> Duration {
    let begun = lab.now();
    let scope = task_group(async |group: Group<&'static str>| {
        for &(time, fails) in children {
            group.spawn(async move {
                sleep(secs(time)).await;
                match fails {
                    true => Err("child"),
                    false => Ok(()),
                }
            });
        }
        sleep(secs(body)).await;
        Ok(())
    });
    let _ended = timeout(secs(60), scope).await;
    lab.now() - begun
}

/// Whom a failure waits for, if it is seen too late: told by other scopes, in which it could be seen
/// after 1s.
async fn seen_late(lab: &Lab) -> Option<String> {
    let (bad, slow) = ((1, true), (5, false));
    let late = [
        ends_after(lab, 5, &[bad]).await,
        ends_after(lab, 0, &[slow, bad]).await,
        ends_after(lab, 0, &[bad, slow]).await,
    ];
    let whom = match late.map(|ended| ended == secs(5)) {
        [true, true, true] => "the body and all children have ended",
        [true, true, false] => {
            "the body has ended, and every child that was started before the one that failed"
        }
        [true, false, false] => "the body has ended",
        [false, true, true] => "all children have ended",
        [false, true, false] => "every child has ended that was started before the one that failed",
        _ => return None,
    };
    Some(format!(
        "your function sees that a child has failed only when {whom}: it should hear of the first \
         failure, whosever it is, while all others go on"
    ))
}

#[test]
fn the_scope_ends_with_its_last_child() {
    virtual_time(async |lab: Lab| {
        let value = task_group(async |group: Group<&'static str>| {
            group.spawn(fine(&lab, "short", secs(1)));
            group.spawn(fine(&lab, "long", secs(3)));
            lab.span("body", sleep(secs(2))).await;
            group.spawn(fine(&lab, "late", secs(2)));
            Ok("value")
        })
        .await;
        expect_to_the_end(
            &lab,
            "
                    0s        1s        2s        3s        4s
            short   |=========|
            long    |=============================|
            late                        |===================|
            body    |===================|
            ",
        );
        expect_eq(told(value), Ok("value"), NO_VALUE);
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
        expect_to_the_end(
            &lab,
            "
                               0s        1s        2s        3s
            child              |=========|
            grandchild                   |=========|
            great-grandchild                       |=========|
            ",
        );
        expect_eq(told(done), Ok(()), NO_VALUE);
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
        let late = match lab.now() > secs(2) {
            true => seen_late(&lab).await,
            false => None,
        };
        let picture = "
                         0s        1s        2s        3s
            sibling      |===================/
            late         |===================/
            early        |===================x
            parent       |=========|
            grandchild             |=========/
            body         |===================/
            ";
        lab.expect_because(picture, &late.unwrap_or_default());
        expect_eq(
            told(end),
            failed("early"),
            "`early` failed at 2s, before all others, and something else came back",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn whoever_fails_first_ends_the_scope() {
    const CHILDREN: [&str; 6] = [
        "child 0", "child 1", "child 2", "child 3", "child 4", "child 5",
    ];
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let count = draw.size(2..=6);
        // All end at different instants, off every round number; the last one is the body.
        let mut times: Vec<Duration> = (0..=count as u64).map(|n| ms(100 * n + 103)).collect();
        draw.shuffle(&mut times);
        let mut names = CHILDREN[..count].to_vec();
        names.push("body");
        let (mut first, mut jobs): (Option<(Duration, _)>, _) = (None, Vec::new());
        let mut ends = Vec::new();
        for (&name, &time) in names.iter().zip(&times) {
            let job = lab.job(name).yields(draw.size(0..=3)).takes(time);
            let how = match draw.size(0..=5) {
                0 => failed(name),
                1 if name != "body" => panicked(),
                _ => Ok(7),
            };
            let job: Job<End> = match &how {
                Ok(_) => job.ok(()),
                Err(how) if how.ends_with("failed") => job.err(name),
                Err(_) => job.panics("boom"),
            };
            jobs.push(job);
            if how.is_err() && first.as_ref().is_none_or(|(at, _)| time < *at) {
                first = Some((time, how.clone()));
            }
            ends.push(how);
        }
        let longest = times.iter().copied().max().unwrap_or_default();
        let (end, expected) = first.unwrap_or((longest, Ok(7)));

        let mut picture = Timeline::new();
        for ((name, time), how) in names.iter().zip(times).zip(&ends) {
            picture = match how {
                _ if time > end => picture.cancelled(name, secs(0), end),
                Ok(_) => picture.span(name, secs(0), time),
                Err(how) if how.ends_with("failed") => picture.failed(name, secs(0), time),
                Err(_) => picture.panicked(name, secs(0), time),
            };
        }
        let body = jobs.pop();
        let by_a_child: Vec<bool> = jobs.iter().map(|_| draw.coin()).collect();
        let outcome = task_group(async |group: Group<&'static str>| {
            for (child, by_a_child) in jobs.into_iter().zip(by_a_child) {
                if by_a_child {
                    let heirs = group.clone();
                    group.spawn(async move {
                        heirs.spawn(child);
                        Ok(())
                    });
                } else {
                    group.spawn(child);
                }
            }
            if let Some(body) = body {
                body.await?;
            }
            Ok(7)
        })
        .await;
        let returned = lab.now();
        let late = match expected.is_err() && returned > end {
            true => seen_late(&lab).await,
            false => None,
        };
        lab.expect_because(picture, &late.unwrap_or_default());
        expect_eq(
            returned,
            end,
            match &expected {
                Ok(_) => format!(
                    "none failed, the last of body and children ended at {end:?}, and the scope \
                     ended later; it should end at that instant"
                ),
                Err(how) => format!(
                    "{how} at {end:?}, and the scope ended later; the first failure should end it \
                     at that instant"
                ),
            },
        );
        let cause = match &expected {
            Ok(_) => NO_VALUE.to_owned(),
            Err(how) => {
                format!("{how} at {end:?}, before all others, and something else came back")
            }
        };
        expect_eq(told(outcome), expected, cause);
        lab.expect_no_task_left();
    });
}

#[test]
fn a_child_that_fails_in_its_first_poll_ends_the_scope_wherever_it_stands() {
    virtual_time(async |lab: Lab| {
        for fault in [Fault::FailsAtOnce, Fault::PanicsWhenPolled] {
            for place in 0..4 {
                lab.case(format!(
                    "four children, of which the one at place {place} {fault}"
                ));
                let probes = [(); 4].map(|()| lab.probe());
                let released = probes.each_ref().map(|probe| probe.watch());
                let begun = lab.now();
                let scope = task_group(async |group: Group<&'static str>| -> End {
                    for (n, probe) in probes.into_iter().enumerate() {
                        let bad = (n == place).then(lab.faulty("bad", fault));
                        group.spawn(async move {
                            let _held = probe;
                            match bad {
                                Some(bad) => bad.await.map_err(|_| "bad"),
                                None => std::future::pending().await,
                            }
                        });
                    }
                    std::future::pending().await
                });
                let Ok(end) = timeout(secs(60), scope).await else {
                    let why = match seen_late(&lab).await {
                        Some(why) => format!(": {why}"),
                        None => String::new(),
                    };
                    fail(format!(
                        "the child at place {place} of four {fault}, the others and the body go on \
                         for ever, and a minute later the scope had not ended{why}"
                    ));
                };
                let expected = if fault.panics() {
                    panicked()
                } else {
                    failed("bad")
                };
                expect_eq(
                    lab.now() - begun,
                    secs(0),
                    format!(
                        "the child at place {place} of four {fault}, and the scope did not end at \
                         that instant"
                    ),
                );
                expect_eq(
                    told(end),
                    expected,
                    format!(
                        "the child at place {place} of four {fault}, and the caller was told something else"
                    ),
                );
                assert!(
                    released.iter().all(|released| released.is_dropped()),
                    "the child at place {place} of four {fault}, and when `task_group` returned, a \
                     child still held what it had"
                );
                lab.expect_no_task_left();
            }
        }
    });
}

#[test]
fn thousands_of_children_run_at_once() {
    const MANY: usize = 5000;
    virtual_time(async |lab: Lab| {
        let gauge = Gauge::default();
        let value = task_group(async |group: Group<&'static str>| {
            for _ in 0..MANY {
                let gauge = gauge.clone();
                group.spawn(async move {
                    let _running = gauge.enter();
                    sleep(secs(1)).await;
                    Ok(())
                });
            }
            lab.span("body", sleep(secs(2))).await;
            Ok("value")
        })
        .await;
        if gauge.peak() != MANY {
            fail(format!(
                "of {MANY} children no more than {} ran at the same time; all should run at once: \
                 there is no reason for batches or a limit",
                gauge.peak()
            ));
        }
        expect_eq(
            lab.now(),
            secs(2),
            format!(
                "{MANY} children took 1s each and the body 2s, and the scope did not end after 2s: \
                 children run at the same time as the body"
            ),
        );
        expect_eq(told(value), Ok("value"), NO_VALUE);
    });
}

#[test]
fn a_child_that_takes_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let value = task_group(async |group: Group<&'static str>| {
            group.spawn(fine(&lab, "child", A_DAY));
            Ok("value")
        })
        .await;
        lab.expect_because(
            Timeline::new().span("child", secs(0), A_DAY),
            "the body ended at once, its child takes a day, and the scope did not wait for it: \
             nobody has set a limit",
        );
        expect_eq(told(value), Ok("value"), NO_VALUE);
    });
}

#[test]
fn any_task_that_holds_a_clone_starts_children() {
    virtual_time(async |lab: Lab| {
        let child = fine(&lab, "child", secs(2));
        let scope = task_group(async |group: Group<&'static str>| {
            let outsider = tokio::spawn(async move {
                sleep(secs(1)).await;
                group.spawn(child);
            });
            lab.span("body", sleep(secs(2))).await;
            Ok(outsider)
        });
        let end = scope.await;
        let begun = lab
            .timeline()
            .items("child")
            .first()
            .map(|item| item.begin());
        if let Some(begun) = begun.filter(|begun| *begun > secs(1)) {
            fail(format!(
                "a task outside the scope started a child at 1s, by a clone of the `Group`, and the \
                 child began only at {}, when something else woke the scope: `spawn` should see to it \
                 that the child runs from then on, whoever calls it",
                short(begun)
            ));
        }
        lab.expect_because(
            "
                    0s        1s        2s        3s
            child             |===================|
            body    |===================|
            ",
            "a task outside the scope held a clone and started a child at 1s, while the body ran; \
             it should run from then on, and the scope should wait for it",
        );
        if let Ok(outsider) = end {
            let _it_has_ended = outsider.await;
        }
    });
}

/// What a child leaves behind: dropped, it starts another child in the same scope.
struct LastWill {
    group: Group<&'static str>,
    heir: Option<Job<End>>,
    probe: Option<Probe>,
}

impl Drop for LastWill {
    fn drop(&mut self) {
        if let (Some(heir), Some(probe)) = (self.heir.take(), self.probe.take()) {
            self.group.spawn(async move {
                let _held = probe;
                heir.await
            });
        }
    }
}

#[test]
fn when_a_failed_scope_returns_nothing_of_it_is_left() {
    virtual_time(async |lab: Lab| {
        for fails_at in [secs(0), secs(1)] {
            let (held, heirs) = (lab.probe(), lab.probe());
            let released = [held.watch(), heirs.watch()];
            let (slow, heir) = (
                fine(&lab, "slow child", secs(3)),
                fine(&lab, "child of a cancelled child", secs(9)),
            );
            let end: Result<(), Failure> = task_group(async |group: Group<&'static str>| {
                let will = LastWill {
                    group: group.clone(),
                    heir: Some(heir),
                    probe: Some(heirs),
                };
                group.spawn(async move {
                    let _held = (held, will);
                    slow.await
                });
                let body: Job<End> = lab.job("body").takes(fails_at).err("body");
                body.await
            })
            .await;
            expect_eq(
                told(end),
                failed("body"),
                "the body failed, and its error was lost",
            );
            let [child, late] = released.map(|released| released.is_dropped());
            assert!(
                child,
                "the body failed after {fails_at:?}, and when `task_group` returned, a child still \
                 held what it had{}",
                match lab.tasks_alive() {
                    0 => ": it should be gone by then, with all that it held",
                    _ => {
                        ", in a task: a task is gone when it was aborted and has been awaited after that"
                    }
                }
            );
            assert!(
                late,
                "the body failed after {fails_at:?}, a child that was cancelled then started \
                 another one while it was dropped, and that one was there when `task_group` \
                 returned; it should be gone, too"
            );
            lab.expect_no_task_left();
        }
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
            told(end),
            panicked(),
            "a child panicked, and the caller was not told so",
        );
    });
}

#[test]
fn a_child_counts_as_failing_also_when_the_body_has_ended() {
    virtual_time(async |lab: Lab| {
        for body in [ms(0), ms(503), ms(2_003)] {
            for how in [failed::<()>("child"), panicked()] {
                for by_a_child in [false, true] {
                    let which = match by_a_child {
                        true => "a child of a child",
                        false => "a child",
                    };
                    let did = match how == panicked() {
                        true => "panicked",
                        false => "failed",
                    };
                    let then = match body < secs(1) {
                        true => "had ended well",
                        false => "still ran",
                    };
                    lab.case(format!("{which} that {did} at 1s, and a body of {body:?}"));
                    let begun = lab.now();
                    let bad = lab.job("child").takes(secs(1));
                    let bad: Job<End> = match how == panicked() {
                        true => bad.panics("boom"),
                        false => bad.err("child"),
                    };
                    let probe = lab.probe();
                    let held = probe.watch();
                    let scope = task_group(async |group: Group<&'static str>| {
                        let heirs = group.clone();
                        group.spawn(async move {
                            let _held = probe;
                            sleep(secs(3)).await;
                            Ok(())
                        });
                        match by_a_child {
                            true => group.spawn(async move {
                                heirs.spawn(bad);
                                Ok(())
                            }),
                            false => group.spawn(bad),
                        }
                        sleep(body).await;
                        Ok(())
                    });
                    let end = told(scope.await);
                    let at = lab.now() - begun;
                    if end.is_ok() {
                        fail(format!(
                            "{which} {did} at 1s, when the body {then}, and `task_group` gave `Ok` at \
                             {}: that child was taken for one that has ended well, and a child that \
                             {did} is a failure, whether the body runs or has ended",
                            short(at)
                        ));
                    }
                    expect_eq(
                        at,
                        secs(1),
                        format!(
                            "{which} {did} at 1s, when the body {then}, and the scope ended at another \
                             instant; the first failure should end it, at that instant"
                        ),
                    );
                    expect_eq(
                        end,
                        how.clone(),
                        format!(
                            "{which} {did} at 1s, when the body {then}, and the caller was told \
                             something else"
                        ),
                    );
                    if !held.is_dropped() {
                        fail(format!(
                            "{which} {did} at 1s, when the body {then}, and when `task_group` \
                             returned, another child still held what it had: it should be gone"
                        ));
                    }
                    lab.expect_no_task_left();
                }
            }
        }
    });
}

#[test]
fn a_failing_body_cancels_its_children() {
    virtual_time(async |lab: Lab| {
        let end: Result<(), Failure> = task_group(async |group: Group<&'static str>| {
            group.spawn(fine(&lab, "child", secs(3)));
            let body: Job<End> = lab.job("body").takes(secs(1)).err("body");
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
            told(end),
            failed("body"),
            "the body failed, and its error was lost",
        );
        lab.expect_no_task_left();
    });
}

/// Whether a child that holds no clone of its group is cancelled when its scope is dropped.
async fn is_cancelled_without_a_clone(lab: &Lab) -> bool {
    let probe = lab.probe();
    let held = probe.watch();
    let scope = task_group(async |group: Group<&'static str>| -> End {
        group.spawn(async move {
            let _held = probe;
            std::future::pending().await
        });
        std::future::pending().await
    });
    let _dropped = timeout(ms(1), scope).await;
    sleep(ms(1)).await;
    held.is_dropped()
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
        if !held.iter().all(|held| held.is_dropped()) {
            fail(match is_cancelled_without_a_clone(&lab).await {
                true => {
                    "a child that held a clone of its `Group` lived on after the future of `task_group` \
                     was dropped, and in a scope in which no child held one they were cancelled: the \
                     clones of the children keep alive what should have been dropped with the future; \
                     dropping it should cancel every child, whoever holds a clone"
                }
                false => {
                    "a child lived on after its scope was dropped, with all that it held: dropping the \
                     future of `task_group` should cancel every child"
                }
            });
        }
        lab.expect_no_task_left();
    });
}

#[test]
fn a_child_started_after_the_end_never_runs() {
    virtual_time(async |lab: Lab| {
        let (mut kept, mut kept_of_a_failed, mut kept_of_a_dropped) = (None, None, None);
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
        expect_eq(told(end), Ok("value"), NO_VALUE);
        let failed_scope: Result<(), Failure> = task_group(async |group: Group<&'static str>| {
            kept_of_a_failed = Some(group);
            Err("body")
        })
        .await;
        expect_eq(
            told(failed_scope),
            failed("body"),
            "the body failed, and its error was lost",
        );
        let dropped = task_group(async |group: Group<&'static str>| -> End {
            kept_of_a_dropped = Some(group);
            std::future::pending().await
        });
        if timeout(secs(1), dropped).await.is_ok() {
            fail("the scope ended before its body did");
        }
        let mut held = Vec::new();
        for (group, name) in [
            (&kept, "too late"),
            (&kept_of_a_failed, "after a failure"),
            (&kept_of_a_dropped, "after a drop"),
        ] {
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
                              0s        1s        2s        3s
            child             |=========|
            too late
            after a failure
            after a drop
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

#[test]
fn the_scope_ends_in_time_however_its_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for fails in [None, Some(failed("child")), Some(panicked())] {
                lab.case(format!(
                    "a scope that is {way}, and a child that ends so: {fails:?}"
                ));
                let begun = lab.now();
                let wait = if way == Way::Later { Way::LATER } else { ms(0) };
                let scope = task_group(async |group: Group<&'static str>| {
                    for time in [907, 503, 1_101, 503] {
                        group.spawn(lab.job("children").yields(1).takes(ms(time)).ok(()));
                    }
                    sleep(ms(300)).await;
                    let (late, heirs) = (lab.job("child").takes(ms(307)), group.clone());
                    let late: Job<End> = match &fails {
                        None => late.ok(()),
                        Some(end) if *end == failed::<()>("child") => late.err("child"),
                        Some(_) => late.panics("boom"),
                    };
                    group.spawn(async move {
                        heirs.spawn(late);
                        Ok(())
                    });
                    sleep(ms(503)).await;
                    Ok(())
                });
                let end = timeout(secs(60), lab.polled(way, scope)).await;
                let time = if fails.is_some() { ms(607) } else { ms(1_101) };
                let Ok(end) = end else {
                    fail(format!(
                        "a scope was {way}, and a minute later, when all of it should have been over, \
                         it had not ended{}",
                        not_woken(way, true)
                    ))
                };
                expect_eq(
                    lab.now() - begun,
                    wait + time,
                    format!(
                        "a scope was {way}, it was over {time:?} after the first poll, and it did \
                         not end then{}",
                        not_woken(way, lab.now() - begun > wait + time)
                    ),
                );
                expect_eq(
                    told(end),
                    fails.map_or(Ok(()), |end| end),
                    format!("a scope was {way}, and it gave another outcome than its own"),
                );
                lab.expect_no_task_left();
            }
        }
    });
}
