//! `exit_stack`: last in, first out, whatever fails on the way.

use std::any::Any;
use std::cell::Cell;
use std::future::Ready;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c07_resources::exit_stack::{ExitError, ExitStack, with_stack};
use futures::future::{BoxFuture, FutureExt};
use lab::{
    Gauge, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time,
};
use tokio::time::sleep;

type Stack = ExitStack<&'static str>;
type Step = Result<(), &'static str>;

/// The body's error, and those of the releases.
fn parts<E>(error: ExitError<E>) -> (Option<E>, Vec<E>) {
    (error.body, error.releases)
}

/// Opens something, which takes 100 ms, and pushes what closes it, which takes 100 ms too.
async fn open(lab: &Lab, stack: &mut Stack, name: &str, opened: Step, closed: Step) -> Step {
    let lane = format!("open {name}");
    lab.job(&lane).takes(ms(100)).result(opened).await?;
    let lane = format!("close {name}");
    stack.push(lab.job(&lane).takes(ms(100)).result(closed));
    Ok(())
}

#[test]
fn the_last_opened_is_closed_first() {
    virtual_time(async |lab: Lab| {
        let outcome = with_stack(async |stack: &mut Stack| {
            for name in ["a", "b", "c"] {
                open(&lab, stack, name, Ok(()), Ok(())).await?;
            }
            Ok("used")
        })
        .await;
        lab.expect(
            "
                       0ms   100ms 200ms 300ms 400ms 500ms 600ms
            open a     |=====|
            open b           |=====|
            open c                 |=====|
            close c                      |=====|
            close b                            |=====|
            close a                                  |=====|
            ",
        );
        expect_eq(
            outcome.map_err(parts),
            Ok("used"),
            "the body gave \"used\", and your function gave something else",
        );
    });
}

#[test]
fn the_third_fails_to_open_and_two_are_closed() {
    virtual_time(async |lab: Lab| {
        let outcome = with_stack(async |stack: &mut Stack| {
            open(&lab, stack, "a", Ok(()), Ok(())).await?;
            open(&lab, stack, "b", Ok(()), Ok(())).await?;
            open(&lab, stack, "c", Err("no c"), Ok(())).await
        })
        .await;
        lab.expect(
            "
                       0ms   100ms 200ms 300ms 400ms 500ms
            open a     |=====|
            open b           |=====|
            open c                 |=====x
            close b                      |=====|
            close a                            |=====|
            close c
            ",
        );
        expect_eq(
            outcome.map_err(parts),
            Err((Some("no c"), vec![])),
            "the error of the body was lost",
        );
    });
}

#[test]
fn every_release_runs_though_some_fail() {
    virtual_time(async |lab: Lab| {
        let outcome = with_stack(async |stack: &mut Stack| {
            open(&lab, stack, "a", Ok(()), Err("a is stuck")).await?;
            open(&lab, stack, "b", Ok(()), Ok(())).await?;
            open(&lab, stack, "c", Ok(()), Err("c is stuck")).await
        })
        .await;
        lab.expect(
            "
                       0ms   100ms 200ms 300ms 400ms 500ms 600ms
            open a     |=====|
            open b           |=====|
            open c                 |=====|
            close c                      |=====x
            close b                            |=====|
            close a                                  |=====x
            ",
        );
        let outcome = outcome.map_err(parts);
        let has_all = match &outcome {
            Err((None, errors)) => ["a is stuck", "c is stuck"]
                .iter()
                .all(|e| errors.contains(e)),
            _ => false,
        };
        let cause = match has_all {
            true => {
                "the errors of the releases did not come back in the order in which they happened: the \
                 release of `c` failed first, and then that of `a`"
            }
            false => {
                "the error of a release was lost: the caller gets all of them, in the order in which they happened"
            }
        };
        expect_eq(
            outcome,
            Err((None, vec!["c is stuck", "a is stuck"])),
            cause,
        );
    });
}

#[test]
fn all_errors_are_kept() {
    virtual_time(async |lab: Lab| {
        let outcome: Result<(), _> = with_stack(async |stack: &mut Stack| {
            open(&lab, stack, "a", Ok(()), Err("a is stuck")).await?;
            Err("the work failed")
        })
        .await;
        expect_eq(
            outcome.map_err(parts),
            Err((Some("the work failed"), vec!["a is stuck"])),
            "an error was lost: the body failed, and a release failed after it",
        );
    });
}

#[test]
fn any_number_of_resources() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let opening = draw.times(ms(10), 0..=20);
        let body = if draw.coin() { Ok("used") } else { Err(100) };
        let closings: Vec<(Duration, Result<(), usize>)> = (0..draw.size(0..=8))
            .map(|n| match draw.size(0..=3) {
                0 => (ms(0), Err(n)),
                1 => (draw.off_grid(ms(1)..=ms(200)), Err(n)),
                _ => (draw.off_grid(ms(1)..=ms(200)), Ok(())),
            })
            .collect();
        lab.case(format!(
            "a body that gives {body:?}, and the releases {closings:?}"
        ));
        let outcome = with_stack(async |stack: &mut ExitStack<usize>| {
            for (n, (time, closed)) in closings.iter().enumerate() {
                let close = lab.job(&format!("close {n}"));
                stack.push(close.takes(*time).result(*closed));
            }
            lab.job("body").takes(opening).result(body).await
        })
        .await;
        let returned = lab.now();
        let mut expected = match body {
            Ok(_) => Timeline::new().span("body", ms(0), opening),
            Err(_) => Timeline::new().failed("body", ms(0), opening),
        };
        let mut now = opening;
        let mut failed = Vec::new();
        for (n, (time, closed)) in closings.iter().enumerate().rev() {
            let (lane, end) = (format!("close {n}"), now + *time);
            expected = match closed {
                Ok(()) => expected.span(&lane, now, end),
                Err(_) => expected.failed(&lane, now, end),
            };
            failed.extend(closed.err());
            now = end;
        }
        lab.expect(expected);
        expect_eq(
            returned,
            now,
            "the last release had ended, and your function did not return at that instant",
        );
        let expected = match body {
            Ok(value) if failed.is_empty() => Ok(value),
            body => Err((body.err(), failed)),
        };
        expect_eq(
            outcome.map_err(parts),
            expected,
            "the caller did not get what failed: the body's error, and those of the releases in \
             the order in which they happened",
        );
    });
}

#[test]
fn a_stack_without_releases_adds_nothing() {
    virtual_time(async |lab: Lab| {
        for body in [Ok("used"), Err("no a")] {
            lab.case(format!("a body that pushes nothing and gives {body:?}"));
            let outcome = with_stack(async |_stack: &mut Stack| body).await;
            expect_eq(
                outcome.map_err(parts),
                body.map_err(|error| (Some(error), vec![])),
                "nothing was pushed, and the caller got something else than the body gave",
            );
        }
        expect_eq(
            lab.now(),
            ms(0),
            "nothing was pushed, and your function waited",
        );
    });
}

#[test]
fn twelve_thousand_releases_run_one_after_another() {
    virtual_time(async |lab: Lab| {
        const RELEASES: usize = 12_000;
        let ran = Arc::new(Mutex::new(Vec::new()));
        let outcome = with_stack(async |stack: &mut ExitStack<usize>| {
            for n in 0..RELEASES {
                let ran = Arc::clone(&ran);
                stack.push(async move {
                    sleep(ms(1)).await;
                    ran.lock().unwrap_or_else(PoisonError::into_inner).push(n);
                    Err(n)
                });
            }
            Ok(())
        })
        .await;
        let newest_first: Vec<usize> = (0..RELEASES).rev().collect();
        let ran = ran.lock().unwrap_or_else(PoisonError::into_inner).clone();
        expect_eq(
            ran.len(),
            RELEASES,
            "twelve thousand releases were pushed, and only so many ran",
        );
        expect_eq(
            ran,
            newest_first.clone(),
            "twelve thousand releases were pushed, and they ran in another order than last in, first \
             out",
        );
        expect_eq(
            lab.now(),
            secs(12),
            "twelve thousand releases of a millisecond each should run one after another, and this is \
             when your function returned",
        );
        expect_eq(
            outcome.map_err(parts),
            Err((None, newest_first)),
            "twelve thousand releases failed, and the caller did not get all their errors in the order \
             in which they happened",
        );
    });
}

#[test]
fn a_release_of_a_year_is_awaited_too() {
    const YEAR: Duration = secs(365 * 24 * 60 * 60);
    virtual_time(async |lab: Lab| {
        lab.lasts(YEAR * 4);
        for (body, time) in [(Ok(()), YEAR), (Err("no b"), YEAR * 2)] {
            lab.case(format!(
                "a body that gives {body:?} after a year, a release of a year"
            ));
            let (begun, ended) = (Gauge::default(), Gauge::default());
            let outcome = with_stack(async |stack: &mut Stack| {
                let (begun, ended) = (begun.clone(), ended.clone());
                stack.push(async move {
                    drop(begun.enter());
                    sleep(YEAR).await;
                    drop(ended.enter());
                    Ok(())
                });
                sleep(time - YEAR).await;
                body
            })
            .await;
            expect_eq(
                ended.entered(),
                1,
                match begun.entered() {
                    0 => {
                        "the release never began, and should run and be awaited however long it takes"
                    }
                    _ => {
                        "the release was given up before its end, and should be awaited however long it \
                         takes"
                    }
                },
            );
            expect_eq(
                outcome.map_err(parts),
                body.map_err(|error| (Some(error), vec![])),
                "the release went well, and the caller got something else than the body gave",
            );
        }
    });
}

#[test]
fn a_panic_of_the_body_goes_on_to_the_caller() {
    virtual_time(async |lab: Lab| {
        let polled = with_stack(async |stack: &mut Stack| {
            open(&lab, stack, "a", Ok(()), Ok(())).await?;
            lab.job("body").takes(ms(100)).panics("no more paper").await
        });
        expect_its_panic(AssertUnwindSafe(polled).catch_unwind().await);
        let called =
            with_stack(|_: &mut Stack| -> Ready<Step> { resume_unwind(Box::new("no more paper")) });
        expect_its_panic(AssertUnwindSafe(called).catch_unwind().await);
    });
}

#[test]
fn a_panic_goes_on_whatever_becomes_of_the_releases() {
    virtual_time(async |lab: Lab| {
        for first_poll in [true, false] {
            for time in [ms(0), ms(100)] {
                for released in [Ok(()), Err("a is stuck")] {
                    lab.case(format!(
                        "a body that panics {}, and three releases that give {released:?} after \
                         {time:?}, if they run",
                        if first_poll {
                            "in its first poll"
                        } else {
                            "after 100ms"
                        }
                    ));
                    let polled = with_stack(async |stack: &mut Stack| {
                        for name in ["a", "b", "c"] {
                            stack.push(lab.job(name).takes(time).result(released));
                        }
                        if !first_poll {
                            sleep(ms(100)).await;
                        }
                        resume_unwind(Box::new("no more paper"))
                    });
                    expect_its_panic(AssertUnwindSafe(polled).catch_unwind().await);
                }
            }
        }
    });
}

type Caught = Result<Result<(), ExitError<&'static str>>, Box<dyn Any + Send>>;

#[track_caller]
fn expect_its_panic(outcome: Caught) {
    match outcome {
        Ok(given) => fail(format!(
            "the body panicked, and instead of the panic the caller got {:?}",
            given.map_err(parts)
        )),
        Err(panic) if panic.downcast_ref() == Some(&"no more paper") => {}
        Err(_) => fail(
            "the body panicked, and another panic came out of your function: the body's own \
             should go on to the caller",
        ),
    }
}

/// Writes its name down when it is dropped.
struct Named(char, Arc<Mutex<String>>);

impl Drop for Named {
    fn drop(&mut self) {
        let mut log = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(self.0);
    }
}

/// What is said of resources that were let go in this order when the future was dropped, and not in
/// reverse: in the body, or when so many releases had ended.
fn another_order(let_go: &str, reverse: &str, ended: Option<usize>) -> Option<String> {
    const ONE_BY_ONE: &str = "A `Vec` drops what it holds from the first to the last, and so does an \
                              iterator over it, `.rev()` or not: leave the releases in the stack, take out \
                              the last one when its turn comes, and have the drop do the same";
    let pushed: String = reverse.chars().rev().collect();
    let Some(ended) = ended else {
        return (let_go == pushed && pushed.len() > 1).then(|| {
            format!(
                "your future was dropped in the body, and its resources were let go from the first opened \
                 to the last, {let_go:?} in place of {reverse:?}. {ONE_BY_ONE}"
            )
        });
    };
    let (left, due) = (let_go.get(ended..)?, reverse.get(ended..)?);
    let (running, waiting) = (due.get(..1)?, due.get(1..)?);
    let as_pushed: String = waiting.chars().rev().collect();
    let case = format!("your future was dropped while the release of `{running}` was running");
    if waiting.len() > 1 && left == format!("{running}{as_pushed}") {
        return Some(format!(
            "{case}: `{running}` was let go first, as it should be, and then those that waited, from the \
             first opened to the last, {as_pushed:?} in place of {waiting:?}. {ONE_BY_ONE}"
        ));
    }
    if !waiting.is_empty()
        && (left == format!("{waiting}{running}") || left == pushed.get(..due.len())?)
    {
        return Some(format!(
            "{case}: those that waited were let go before it, {left:?} in place of {due:?}. The one that \
             is running was opened last of them, so it goes first: what holds those that wait should be \
             dropped after it"
        ));
    }
    None
}

#[test]
fn dropped_in_the_middle_it_lets_go_in_reverse() {
    cancel_at_every_await(async |lab: Lab| {
        let (mut opened, let_go) = (String::new(), Arc::new(Mutex::new(String::new())));
        let (closed, is_over) = (Arc::new(AtomicUsize::new(0)), Cell::new(false));
        let scope = with_stack(async |stack: &mut Stack| {
            for name in ['a', 'b', 'c', 'd'] {
                lab.job(&format!("open {name}"))
                    .takes(ms(100))
                    .gives(())
                    .await;
                let named = Named(name, Arc::clone(&let_go));
                let close = lab.job(&format!("close {name}")).takes(ms(100)).ok(());
                let closed = Arc::clone(&closed);
                stack.push(async move {
                    let _open = named;
                    let end = close.await;
                    closed.fetch_add(1, Ordering::SeqCst);
                    end
                });
                opened.push(name);
            }
            is_over.set(true);
            Ok(())
        });
        let _outcome = lab.cut(scope).await;
        let reverse: String = opened.chars().rev().collect();
        let let_go = let_go
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let running = is_over.get().then(|| closed.load(Ordering::SeqCst));
        if let_go != reverse
            && let Some(why) = another_order(&let_go, &reverse, running)
        {
            fail(why);
        }
        let cause = if let_go.len() < reverse.len() {
            "your future is gone, but something still holds a release"
        } else {
            "the resources were not let go last in, first out when your future was dropped: what was \
             opened last belongs first there too"
        };
        expect_eq(let_go, reverse, cause);
    });
}

#[test]
fn dropped_in_the_middle_no_release_begins() {
    cancel_at_every_await(async |lab: Lab| {
        let (begun, ended) = (Gauge::default(), Gauge::default());
        let mut body_is_done = false;
        let scope = with_stack(async |stack: &mut Stack| {
            for name in ["a", "b", "c"] {
                lab.job(name).takes(ms(100)).gives(()).await;
                stack.push(close(&begun, &ended));
            }
            body_is_done = true;
            Ok(())
        });
        let outcome = lab.cut(scope).await;
        // One release at a time: when the future was dropped, one was running, or the body was.
        let running = if body_is_done {
            "a release"
        } else {
            "the body"
        };
        let most = ended.entered() + usize::from(body_is_done && outcome.is_none());
        sleep(secs(1)).await;
        if begun.entered() > most {
            fail(format!(
                "your future was dropped while {running} ran, and releases began after that: {} \
                 had begun in all, instead of {most}",
                begun.entered()
            ));
        }
        if outcome.is_some() {
            expect_eq(
                ended.entered(),
                3,
                "three releases were pushed, and so many had ended when your function returned",
            );
        }
    });
}

fn close(begun: &Gauge, ended: &Gauge) -> BoxFuture<'static, Step> {
    let (begun, ended) = (begun.clone(), ended.clone());
    Box::pin(async move {
        drop(begun.enter());
        sleep(ms(100)).await;
        drop(ended.enter());
        Ok(())
    })
}

#[test]
fn however_it_is_polled_the_releases_take_turns() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!(
                "a body of 300ms, three releases of 100ms that fail alike, and a future that is \
                 {way}"
            ));
            let (begun, ran) = (lab.now(), Arc::new(Mutex::new(Vec::new())));
            let stack = with_stack(async |stack: &mut Stack| {
                for name in ["a", "b", "c"] {
                    sleep(ms(100)).await;
                    let (ran, lab) = (Arc::clone(&ran), lab.clone());
                    stack.push(async move {
                        let at = lab.now() - begun;
                        ran.lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .push((name, at));
                        sleep(ms(100)).await;
                        Err("stuck")
                    });
                }
                Ok("used")
            });
            let outcome = lab.polled(way, stack).await;
            let start = match way {
                Way::Later => Way::LATER,
                _ => ms(0),
            };
            let ran = ran.lock().unwrap_or_else(PoisonError::into_inner).clone();
            expect_eq(
                ran,
                vec![
                    ("c", start + ms(300)),
                    ("b", start + ms(400)),
                    ("a", start + ms(500)),
                ],
                format!("these releases began, and when; your future was {way}"),
            );
            expect_eq(
                lab.now() - begun,
                start + ms(600),
                format!("the last release had ended, and it is this late; your future was {way}"),
            );
            expect_eq(
                outcome.map_err(parts),
                Err((None, vec!["stuck"; 3])),
                "three releases failed with equal errors, and the caller got something else",
            );
        }
    });
}
