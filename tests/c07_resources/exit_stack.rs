//! `exit_stack`: last in, first out, whatever fails on the way.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c07_resources::exit_stack::{ExitError, ExitStack, with_stack};
use lab::{Lab, Timeline, cancel_at_every_await, expect_eq, for_seeds, ms, virtual_time};

type Stack = ExitStack<&'static str>;
type Step = Result<(), &'static str>;

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
            outcome,
            Ok("used"),
            "the value of the body did not come back to the caller",
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
            outcome,
            Err(ExitError {
                body: Some("no c"),
                releases: vec![],
            }),
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
        expect_eq(
            outcome,
            Err(ExitError {
                body: None,
                releases: vec!["c is stuck", "a is stuck"],
            }),
            "the error of a release was lost: the caller gets all of them, in the order in which \
             they happened",
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
            outcome,
            Err(ExitError {
                body: Some("the work failed"),
                releases: vec!["a is stuck"],
            }),
            "an error was lost: the body failed, and a release failed after it",
        );
    });
}

#[test]
fn any_number_of_resources() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let times: Vec<Duration> = (0..draw.size(0..=8))
            .map(|_| draw.times(ms(10), 1..=20))
            .collect();
        let outcome = with_stack(async |stack: &mut Stack| {
            for (n, time) in times.iter().enumerate() {
                stack.push(lab.job(&format!("close {n}")).takes(*time).ok(()));
            }
            Ok(times.len())
        })
        .await;
        let mut expected = Timeline::new();
        let mut now = ms(0);
        for (n, time) in times.iter().enumerate().rev() {
            expected = expected.span(&format!("close {n}"), now, now + *time);
            now += *time;
        }
        lab.expect(expected);
        expect_eq(
            lab.now(),
            now,
            "your function did not return when the last release had ended",
        );
        expect_eq(
            outcome,
            Ok(times.len()),
            "the value of the body did not come back to the caller",
        );
    });
}

/// Writes its name down when it is dropped.
struct Named(char, Arc<Mutex<String>>);

impl Drop for Named {
    fn drop(&mut self) {
        let mut log = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(self.0);
    }
}

#[test]
fn dropped_in_the_middle_it_lets_go_in_reverse() {
    cancel_at_every_await(async |lab: Lab| {
        let (mut opened, let_go) = (String::new(), Arc::new(Mutex::new(String::new())));
        let scope = with_stack(async |stack: &mut Stack| {
            for name in ['a', 'b', 'c', 'd'] {
                lab.job(&format!("open {name}"))
                    .takes(ms(100))
                    .gives(())
                    .await;
                let named = Named(name, Arc::clone(&let_go));
                let close = lab.job(&format!("close {name}")).takes(ms(100)).ok(());
                stack.push(async move {
                    let _open = named;
                    close.await
                });
                opened.push(name);
            }
            Ok(())
        });
        let _outcome = lab.cut(scope).await;
        let reverse: String = opened.chars().rev().collect();
        let let_go = let_go
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let cause = if let_go.len() < reverse.len() {
            "your future is gone, but something still holds a release"
        } else {
            "the resources were not let go last in, first out when the stack was dropped: what was \
             opened last belongs first there too"
        };
        expect_eq(let_go, reverse, cause);
    });
}
