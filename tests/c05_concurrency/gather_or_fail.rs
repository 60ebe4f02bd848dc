//! `gather_or_fail`: the first error in time ends everything, then and there.

use std::sync::{Arc, OnceLock};

use async_katas::c05_concurrency::gather_or_fail::gather_or_fail;
use futures::FutureExt;
use futures::future::BoxFuture;
use lab::timeline::short;
use lab::{
    A_DAY, Gauge, Job, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    real_time_on, secs, virtual_time, within,
};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::began::began_late;
use super::late::late;
use super::woken::not_woken;

type Part = Result<usize, String>;

const OUT_OF_ORDER: &str = "all jobs were done: their values belong in the order of the jobs, \
                            whatever the order of finishing";

/// What is said of an outcome that is not the error of whoever failed first: who that was.
fn not_that_error(outcome: &Result<Vec<usize>, String>, failed: &str) -> String {
    match outcome {
        Ok(values) => format!(
            "{failed}, and the error of the failed job was lost: your function gave success, with \
             {} value{}, where that error should come back",
            values.len(),
            if values.len() == 1 { "" } else { "s" }
        ),
        Err(error) => {
            format!("{failed}, and {error:?} came back; the first error in time should come back")
        }
    }
}

/// After how many seconds a call comes back whose jobs take so many seconds each, where the one at this
/// place fails when it ends.
async fn comes_back_after(lab: &Lab, times: &[u64], fails: usize) -> u64 {
    let begun = lab.now();
    let jobs = times.iter().enumerate().map(|(n, time)| {
        let time = secs(*time);
        async move {
            sleep(time).await;
            match n == fails {
                true => Err("bad".to_owned()),
                false => Ok(n),
            }
        }
        .boxed()
    });
    let jobs: Vec<BoxFuture<'static, Part>> = jobs.collect();
    let _outcome = timeout(secs(60), gather_or_fail(jobs)).await;
    (lab.now() - begun).as_secs()
}

/// What a call waits for that comes back too late when one of a few jobs has failed, if that can be seen:
/// it is asked for other jobs.
async fn what_it_waits_for(lab: &Lab) -> &'static str {
    let [in_the_middle, last] = [
        comes_back_after(lab, &[4, 2, 6], 1).await,
        comes_back_after(lab, &[4, 6, 2], 2).await,
    ];
    match (in_the_middle, last) {
        (4, 6) => {
            ": it awaits one job after another in the order of the list, and comes to the failed one only \
             when those before it have ended; it should wait for whichever ends next"
        }
        (6, 6) => {
            ": it waits until all jobs have ended, and looks for an error only then; it should come back \
             when the first one fails"
        }
        _ => "; it should come back when the first job fails, and the others should stop then",
    }
}

#[test]
fn the_first_error_in_time_wins_and_cancels_the_rest() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Part>> = vec![
            lab.job("slow").takes(secs(4)).ok(1),
            lab.job("late").takes(secs(3)).err("late".to_owned()),
            lab.job("early").takes(secs(2)).err("early".to_owned()),
            lab.job("quick").takes(secs(1)).ok(4),
        ];
        let outcome = gather_or_fail(jobs).await;
        let picture = "
                     0s        1s        2s        3s        4s
            slow     |===================/
            late     |===================/
            early    |===================x
            quick    |=========|
            ";
        match lab.now() {
            now if now > secs(2) => {
                let why = what_it_waits_for(&lab).await;
                let because = format!("your function came back only at {}{why}", short(now));
                lab.expect_because(picture, &because);
            }
            _ => lab.expect(picture),
        }
        let cause = not_that_error(&outcome, "`early` failed at 2s, before all others");
        expect_eq(outcome, Err("early".to_owned()), cause);
    });
}

#[test]
fn whoever_fails_first_stops_all_others_at_that_instant() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let count = draw.size(2..=8);
        // All end at different instants, in any order, off every round number.
        let mut times: Vec<u32> = (1..=count as u32).map(|n| 100 * n + 3).collect();
        draw.shuffle(&mut times);
        let fails: Vec<bool> = times.iter().map(|_| draw.size(0..=3) == 0).collect();
        let failures = times.iter().zip(&fails).filter(|(_, fails)| **fails);
        let first = failures.map(|(time, _)| *time).min();
        let end = ms(1) * first.unwrap_or(100 * count as u32 + 3);

        let (mut picture, mut hops) = (Timeline::new(), 0);
        let mut jobs: Vec<Job<Part>> = Vec::new();
        let mut expected = Ok(Vec::new());
        for (n, (time, fails)) in times.iter().zip(fails).enumerate() {
            let (name, time) = (format!("job {n}"), ms(1) * *time);
            let hops_of_job = draw.size(0..=3);
            hops += hops_of_job;
            let job = lab.job(&name).yields(hops_of_job).takes(time);
            jobs.push(match fails {
                true => job.err(name.clone()),
                false => job.ok(n),
            });
            picture = match fails {
                _ if time > end => picture.cancelled(&name, secs(0), end),
                true => picture.failed(&name, secs(0), time),
                false => picture.span(&name, secs(0), time),
            };
            if fails && time == end {
                expected = Err(name);
            } else if let (Ok(values), None) = (&mut expected, first) {
                values.push(n);
            }
        }
        let gathered = lab.meter(gather_or_fail(jobs));
        let watch = gathered.watch();
        let outcome = gathered.await;
        // Who had ended when it came back, if it came back too late.
        let now = lab.now();
        let ended = times.iter().position(|time| ms(1) * *time == now);
        let because = match (&expected, ended) {
            (Err(failed), Some(ended)) if now > end => {
                let place = times.iter().position(|time| ms(1) * *time == end);
                format!(
                    "your function came back only at {}, when `job {ended}` had ended{}, and should \
                     have when `{failed}` failed",
                    short(now),
                    match place {
                        Some(place) if ended < place => ", which stands before it in the list",
                        _ => "",
                    }
                )
            }
            _ => String::new(),
        };
        let certain = match &expected {
            Err(name) => format!("`{name}` was the first to fail, at {end:?}"),
            Ok(_) => format!("no job failed and the last one was done at {end:?}"),
        };
        lab.expect_because(picture, &because);
        expect_eq(
            lab.now(),
            end,
            late(
                &watch,
                hops,
                format!(
                    "{certain}, and your function returned at another instant; it should return \
                     at that one"
                ),
            ),
        );
        let cause = match &expected {
            Err(name) => not_that_error(&outcome, &format!("`{name}` was the first to fail")),
            Ok(_) => "no job failed, and the values did not come back in the order of the jobs"
                .to_owned(),
        };
        expect_eq(outcome, expected, cause);
    });
}

#[test]
fn among_a_thousand_jobs_the_first_error_still_wins() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Part>> = (0..1000)
            .map(|n| match n {
                ..700 => lab.job("before").takes(ms(500)).ok(n),
                700 => lab.job("bad").takes(ms(100)).err("bad".to_owned()),
                _ => lab.job("behind").takes(secs(1)).ok(n),
            })
            .collect();
        let outcome = gather_or_fail(jobs).await;
        let now = lab.now();
        // Whether a few jobs, too, are awaited in the order of the list.
        let late = now > ms(100) && comes_back_after(&lab, &[4, 2, 6], 1).await > 2;
        let cause = match now {
            // The jobs before it have ended just now, and those behind it have not.
            now if now == ms(500) && late => {
                "one of a thousand jobs failed, and its error came back only when all jobs before it in \
                 the list had ended: it should come back as soon as a job has failed"
            }
            now if now == ms(500) => {
                "one of a thousand jobs failed, and its error came back only when all jobs before it in \
                 the list had ended; mind that `try_join_all` waits for those as soon as there are more \
                 than 30 jobs"
            }
            now if now == secs(1) => {
                "one of a thousand jobs failed, and its error came back only when all jobs had ended: it \
                 should come back as soon as a job has failed"
            }
            _ => {
                "one of a thousand jobs failed after 100ms, and this is when its error came back: it \
                 should come back as soon as a job has failed"
            }
        };
        let cause = began_late(&lab, secs(0)).unwrap_or_else(|| cause.to_owned());
        expect_eq(now, ms(100), cause);
        let cause = not_that_error(&outcome, "one of a thousand jobs failed, at 100ms");
        expect_eq(outcome, Err("bad".to_owned()), cause);
    });
}

#[test]
fn thousands_of_jobs_start_at_once() {
    const MANY: usize = 5000;
    virtual_time(async |lab: Lab| {
        let crowd = lab.crowd("jobs", MANY);
        let jobs: Vec<BoxFuture<'static, Part>> = (0..MANY)
            .map(|n| {
                let crowd = crowd.clone();
                async move {
                    crowd.begin();
                    // They end at seven instants, in no order.
                    sleep(secs(1 + n as u64 % 7)).await;
                    Ok(n)
                }
                .boxed()
            })
            .collect();
        let outcome = gather_or_fail(jobs).await;
        expect_eq(outcome, Ok((0..MANY).collect()), OUT_OF_ORDER);
    });
}

#[test]
fn a_job_that_takes_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let jobs: Vec<Job<Part>> = vec![
            lab.job("short").takes(secs(1)).ok(1),
            lab.job("long").takes(A_DAY).ok(2),
        ];
        let outcome = gather_or_fail(jobs).await;
        lab.expect_because(
            Timeline::new()
                .span("short", secs(0), secs(1))
                .span("long", secs(0), A_DAY),
            "a job takes a day, and it was not let come to its end: nobody has set a limit",
        );
        expect_eq(outcome, Ok(vec![1, 2]), OUT_OF_ORDER);
    });
}

#[test]
fn what_the_others_held_is_free_when_the_error_is_there() {
    virtual_time(async |lab: Lab| {
        for fails_at in [secs(0), secs(2)] {
            let held = [lab.probe(), lab.probe(), lab.probe()];
            let watches = [held[0].watch(), held[1].watch(), held[2].watch()];
            let [early, late, never] = held;
            let holds = |held, work: Job<Part>| {
                async move {
                    let _held = held;
                    work.await
                }
                .boxed()
            };
            let bad = lab.job("bad").takes(fails_at).err("bad".to_owned());
            let jobs: Vec<BoxFuture<'static, Part>> = vec![
                holds(early, lab.job("early").takes(secs(1)).ok(0)),
                bad.boxed(),
                holds(late, lab.job("late").takes(secs(3)).ok(1)),
                holds(never, lab.job("never").forever().ok(2)),
            ];
            let _error = gather_or_fail(jobs).await;
            let mut held = ["early", "late", "never"].into_iter().zip(watches);
            if let Some((name, watch)) = held.find(|(_, watch)| !watch.is_dropped()) {
                // What was aborted is gone with the next turn of the runtime.
                sleep(ms(1)).await;
                fail(format!(
                    "`bad` failed, and when your function returned, job `{name}` still held what \
                     it had{}",
                    match watch.is_dropped() {
                        true => {
                            ", and a moment later no more: it should be gone before you return, \
                             and who only asks a task to stop, by aborting it, has to wait until \
                             it has"
                        }
                        false => {
                            ", and a moment later, too: nobody has stopped it, and all other jobs \
                             should be stopped, and gone, before you return"
                        }
                    }
                ));
            }
            lab.expect_no_task_left();
        }
    });
}

#[test]
fn a_job_in_the_middle_of_a_long_step_is_waited_for() {
    real_time_on(3, async |lab: Lab| {
        let probe = lab.probe();
        let released = probe.watch();
        let (begun, has_begun) = oneshot::channel();
        // Jobs that are polled in place fail the other way round, so each notes when it does.
        let first = Arc::new(OnceLock::new());
        let (of_busy, of_bad) = (Arc::clone(&first), Arc::clone(&first));
        let busy = async move {
            let _held = probe;
            let _ = begun.send(());
            // No await: it cannot be stopped in here.
            std::thread::sleep(secs(1));
            of_busy.get_or_init(|| "late");
            Err("late".to_owned())
        };
        let bad = async move {
            let _ = has_begun.await;
            of_bad.get_or_init(|| "bad");
            Err("bad".to_owned())
        };
        let jobs: Vec<BoxFuture<'static, Part>> = vec![busy.boxed(), bad.boxed()];
        let outcome = gather_or_fail(jobs).await;
        let cause = not_that_error(
            &outcome,
            &format!(
                "one job failed while the other computed for a second and then failed, too; the \
                 first error in time was that of {:?}",
                first.get().copied().unwrap_or("nobody")
            ),
        );
        let error = outcome.err();
        expect_eq(error.as_deref(), first.get().copied(), cause);
        assert!(
            released.is_dropped(),
            "`bad` failed while the other job computed for a second, and your function returned \
             before that one was gone; whatever it takes until a job is gone should be waited for"
        );
    });
}

#[test]
fn a_job_that_fails_in_its_first_poll_ends_it_wherever_it_stands() {
    virtual_time(async |lab: Lab| {
        for place in 0..5 {
            lab.case(format!(
                "five jobs, of which the one at place {place} fails at once"
            ));
            let probes = [(); 5].map(|()| lab.probe());
            let released = probes.each_ref().map(|probe| probe.watch());
            let jobs = probes.into_iter().enumerate().map(|(n, probe)| {
                let job = lab.job("jobs");
                let job: Job<Part> = match n == place {
                    true => job.err("bad".to_owned()),
                    false => job.takes(secs(1)).ok(n),
                };
                async move {
                    let _held = probe;
                    job.await
                }
            });
            let begun = lab.now();
            let outcome = gather_or_fail(jobs.collect()).await;
            let failed = format!("the job at place {place} of five failed in its first poll");
            expect_eq(
                lab.now() - begun,
                secs(0),
                format!("{failed}, and your function did not return at that instant"),
            );
            let cause = not_that_error(&outcome, &failed);
            expect_eq(outcome, Err("bad".to_owned()), cause);
            assert!(
                released.iter().all(|released| released.is_dropped()),
                "the job at place {place} of five failed in its first poll, and when your function \
                 returned, a job still held what it had"
            );
        }
    });
}

#[test]
fn nothing_is_alive_after_an_error() {
    virtual_time(async |lab: Lab| {
        let bad: Job<Part> = lab.job("bad").takes(secs(1)).err("no".to_owned());
        let good = lab.job("good").takes(secs(2)).ok(1);
        let _error = gather_or_fail(vec![bad, good]).await;
        lab.expect_no_task_left();
        sleep(secs(2)).await;
        lab.expect(
            "
                    0s        1s        2s        3s
            bad     |=========x
            good    |=========/
            ",
        );
    });
}

#[test]
fn success_gives_the_values_in_the_order_of_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Part>> = vec![
            lab.job("slow").takes(secs(3)).ok(1),
            lab.job("quick").takes(secs(1)).ok(2),
            lab.job("medium").takes(secs(2)).ok(3),
        ];
        let outcome = gather_or_fail(jobs).await;
        expect_eq(outcome, Ok(vec![1, 2, 3]), OUT_OF_ORDER);
        expect_eq(
            lab.now(),
            secs(3),
            "three jobs that take 3s, 1s and 2s were not done after 3s; all of them start at once, \
             so together they should take as long as the longest",
        );
    });
}

#[test]
fn a_job_that_fails_at_once_ends_it_at_once() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Part>> = vec![
            lab.job("good").takes(secs(1)).ok(1),
            lab.job("bad").err("at once".to_owned()),
        ];
        let outcome = gather_or_fail(jobs).await;
        let cause = not_that_error(&outcome, "one of two jobs failed at once");
        expect_eq(outcome, Err("at once".to_owned()), cause);
        expect_eq(
            lab.now(),
            secs(0),
            "one of two jobs failed at once, and your function waited for the other; it should \
             return at that instant",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<Part>> = Vec::new();
        let none = within(
            secs(60),
            gather_or_fail(none),
            "called with no jobs, your function did not return: there is none to wait for then, and \
             the empty list should come back at once; `buffered(0)`, for one, never ends",
        );
        expect_eq(
            none.await,
            Ok(vec![]),
            "called with no jobs, your function did not give an empty list",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "called with no jobs, your function waited; it should return at once",
        );
        let one: Vec<Job<Part>> = vec![lab.job("only").takes(secs(1)).ok(7)];
        expect_eq(
            gather_or_fail(one).await,
            Ok(vec![7]),
            "called with a single job, your function did not give its value",
        );
    });
}

#[test]
fn a_caller_that_gives_up_stops_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Part>> = vec![
            lab.job("one").takes(secs(3)).ok(1),
            lab.job("two").takes(secs(3)).ok(2),
        ];
        let given_up = timeout(secs(1), gather_or_fail(jobs)).await;
        assert!(
            given_up.is_err(),
            "your function returned before its jobs were done"
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
fn a_caller_may_give_up_at_any_moment() {
    cancel_at_every_await(async |lab: Lab| {
        let gauge = Gauge::default();
        let job = |name, time| lab.job(name).counted_by(&gauge).takes(secs(time));
        let jobs: Vec<Job<Part>> = vec![
            job("early", 1).ok(1),
            job("fails", 3).err("bad".to_owned()),
            job("done", 2).ok(2),
            job("late", 4).ok(3),
        ];
        let _ended = lab.cut(gather_or_fail(jobs)).await;
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
fn it_returns_in_time_however_its_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for fails in [false, true] {
                lab.case(format!("a call that is {way}"));
                let begun = lab.now();
                let wait = if way == Way::Later { Way::LATER } else { ms(0) };
                let mut jobs: Vec<Job<Part>> = [907, 503, 503, 709]
                    .map(|time| lab.job("jobs").yields(1).takes(ms(time)).ok(7))
                    .into();
                if fails {
                    jobs.insert(2, lab.job("bad").takes(ms(607)).err("bad".to_owned()));
                }
                let call = lab.polled(way, gather_or_fail(jobs));
                let Ok(outcome) = timeout(secs(60), call).await else {
                    fail(format!(
                        "a call was {way}, and a minute later, when all had long been over, your \
                         function had not returned{}",
                        not_woken(way, true)
                    ))
                };
                let (expected, time) = match fails {
                    true => (Err("bad".to_owned()), ms(607)),
                    false => (Ok(vec![7; 4]), ms(907)),
                };
                expect_eq(
                    lab.now() - begun,
                    wait + time,
                    format!(
                        "a call was {way}, all should be over {time:?} after the first poll, and \
                         the outcome did not come then{}",
                        not_woken(way, lab.now() - begun > wait + time)
                    ),
                );
                let cause = match fails {
                    true => not_that_error(
                        &outcome,
                        &format!("a call was {way}, and one of five jobs failed"),
                    ),
                    false => format!(
                        "a call was {way}, and this came back where all of four jobs succeed"
                    ),
                };
                expect_eq(outcome, expected, cause);
                lab.expect_no_task_left();
            }
        }
    });
}
