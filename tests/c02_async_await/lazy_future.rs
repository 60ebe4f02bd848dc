//! `lazy_future`: made now, run when awaited, gone when dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use async_katas::c02_async_await::lazy_future::lazy_future;
use lab::timeline::short;
use lab::{
    A_DAY, Job, Lab, PlainLab, Timeline, Way, expect_eq, fail, for_seeds, ms, plain_thread, secs,
    virtual_time,
};

use super::spent::spend_the_budget;

/// Work that leaves a mark when it is called and a span when it is awaited.
fn work<T: Send + 'static>(
    lab: &Lab,
    name: &'static str,
    time: Duration,
    value: T,
) -> impl FnOnce() -> Job<T> + Send + use<T> {
    let lab = lab.clone();
    move || {
        lab.explain("called", "the work is called, and gives its future");
        lab.mark("called", name.chars().next().unwrap_or('?'));
        lab.say(name);
        lab.job(name).takes(time).gives(value)
    }
}

/// Why a picture is not as it should be: the work of this name was called before its future was
/// awaited, or though it never was, or else this. Nothing of the work need have run then, so that its
/// span says nothing.
fn called_before_or(lab: &Lab, name: &str, awaited: Option<Duration>, otherwise: &str) -> String {
    let called = lab.said().into_iter().find(|(_, said)| said == name);
    let Some((at, _)) = called.filter(|(at, _)| awaited.is_none_or(|awaited| *at < awaited)) else {
        return otherwise.to_owned();
    };
    let though = match awaited {
        Some(awaited) => format!("though its future was first awaited at {}", short(awaited)),
        None => "though nobody ever awaited its future".to_owned(),
    };
    format!(
        "`{name}` was called at {}, {though}: it should begin when the future is awaited, and making \
         the future should do nothing",
        short(at)
    )
}

/// What was seen, and that the work is in a task where there is one: that explains it.
fn or_in_a_task(lab: &Lab, seen: &str) -> String {
    match lab.tasks_alive() {
        0 => seen.to_owned(),
        _ => format!(
            "{seen}; it was given to a task, which runs only when the runtime gets to it: the future \
             should call the work and poll what it gives itself"
        ),
    }
}

#[test]
fn the_work_starts_when_it_is_awaited_and_not_before() {
    virtual_time(async |lab: Lab| {
        let lazy = lazy_future(work(&lab, "work", secs(1), "the result"));
        tokio::time::sleep(secs(2)).await;
        let result = lazy.await;
        lab.expect_because(
            "
                    0s    1s    2s    3s
            work                |=====|
            called              w
            ",
            &called_before_or(&lab, "work", Some(secs(2)), ""),
        );
        expect_eq(
            result,
            "the result",
            "awaiting the future did not give what the work gave",
        );
    });
}

#[test]
fn it_runs_from_the_instant_at_which_it_is_awaited() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (rest, time) = (
            draw.times(ms(100), 0..=30),
            draw.off_grid(ms(100)..=secs(2)),
        );
        let value = draw.size(0..=1000);
        let lazy = lazy_future(work(&lab, "work", time, value));
        tokio::time::sleep(rest).await;
        let given = lazy.await;
        let expected = Timeline::new()
            .mark("called", rest, 'w')
            .span("work", rest, rest + time);
        lab.expect_because(
            expected,
            &called_before_or(
                &lab,
                "work",
                Some(rest),
                "the work did not run from the instant at which the future was awaited: it should \
                 begin then, and run from then on",
            ),
        );
        expect_eq(
            given,
            value,
            "awaiting the future did not give what the work gave",
        );
        expect_eq(
            lab.now(),
            rest + time,
            "the future was not done at the instant at which its work ended: it should give the \
             output then",
        );
    });
}

#[test]
fn it_lies_as_long_as_you_like_and_takes_as_long_as_it_takes() {
    virtual_time(async |lab: Lab| {
        lab.lasts(2 * A_DAY);
        let lazy = lazy_future(work(&lab, "work", A_DAY, "the result"));
        tokio::time::sleep(A_DAY).await;
        let given = lazy.await;
        lab.expect_because(
            Timeline::new()
                .mark("called", A_DAY, 'w')
                .span("work", A_DAY, 2 * A_DAY),
            &called_before_or(
                &lab,
                "work",
                Some(A_DAY),
                "the future lay for a day, then its work, of a day, was awaited, and did not just \
                 run then: neither has a limit",
            ),
        );
        expect_eq(
            given,
            "the result",
            "awaiting the future did not give what the work gave",
        );
    });
}

#[test]
fn the_work_is_called_before_the_future_waits_for_anything() {
    virtual_time(async |lab: Lab| {
        let (called, polled) = (lab.probe(), lab.probe());
        let (was_called, was_polled) = (called.watch(), polled.watch());
        let mut lazy = lazy_future(move || {
            drop(called);
            async move {
                drop(polled);
                tokio::time::sleep(secs(1)).await;
            }
        });
        let _ = futures::poll!(lazy.as_mut());
        if !was_called.is_dropped() {
            fail(or_in_a_task(
                &lab,
                "when the future had been polled once, `work` had not been called: that should come \
                 first, before the future waits for anything",
            ));
        }
        if !was_polled.is_dropped() {
            fail(or_in_a_task(
                &lab,
                "when the future had been polled once, `work` had been called, but what it gave had \
                 not been polled: it should be awaited at once",
            ));
        }
        lazy.await;
    });
}

#[test]
fn a_task_that_has_had_its_share_of_a_turn_calls_the_work_at_once_too() {
    virtual_time(async |lab: Lab| {
        for share_is_spent in [false, true] {
            let (called, polled) = (lab.probe(), lab.probe());
            let (was_called, was_polled) = (called.watch(), polled.watch());
            let mut lazy = lazy_future(move || {
                drop(called);
                async move {
                    drop(polled);
                    7
                }
            });
            let who = match share_is_spent {
                false => "a task",
                true => {
                    assert!(
                        spend_the_budget(),
                        "the test cannot spend what tokio lets a task have in one go"
                    );
                    "a task that had used up what tokio lets it have in one go"
                }
            };
            let outcome = futures::poll!(lazy.as_mut());
            let left = match (was_called.is_dropped(), was_polled.is_dropped()) {
                (false, _) => "`work` had not been called",
                (_, false) => "`work` had been called, but what it gave had not been polled",
                _ if outcome.is_pending() => {
                    "the work was ready, and its output did not come back in that poll"
                }
                _ => continue,
            };
            let why = match share_is_spent {
                // Of a future that waits in any case, that is what is told.
                false => "nothing should be waited for but what `work` gives",
                true => {
                    "your future waits for something else than what `work` gives, which is over at once \
                     as a rule, but makes such a task wait for its next turn: nothing should be waited \
                     for before the work, nor after it"
                }
            };
            fail(or_in_a_task(
                &lab,
                &format!("{who} polled the future once, and {left}; {why}"),
            ));
        }
    });
}

#[test]
fn it_can_be_dropped_halfway_where_there_is_no_runtime() {
    plain_thread(|lab: PlainLab| {
        let probe = lab.probe();
        let watch = probe.watch();
        lab.case("made, and not yet polled, on a thread without a runtime");
        let mut lazy = lazy_future(move || async move {
            std::future::pending::<()>().await;
            drop(probe);
        });
        lab.case("polled once and dropped, on a thread without a runtime");
        let mut nobody = Context::from_waker(Waker::noop());
        let _ = lazy.as_mut().poll(&mut nobody);
        drop(lazy);
        if !watch.is_dropped() {
            fail(
                "the future was dropped halfway on a thread without a runtime, and its work was \
                 still alive: somebody else holds it",
            );
        }
    });
}

#[test]
fn work_that_is_ready_is_given_at_once() {
    virtual_time(async |lab: Lab| {
        let mut lazy = lazy_future(work(&lab, "work", secs(0), 7));
        match futures::poll!(lazy.as_mut()) {
            Poll::Ready(given) => expect_eq(
                given,
                7,
                "awaiting the future did not give what the work gave",
            ),
            Poll::Pending => fail(or_in_a_task(
                &lab,
                match lab.timeline().items("work").is_empty() {
                    true => {
                        "the future was polled once, and the work, which would have been ready then, \
                         was not polled: its output should come back at once"
                    }
                    false => {
                        "the work was ready when it was first polled, and your future waited all the \
                         same: its output should come back at once"
                    }
                },
            )),
        }
    });
}

#[test]
fn it_is_not_polled_but_for_its_own_sake() {
    virtual_time(async |_lab: Lab| {
        let polls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&polls);
        let lazy = lazy_future(move || {
            let mut sleep = Box::pin(tokio::time::sleep(ms(217)));
            std::future::poll_fn(move |cx| {
                counted.fetch_add(1, Ordering::Relaxed);
                sleep.as_mut().poll(cx)
            })
        });
        lazy.await;
        let polls = polls.load(Ordering::Relaxed);
        if polls > 4 {
            fail(format!(
                "the work slept once, for 217ms, and was polled {polls} times: nobody need look \
                 whether it is done, since it wakes whoever awaits the future"
            ));
        }
    });
}

#[test]
fn dropped_unawaited_it_never_runs() {
    virtual_time(async |lab: Lab| {
        let lazy = lazy_future(work(&lab, "work", secs(1), ()));
        tokio::time::sleep(secs(1)).await;
        drop(lazy);
        tokio::time::sleep(secs(2)).await;
        lab.expect_because(
            "
                    0s    1s    2s    3s
            work
            called
            ",
            &called_before_or(
                &lab,
                "work",
                None,
                "the work ran although nobody awaited its future: it should begin when the future \
                 is awaited, and not before",
            ),
        );
    });
}

#[test]
fn what_it_holds_goes_when_it_is_dropped() {
    virtual_time(async |lab: Lab| {
        let probe = lab.probe();
        let watch = probe.watch();
        let lazy = lazy_future(move || async move { drop(probe) });
        tokio::time::sleep(secs(1)).await;
        drop(lazy);
        if !watch.is_dropped() {
            fail(
                "the future was dropped, and what the work had been given was still alive: \
                 somebody else, such as a task, holds it",
            );
        }
    });
}

#[test]
fn dropped_halfway_the_work_is_gone_when_the_drop_has_ended() {
    virtual_time(async |lab: Lab| {
        let probe = lab.probe();
        let watch = probe.watch();
        let mut lazy = lazy_future(move || async move {
            tokio::time::sleep(secs(3)).await;
            drop(probe);
        });
        let _ = futures::poll!(lazy.as_mut());
        tokio::time::sleep(secs(1)).await;
        drop(lazy);
        if !watch.is_dropped() {
            fail(match lab.tasks_alive() {
                0 => {
                    "the future was dropped halfway, and its work was still alive: somebody else \
                     holds it"
                }
                _ => {
                    "the future was dropped halfway, and its work was still alive, in a task: \
                     aborting a task only asks for its end, which comes later"
                }
            });
        }
    });
}

#[test]
fn dropped_halfway_the_work_stops() {
    virtual_time(async |lab: Lab| {
        let lazy = lazy_future(work(&lab, "work", secs(3), ()));
        let _ = tokio::time::timeout(secs(1), lazy).await;
        tokio::time::sleep(secs(3)).await;
        lab.expect_because(
            "
                    0s    1s    2s    3s    4s
            called  w
            work    |=====/
            ",
            "the future was awaited for 1s and then dropped, halfway, and its work was not dropped \
             with it: nothing of it should go on in the background",
        );
    });
}

#[test]
fn the_order_of_awaiting_counts_not_the_order_of_making() {
    virtual_time(async |lab: Lab| {
        let first = lazy_future(work(&lab, "first made", secs(1), ()));
        let second = lazy_future(work(&lab, "second made", secs(1), ()));
        second.await;
        first.await;
        let expected = Timeline::new()
            .span("first made", secs(1), secs(2))
            .span("second made", secs(0), secs(1))
            .mark("called", secs(0), 's')
            .mark("called", secs(1), 'f');
        let timeline = lab.timeline();
        let began = |name| timeline.items(name).first().map(|item| item.begin());
        let otherwise = match began("first made") < began("second made") {
            true => {
                "the future that was made second was awaited first, and did not run first: each should \
                 begin when it is awaited, whatever the order they were made in"
            }
            false => {
                "the future that was made second was awaited first, and the other one after it: each \
                 should begin when it is awaited"
            }
        };
        lab.expect_because(
            expected,
            &called_before_or(&lab, "first made", Some(secs(1)), otherwise),
        );
    });
}

#[test]
fn it_can_be_made_before_there_is_a_runtime() {
    plain_thread(|lab: PlainLab| {
        let job = lab.job("work").takes(ms(10)).gives(42);
        lab.case("made, and not yet polled, on a thread without a runtime");
        let lazy = lazy_future(|| job);
        lab.case("awaited in a runtime that was built later");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be built");
        expect_eq(
            runtime.block_on(lazy),
            42,
            "awaiting the future did not give what the work gave",
        );
    });
}

#[test]
fn it_can_be_awaited_where_there_is_no_runtime() {
    plain_thread(|lab: PlainLab| {
        let job = lab.job("work").gives(42);
        lab.case("made, and not yet polled, on a thread without a runtime");
        let lazy = lazy_future(|| job);
        lab.case("awaited on a thread without a runtime");
        expect_eq(
            futures::executor::block_on(lazy),
            42,
            "awaiting the future did not give what the work gave",
        );
    });
}

#[test]
fn however_it_is_polled_the_work_runs_to_its_end() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for waits in 0..4 {
                lab.case(format!(
                    "a future that is {way}, of work that waits {waits} times"
                ));
                let begun = lab.now() + if way == Way::Later { Way::LATER } else { ms(0) };
                let calls = Arc::new(AtomicUsize::new(0));
                let counted = Arc::clone(&calls);
                let noted = lab.clone();
                let lazy = lazy_future(move || {
                    counted.fetch_add(1, Ordering::Relaxed);
                    let called = noted.now();
                    async move {
                        for _ in 0..waits {
                            tokio::time::sleep(ms(37)).await;
                            tokio::task::yield_now().await;
                        }
                        called
                    }
                });
                let called = lab.polled(way, lazy).await;
                expect_eq(
                    called,
                    begun,
                    format!(
                        "the future was {way}, first at {begun:?}, and `work` was called at another \
                         instant"
                    ),
                );
                expect_eq(
                    lab.now(),
                    begun + ms(37) * waits,
                    format!(
                        "the future was {way}, and its output came at another instant than that at \
                         which the work had ended"
                    ),
                );
                expect_eq(
                    calls.load(Ordering::Relaxed),
                    1,
                    format!("the future was {way}, and `work` was called so many times"),
                );
            }
        }
    });
}
