//! `wait_first`: the first one wins, a dead heat has several winners, the losers are gone.

use std::collections::HashSet;
use std::fmt::Debug;
use std::time::Duration;

use async_katas::c05_concurrency::wait_first::{Waited, wait_first};
use futures::FutureExt;
use futures::future::BoxFuture;
use lab::timeline::{End, Item, short};
use lab::{
    A_DAY, Gauge, Job, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    real_time_on, secs, virtual_time, within,
};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use super::late::late;
use super::woken::not_woken;

/// Expects these jobs in `done` and in `cancelled`; says which job is not where it belongs.
#[track_caller]
fn expect_waited<T: Debug + PartialEq>(
    waited: Waited<T>,
    done: Vec<(usize, T)>,
    cancelled: Vec<usize>,
) {
    let got = (waited.done, waited.cancelled);
    if let Some(why) = moved_with_the_last((&got.0, &got.1), &done, &cancelled) {
        fail(why);
    }
    let winners = places(&got.0);
    let lost = places(&done).into_iter().find(|job| !winners.contains(job));
    let listed: HashSet<usize> = got.1.iter().copied().collect();
    let missing = cancelled.iter().find(|job| !listed.contains(job));
    let cause = if got.0.len() > done.len() {
        format!(
            "{} jobs stand in `done`, where {} had ended at the first completion",
            got.0.len(),
            done.len()
        )
    } else if let Some(job) = lost
        && has_all_values(&got.0, &done)
    {
        format!(
            "the result of the job at place {job} is in `done`, under another place: a place is that \
             in the list of jobs that was given, whatever has become of the others"
        )
    } else if let Some(job) = lost {
        format!(
            "the job at place {job} ended at the instant of the first completion, and is not in \
             `done`: a finished result was lost"
        )
    } else if let Some(job) = missing
        && got.1.len() == cancelled.len()
    {
        format!(
            "as many places stand in `cancelled` as should, and not place {job}, whose job was not done \
             at the first completion: a place is that in the list of jobs that was given"
        )
    } else if let Some(job) = missing {
        format!(
            "the job at place {job} was not done at the first completion, and is not in \
             `cancelled`; every job belongs to exactly one list"
        )
    } else if got.0.len() + got.1.len() > done.len() + cancelled.len() {
        "a place is told twice; every job belongs to exactly one list, once".to_owned()
    } else if winners != places(&done) || got.1 != cancelled {
        "every job is in its list, but the lists are not in the order of the list of jobs"
            .to_owned()
    } else {
        "a job in `done` has the result of another one".to_owned()
    };
    // One list at a time: what is in the other one need not be read.
    if got.0 != done && got.0.len() > 100 {
        // Nobody reads them.
        fail(cause);
    } else if got.0 != done {
        expect_eq(got.0, done, cause);
    } else {
        expect_eq(got.1, cancelled, cause);
    }
}

/// What is wrong where the places are those of a list of which the winner was taken out and the last job
/// put into its gap, and each from the gap on was told as one place further.
fn moved_with_the_last<T: PartialEq>(
    got: (&[(usize, T)], &[usize]),
    done: &[(usize, T)],
    cancelled: &[usize],
) -> Option<String> {
    let sorted = |places: &[usize]| {
        let mut places = places.to_vec();
        places.sort_unstable();
        places
    };
    let count = done.len() + cancelled.len();
    if count > 100 || got.0.len() != done.len() {
        return None;
    }
    places(done).into_iter().find_map(|winner| {
        let mut rest: Vec<usize> = (0..count).collect();
        rest.swap_remove(winner);
        rest.insert(winner, winner);
        // Now each stands at the place under which it was told.
        let told = |job: &usize| rest.iter().position(|other| other == job);
        let each_has_its_result = done.iter().all(|(job, value)| {
            let mut all = got.0.iter();
            all.any(|(place, other)| told(job) == Some(*place) && other == value)
        });
        let losers: Option<Vec<usize>> = cancelled.iter().map(told).collect();
        let fits = each_has_its_result && losers.is_some_and(|all| sorted(&all) == sorted(got.1));
        let moved = done.iter().map(|(job, _)| job).chain(cancelled);
        let (job, place) = moved
            .filter_map(|job| Some((*job, told(job)?)))
            .find(|(job, place)| job != place)?;
        let others = sorted(&places(got.0)) != places(done) || sorted(got.1) != cancelled;
        (fits && others).then(|| {
            format!(
                "of {count} jobs, the one at place {job} was told as the one at place {place}. These are the \
                 places in a list from which the winner, at place {winner}, was taken, with the last job \
                 put into its gap: `swap_remove` does that, and the rest that `select_all` gives is in \
                 that order, too. Each job should keep the place that it had in the list that was given. \
                 `done` holds the places {:?}, and should hold {:?}; `cancelled` holds {:?}, and should \
                 hold {cancelled:?}",
                places(got.0),
                places(done),
                got.1
            )
        })
    })
}

/// What is said of jobs that were still there when your function returned, just now, and were gone a few
/// turns of the runtime later.
async fn gone_too_late(lab: &Lab, since: Duration) -> Option<String> {
    let at = lab.now();
    let there = || -> Vec<String> {
        let happened = lab.timeline();
        let lanes = happened.lanes.iter().filter(|lane| {
            let is_open = |item: &Item| {
                matches!(
                    item,
                    Item::Span {
                        end: End::Running,
                        ..
                    }
                )
            };
            let mut items = lane.items.iter();
            items.any(|item| item.begin() >= since && is_open(item))
        });
        lanes.map(|lane| format!("`{}`", lane.name)).collect()
    };
    let kept = there();
    if kept.is_empty() {
        return None;
    }
    for _ in 0..10 {
        yield_now().await;
    }
    (there().is_empty() && lab.now() == at).then(|| {
        format!(
            "when your function returned, at {}, {} {} still there, and a turn of the runtime later gone: \
             {ONLY_LATER}",
            short(at),
            kept.join(" and "),
            if kept.len() == 1 { "was" } else { "were" }
        )
    })
}

const ONLY_LATER: &str = "whatever lets go of the losers does so only after your return. A future is gone \
                          when you have dropped it; aborting only asks a task to stop, and it is gone \
                          when you have awaited it, as a task is that tidies up";

/// Whether each of these results has come, under whatever place.
fn has_all_values<T: PartialEq>(came: &[(usize, T)], expected: &[(usize, T)]) -> bool {
    let times = |all: &[(usize, T)], value: &T| all.iter().filter(|one| one.1 == *value).count();
    expected
        .iter()
        .all(|(_, value)| times(came, value) >= times(expected, value))
}

/// What is said of a function that returned with the last of the jobs since then, where it should
/// have done so with the first, so long after that; none if it was otherwise.
fn waited_for_all(lab: &Lab, since: Duration, first: Duration) -> Option<String> {
    let happened = lab.timeline();
    let spans = happened.lanes.iter().flat_map(|lane| &lane.items);
    let mut ends = Vec::new();
    for item in spans.filter(|item| item.begin() >= since) {
        match item {
            Item::Span {
                end: End::Finished, ..
            } => ends.push(item.end()),
            // One that had not ended was not waited for.
            Item::Span { .. } => return None,
            _ => {}
        }
    }
    // Where none ended in time, nobody had polled them.
    let in_time = ends.contains(&(since + first));
    let last = ends.into_iter().max()?;
    (in_time && last == lab.now() && last - since > first).then(|| {
        format!(
            "your function returned only after {}, when the last of its jobs had ended: it waits \
             for all of them, and should return with the first, after {}",
            short(last - since),
            short(first)
        )
    })
}

fn places<T>(done: &[(usize, T)]) -> Vec<usize> {
    done.iter().map(|(place, _)| *place).collect()
}

#[test]
fn the_first_one_wins_and_the_others_are_cancelled() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("url1").takes(secs(2)).gives("url1 data"),
            lab.job("url2").takes(secs(1)).gives("url2 data"),
            lab.job("url3").takes(secs(3)).gives("url3 data"),
        ];
        let waited = wait_first(jobs).await;
        if lab.now() == secs(1)
            && let Some(cause) = gone_too_late(&lab, secs(0)).await
        {
            fail(cause);
        }
        let picture = "
                    0s        1s        2s        3s
            url1    |=========/
            url2    |=========|
            url3    |=========/
            ";
        match waited_for_all(&lab, secs(0), secs(1)) {
            Some(cause) => lab.expect_because(picture, &cause),
            None => lab.expect(picture),
        }
        expect_waited(waited, vec![(1, "url2 data")], vec![0, 2]);
    });
}

#[test]
fn winners_and_losers_are_told_by_their_places() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        // Few different times, so that a dead heat is common; off every round number, so that
        // whoever looks every now and then comes late.
        let times: Vec<_> = (0..draw.size(2..=8))
            .map(|_| draw.times(ms(100), 2..=5) + ms(3))
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
        let waiting = lab.meter(wait_first(jobs));
        let watch = waiting.watch();
        let waited = waiting.await;
        let in_time = || {
            expect_eq(
                lab.now(),
                first,
                late(
                    &watch,
                    0,
                    format!(
                        "the first job was done at {first:?}, and your function returned at another \
                     instant; it should return at that one"
                    ),
                ),
            )
        };
        // Why it is late says more than the picture of it.
        if watch.idle_wakes() > 0 {
            in_time();
        }
        match waited_for_all(&lab, secs(0), first) {
            Some(cause) => lab.expect_because(picture, &cause),
            None => lab.expect(picture),
        }
        in_time();
        expect_waited(waited, done, cancelled);
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
            waited_for_all(&lab, secs(0), secs(1)).unwrap_or_else(|| {
                "two jobs ended at 1s, and your function did not return then".to_owned()
            }),
        );
        expect_waited(waited, vec![(0, "first"), (2, "tied")], vec![1]);
    });
}

#[test]
fn the_losers_are_gone_before_it_returns() {
    virtual_time(async |lab: Lab| {
        for first_at in [secs(0), secs(1)] {
            let (held, other) = (lab.probe(), lab.probe());
            let released = [held.watch(), other.watch()];
            let loser = |held, name| {
                let work = lab.job(name).takes(secs(2)).gives(());
                async move {
                    let _held = held;
                    work.await;
                }
                .boxed()
            };
            let quick = lab.job("quick").takes(first_at).gives(());
            let jobs: Vec<BoxFuture<'static, ()>> = vec![
                loser(held, "slow"),
                quick.boxed(),
                loser(other, "slow, too"),
            ];
            let _waited = wait_first(jobs).await;
            let are_gone = || released.iter().all(|released| released.is_dropped());
            if !are_gone() {
                for _ in 0..10 {
                    yield_now().await;
                }
                fail(format!(
                    "the first job was done after {first_at:?}, and when your function returned, a job \
                     that lost still held what it had, {}",
                    match are_gone() {
                        true => format!("which was free a turn of the runtime later: {ONLY_LATER}"),
                        false =>
                            "and holds it on: when your function returns, the other jobs should be \
                                  gone"
                                .to_owned(),
                    }
                ));
            }
            lab.expect_no_task_left();
        }
    });
}

#[test]
fn losers_in_the_middle_of_a_long_step_are_waited_for() {
    real_time_on(3, async |lab: Lab| {
        let probe = lab.probe();
        let released = probe.watch();
        let (begun, has_begun) = oneshot::channel();
        lab.case(
            "one of two jobs is done at once, the other one computes for a second and then waits \
             until it is dropped",
        );
        let busy = async move {
            let _held = probe;
            let _ = begun.send(());
            // No await: it cannot be stopped in here.
            std::thread::sleep(secs(1));
            std::future::pending().await
        };
        let quick = async move {
            let _ = has_begun.await;
        };
        let busy = lab.span("the job that waits until it is dropped", busy);
        let jobs: Vec<BoxFuture<'static, ()>> = vec![busy.boxed(), quick.boxed()];
        let _waited = wait_first(jobs).await;
        assert!(
            released.is_dropped(),
            "the first job was done while the other one computed for a second, and your function \
             returned before that one was gone; whatever it takes until a job is gone should be \
             waited for"
        );
    });
}

#[test]
fn thousands_of_jobs_start_at_once() {
    const MANY: usize = 12_000;
    virtual_time(async |lab: Lab| {
        let crowd = lab.crowd("jobs", MANY);
        let jobs: Vec<BoxFuture<'static, ()>> = (0..MANY)
            .map(|n| {
                let crowd = crowd.clone();
                async move {
                    crowd.begin();
                    sleep(if n == 10_500 { secs(1) } else { secs(2) }).await;
                }
                .boxed()
            })
            .collect();
        let waited = wait_first(jobs).await;
        if lab.now() == secs(2) && waited.done.len() == MANY {
            fail(format!(
                "one of {MANY} jobs ended at 1s and the others at 2s, and your function returned \
                 at 2s, with all of them in `done`: it waits for all of them, and should return \
                 with the first"
            ));
        }
        let others = (0..MANY).filter(|n| *n != 10_500).collect();
        expect_waited(waited, vec![(10_500, ())], others);
    });
}

#[test]
fn a_first_job_that_takes_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let jobs = vec![
            lab.job("never").forever().gives(0),
            lab.job("long").takes(A_DAY).gives(1),
        ];
        // This timer wakes nobody else.
        let waited = tokio::select! {
            biased;
            () = sleep(A_DAY + secs(60)) => fail(
                "the first of two jobs was done after a day, and a minute later your function had \
                 not returned: it should return with the first one, and cancel the other, which \
                 goes on until it is dropped"
            ),
            waited = wait_first(jobs) => waited,
        };
        let picture =
            Timeline::new()
                .cancelled("never", secs(0), A_DAY)
                .span("long", secs(0), A_DAY);
        match lab.now() < A_DAY {
            true => lab.expect_because(
                picture,
                "the first of two jobs takes a day, and it was not waited for: nobody has set a limit",
            ),
            false => lab.expect(picture),
        }
        expect_waited(waited, vec![(1, 1)], vec![0]);
    });
}

#[test]
fn a_caller_may_give_up_at_any_moment() {
    cancel_at_every_await(async |lab: Lab| {
        let gauge = Gauge::default();
        let jobs = [3, 1, 1, 2].map(|n| {
            let job = lab.job(&format!("takes {n}s")).counted_by(&gauge);
            job.takes(secs(n)).gives(n)
        });
        let _ended = lab.cut(wait_first(Vec::from(jobs))).await;
        // An aborted task is gone when the runtime has had its turn.
        sleep(ms(1)).await;
        expect_eq(
            gauge.now(),
            0,
            format!(
                "the caller dropped your future, and {} of its jobs kept running after that; they should stop with it",
                gauge.now()
            ),
        );
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
            waited_for_all(&lab, secs(0), secs(0)).unwrap_or_else(|| {
                "two of three jobs were ready at once, and your function waited; it should return \
                 at that instant"
                    .to_owned()
            }),
        );
        expect_waited(waited, vec![(0, "ready"), (2, "also ready")], vec![1]);
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<u8>> = Vec::new();
        let none = within(
            secs(60),
            wait_first(none),
            "called with no jobs, your function did not return: none can be the first then, and it \
             should return at once",
        );
        expect_waited(none.await, vec![], vec![]);
        expect_eq(
            lab.now(),
            secs(0),
            "called with no jobs, your function waited; it should return at once",
        );
        let one = vec![lab.job("only").takes(secs(1)).gives(7)];
        expect_waited(wait_first(one).await, vec![(0, 7)], vec![]);
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

#[test]
fn the_lists_keep_the_order_of_the_list_in_whatever_order_the_tied_were_woken() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (mut senders, mut jobs) = (Vec::new(), Vec::new());
        for place in 0..draw.size(5..=9) {
            let (sender, receiver) = oneshot::channel::<&str>();
            senders.push((place, sender));
            jobs.push(receiver);
        }
        draw.shuffle(&mut senders);
        let losers = senders.split_off(draw.size(3..=4));
        let order: Vec<usize> = senders.iter().map(|(place, _)| *place).collect();
        lab.case(format!(
            "jobs whose places are {order:?} were done at 1s, in this order; the others wait until \
             they are dropped"
        ));
        let done_at_once = tokio::spawn(async move {
            sleep(secs(1)).await;
            for (_, sender) in senders {
                // All have the same result: nobody can take them for each other by that.
                let _ = sender.send("data");
            }
        });
        // This timer wakes nobody else.
        let waited = tokio::select! {
            biased;
            () = sleep(secs(60)) => fail(
                "some of the jobs were done at 1s, and after 60s your function had not returned: \
                 it should return with the first, and cancel those that wait until they are dropped"
            ),
            waited = wait_first(jobs) => waited,
        };
        let (mut winners, mut others) = (order, places(&losers));
        winners.sort_unstable();
        others.sort_unstable();
        let got = Waited {
            done: waited
                .done
                .into_iter()
                .map(|(n, end)| (n, end.ok()))
                .collect(),
            cancelled: waited.cancelled,
        };
        let winners = winners.into_iter().map(|place| (place, Some("data")));
        expect_waited(got, winners.collect(), others);
        let _ = done_at_once.await;
    });
}

#[test]
fn it_returns_in_time_however_its_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call that is {way}"));
            let begun = lab.now();
            let wait = if way == Way::Later { Way::LATER } else { ms(0) };
            let jobs = [907, 503, 503, 709, 503].map(|time| {
                let job = lab.job("jobs").yields(1).takes(ms(time));
                job.gives(time)
            });
            let call = lab.polled(way, wait_first(Vec::from(jobs)));
            let Ok(waited) = timeout(secs(60), call).await else {
                fail(format!(
                    "a call was {way}, and a minute later, when the first job had long been done, \
                     your function had not returned{}",
                    not_woken(way, true)
                ))
            };
            expect_eq(
                lab.now() - begun,
                wait + ms(503),
                waited_for_all(&lab, begun, wait + ms(503)).unwrap_or_else(|| {
                    format!(
                        "a call was {way}, the first job was done 503ms after the first poll, and \
                         your function did not return then{}",
                        not_woken(way, lab.now() - begun > wait + ms(503))
                    )
                }),
            );
            expect_waited(waited, vec![(1, 503), (2, 503), (4, 503)], vec![0, 3]);
            lab.expect_no_task_left();
        }
    });
}
