//! `job_system`: a queue with places, second chances, cancellation, and an end that loses nothing.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c15_queues::job_system::{JobError, JobId, JobState, JobSystem, Report, Settings};
use lab::{
    A_DAY, Fault, Gauge, Job, Lab, Way, expect_eq, fail, for_seeds, ms, nasty, real_time_on, secs,
    ties, virtual_time,
};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};

type Outcome = Result<(), String>;

fn system(at_once: usize, attempts: u32, pause: Duration) -> JobSystem {
    let settings = Settings {
        at_once,
        attempts,
        pause,
    };
    match JobSystem::new(settings) {
        Ok(system) => system,
        Err(_) => fail(format!(
            "`new` refused {at_once} places, {attempts} attempts and a pause of {pause:?}"
        )),
    }
}

/// A job on its lane that fails so many times before it comes to a good end.
fn work(
    lab: &Lab,
    name: &str,
    time: Duration,
    failures: u32,
) -> impl FnMut() -> Job<Outcome> + Send + 'static {
    let (lab, name) = (lab.clone(), name.to_owned());
    let mut attempt = 0;
    move || {
        attempt += 1;
        let job = lab.job(&name).takes(time);
        job.result(match attempt <= failures {
            true => Err(format!("attempt {attempt} of {name} failed")),
            false => Ok(()),
        })
    }
}

/// The number of the job.
fn submit<W, F>(system: &JobSystem, work: W) -> u64
where
    W: FnMut() -> F + Send + 'static,
    F: Future<Output = Outcome> + Send + 'static,
{
    match system.submit(work) {
        Ok(JobId(id)) => id,
        Err(_) => fail("`submit` refused a job before anybody had called `shutdown`"),
    }
}

// The types of the answer are compared in words: what they say of themselves is no evidence.

fn state(system: &JobSystem, id: u64) -> String {
    match system.state(JobId(id)) {
        Ok(JobState::Queued) => "queued".to_owned(),
        Ok(JobState::Running { attempt }) => format!("running, attempt {attempt}"),
        Ok(JobState::Pausing { failed }) => format!("pausing, {failed} failed"),
        Ok(JobState::Done) => "done".to_owned(),
        Ok(JobState::Failed { error, attempts }) => failed(&error, attempts),
        Ok(JobState::Cancelled) => "cancelled".to_owned(),
        Ok(JobState::HandedBack) => "handed back".to_owned(),
        Err(error) => refused(error),
    }
}

fn failed(error: &str, attempts: u32) -> String {
    format!("failed with {error:?} after {attempts} attempts")
}

fn refused(error: JobError) -> String {
    match error {
        JobError::NoPlaces => "no places".to_owned(),
        JobError::NoAttempts => "no attempts".to_owned(),
        JobError::ShuttingDown => "shutting down".to_owned(),
        JobError::Unknown(JobId(id)) => format!("unknown: {id}"),
    }
}

async fn cancel(system: &JobSystem, id: u64) -> String {
    match timeout(secs(5), system.cancel(JobId(id))).await {
        Ok(Ok(was_stopped)) => was_stopped.to_string(),
        Ok(Err(error)) => refused(error),
        Err(_) => "it never returned".to_owned(),
    }
}

/// Cancels a job that is not over, which should stop it; another one is at work meanwhile, or none.
async fn stops(lab: &Lab, system: &JobSystem, id: u64, what: &str, at_work: Option<u64>) {
    let gave = cancel(system, id).await;
    if gave == "true" {
        return;
    }
    let head = format!("a job that {what} was cancelled");
    if gave != "it never returned" {
        fail(format!(
            "{head}, and `cancel` gave {gave}; it should stop the job, and give `true`"
        ));
    }
    let asked = lab.now();
    let as_it_works = match at_work {
        Some(job) => cancel(system, job).await,
        None => String::new(),
    };
    fail(match as_it_works == "true" && lab.now() == asked {
        true => format!(
            "{head}, and `cancel` had not returned 5s later, while for a job at work it returned at once: \
             one that {what} does not hear that it was cancelled; it should stop at that instant as well, \
             and begin no other attempt"
        ),
        false => format!(
            "{head}, and `cancel` had not returned 5s later: the job should stop at the instant at which \
             it is cancelled, and begin no other attempt"
        ),
    })
}

async fn shutdown(system: &JobSystem, patience: Duration) -> String {
    let limit = patience.saturating_add(secs(600));
    match timeout(limit, system.shutdown(patience)).await {
        Ok(report) => {
            let numbers = |ids: &[JobId]| ids.iter().map(|JobId(id)| *id).collect::<Vec<u64>>();
            let Report {
                done,
                failed,
                cancelled,
                handed_back,
            } = &report;
            named(
                &numbers(done),
                &numbers(failed),
                &numbers(cancelled),
                &numbers(handed_back),
            )
        }
        Err(_) => "it never returned".to_owned(),
    }
}

fn named(done: &[u64], failed: &[u64], cancelled: &[u64], handed_back: &[u64]) -> String {
    format!("done {done:?}, failed {failed:?}, cancelled {cancelled:?}, back {handed_back:?}")
}

#[test]
fn a_job_that_pauses_leaves_its_place_to_the_next() {
    virtual_time(async |lab: Lab| {
        // What becomes of a system that is dropped without a shutdown is left open.
        lab.allow_tasks();
        let system = system(2, 3, secs(1));
        let times = [
            ("a", 2, 0),
            ("b", 1, 2),
            ("c", 3, 0),
            ("d", 1, 0),
            ("e", 1, 0),
        ];
        let mut given = Vec::new();
        for (name, time, failures) in times {
            given.push(submit(&system, work(&lab, name, secs(time), failures)));
        }
        expect_eq(
            given,
            vec![1, 2, 3, 4, 5],
            "five jobs were submitted, and their numbers are wrong: they are numbered from 1, in \
             the order in which they are submitted",
        );
        sleep(secs(10)).await;
        let others_as_they_should = [("a", 0), ("c", 1), ("d", 2), ("e", 3)]
            .iter()
            .all(|(name, at)| starts(&lab, name) == [secs(*at)]);
        let (of_b, of_c) = (starts(&lab, "b"), starts(&lab, "c"));
        let last = ["c", "d", "e"]
            .iter()
            .flat_map(|name| starts(&lab, name))
            .max();
        let why = match of_b.as_slice() {
            _ if last == Some(secs(0)) => {
                "all five jobs began at once, for two places: a job has its place from the \
                 beginning to the end of an attempt, and what is bound to `_` is dropped on the \
                 spot"
            }
            [_, second, ..] if of_c.iter().all(|at| at >= second) => {
                "`b` failed at 1s and was at work again before `c`, which stood in the queue, had \
                 begun: `b` kept its place while it paused, and while it pauses its place belongs \
                 to `c`"
            }
            [_, _, third] if others_as_they_should && *third < secs(6) => {
                "`b` failed for the second time at 5s and was at work again before 6s: after each \
                 failed attempt lies a whole pause of 1s, counted from the failure"
            }
            _ => {
                "the two places go to the jobs in the order of the queue: the first two begin at \
                 once; `b` fails at 1s, and while it pauses its place belongs to `c`; after the \
                 pause, at 2s, `b` joins the end of the queue, behind `e`; after its second \
                 failure it pauses from 5s to 6s"
            }
        };
        lab.expect_because(
            "
                0s      1s      2s      3s      4s      5s      6s      7s
            a   |===============|
            b   |=======x                       |=======x       |=======|
            c           |=======================|
            d                   |=======|
            e                           |=======|
            ",
            why,
        );
        let one = self::system(1, 2, Duration::ZERO);
        submit(&one, work(&lab, "again", secs(1), 1));
        submit(&one, work(&lab, "other", secs(1), 0));
        sleep(secs(10)).await;
        let order: Vec<Duration> = ["again", "other"]
            .iter()
            .flat_map(|name| starts(&lab, name))
            .collect();
        if order == [secs(10), secs(11), secs(12)] {
            fail(
                "with a pause of zero, `again` failed at 11s and was at work again at that \
                 instant, while `other` stood in the queue: also after a pause of zero a job joins \
                 the end of the queue, behind `other`",
            );
        }
        expect_eq(
            order,
            vec![secs(10), secs(12), secs(11)],
            "with a pause of zero `again` failed at 11s, and joins the end of the queue, behind \
             `other`: these are the instants at which the two attempts of `again` and then the one \
             of `other` began",
        );
    });
}

/// When the work on this lane began.
fn starts(lab: &Lab, name: &str) -> Vec<Duration> {
    let mut starts = Vec::new();
    for lane in lab.timeline().lanes {
        if lane.name == name {
            starts.extend(lane.items.iter().filter_map(|item| match item {
                lab::timeline::Item::Span { from, .. } => Some(*from),
                _ => None,
            }));
        }
    }
    starts
}

#[test]
fn the_state_of_a_job_is_known_at_every_instant() {
    virtual_time(async |lab: Lab| {
        // What becomes of a system that is dropped without a shutdown is left open.
        lab.allow_tasks();
        let system = system(1, 2, secs(2));
        let bad = submit(&system, work(&lab, "bad", secs(1), 9));
        let good = submit(&system, work(&lab, "good", secs(3), 0));
        let the_end = failed("attempt 2 of bad failed", 2);
        let scenes = [
            (ms(500), "running, attempt 1", "queued"),
            (ms(1500), "pausing, 1 failed", "running, attempt 1"),
            (ms(3500), "queued", "running, attempt 1"),
            (ms(4500), "running, attempt 2", "done"),
            (ms(5500), the_end.as_str(), "done"),
            (ms(9500), the_end.as_str(), "done"),
        ];
        for (at, of_bad, of_good) in scenes {
            sleep(at - lab.now()).await;
            expect_eq(
                state(&system, bad).as_str(),
                of_bad,
                format!(
                    "at {at:?} the state of the first job is wrong: it works for 1s and fails, \
                     pauses for 2s, waits for the only place, which the second job has from 1s to \
                     4s, and fails for good at 5s"
                ),
            );
            expect_eq(
                state(&system, good).as_str(),
                of_good,
                format!("at {at:?} the state of the second job is wrong: it works from 1s to 4s"),
            );
        }
    });
}

#[test]
fn a_number_that_was_never_given_out_is_unknown() {
    virtual_time(async |lab: Lab| {
        // What becomes of a system that is dropped without a shutdown is left open.
        lab.allow_tasks();
        let system = system(1, 2, secs(2));
        submit(&system, work(&lab, "job", secs(1), 0));
        for id in nasty::COUNTS.iter().copied().filter(|id| *id != 1) {
            expect_eq(
                (state(&system, id), cancel(&system, id).await),
                (format!("unknown: {id}"), format!("unknown: {id}")),
                format!("one job was submitted, and {id} is not its number: it is unknown"),
            );
        }
    });
}

#[test]
fn a_job_that_keeps_failing_or_panics_fails_in_the_end() {
    virtual_time(async |lab: Lab| {
        let system = system(1, 3, secs(2));
        let bad = submit(&system, work(&lab, "bad", secs(1), 99));
        let own = lab.clone();
        let wild = submit(&system, move || {
            own.job("wild").takes(secs(1)).panics("out of range")
        });
        let good = submit(&system, work(&lab, "good", secs(1), 0));
        let report = shutdown(&system, secs(300)).await;
        let why = match (starts(&lab, "wild").len(), starts(&lab, "good").len()) {
            (1, 0) => {
                "nobody had the only place after `wild` had panicked in it: a job gives its place \
                 back however its attempt ends, by a panic too"
            }
            (1, _) => {
                "`wild` panicked in its first attempt, and was not tried again: an attempt that \
                 panics has failed like one that gives `Err`, and there are three attempts for a \
                 job"
            }
            _ => {
                "a job that has failed, or panicked, pauses for 2s and is tried again, three times \
                 in all, and others have the only place meanwhile"
            }
        };
        lab.expect_because(
            "
                    0s      1s      2s      3s      4s      5s      6s      7s      8s
            bad     |=======x               |=======x               |=======x
            wild            |=======!               |=======!               |=======!
            good                    |=======|
            ",
            why,
        );
        expect_eq(
            report,
            named(&[good], &[bad, wild], &[], &[]),
            "one job failed three times, one panicked three times, one was done: the report does \
             not say so",
        );
        expect_eq(
            [bad, wild, good].map(|id| state(&system, id)),
            [
                failed("attempt 3 of bad failed", 3),
                failed("panicked", 3),
                "done".to_owned(),
            ],
            "the states are wrong when all is over: a failed job keeps its last error, or \
             `panicked`, and the number of its attempts",
        );
        expect_eq(
            lab.now(),
            secs(8),
            "the last job was over at 8s, and the shutdown returned at another instant",
        );
    });
}

#[test]
fn whatever_goes_wrong_in_an_attempt_it_has_failed() {
    virtual_time(async |lab: Lab| {
        for fault in Fault::ALL {
            lab.case(format!("a job that {fault}"));
            let name = format!("{fault:?}");
            let system = system(1, 2, ms(500));
            let job = submit(&system, lab.faulty(&name, fault));
            let next = submit(&system, work(&lab, &format!("after {name}"), secs(1), 0));
            let report = shutdown(&system, secs(300)).await;
            // Nobody drops this one before its end.
            let is_done = matches!(fault, Fault::PanicsWhenDropped);
            let (end, expected) = match (is_done, fault.panics()) {
                (true, _) => ("done".to_owned(), named(&[job, next], &[], &[], &[])),
                (_, true) => (failed("panicked", 2), named(&[next], &[job], &[], &[])),
                (_, false) => (failed(Fault::MESSAGE, 2), named(&[next], &[job], &[], &[])),
            };
            let ends = state(&system, job);
            if fault.panics() && !is_done && ends.starts_with("running") {
                let where_it_is = match fault {
                    Fault::PanicsWhenCalled => {
                        "the panic came out of the call that makes the future of the attempt, \
                         which belongs to the attempt like each poll of that future"
                    }
                    _ => "the panic came out of a poll of the future of the attempt",
                };
                fail(format!(
                    "a job that {fault} was submitted, with two attempts, and after the shutdown \
                     it is still `{ends}`: {where_it_is}; an attempt that panics has failed, and \
                     should end no more than that attempt"
                ));
            }
            expect_eq(
                (ends, report),
                (end, expected),
                format!(
                    "a job that {fault} was submitted, with two attempts, and then a good one: \
                     these are its end and the report"
                ),
            );
        }
        for error in nasty::TEXTS {
            let system = system(1, 1, secs(0));
            let job = submit(&system, || async { Err((*error).to_owned()) });
            shutdown(&system, secs(1)).await;
            expect_eq(
                state(&system, job),
                failed(error, 1),
                format!(
                    "a job failed with {error:?}, and its state has to hold that error as it is"
                ),
            );
        }
    });
}

#[test]
fn work_is_called_when_its_attempt_begins() {
    virtual_time(async |lab: Lab| {
        // What becomes of a system that is dropped without a shutdown is left open.
        lab.allow_tasks();
        let system = system(2, 3, secs(1));
        let called = Arc::new(AtomicUsize::new(0));
        for n in 0..5 {
            let (own, called) = (lab.clone(), Arc::clone(&called));
            submit(&system, move || {
                called.fetch_add(1, Ordering::SeqCst);
                let job = own.job(&format!("job {n}")).takes(secs(10));
                async move { job.ok(()).await }
            });
        }
        let by_submit = called.load(Ordering::SeqCst);
        if by_submit > 2 {
            fail(format!(
                "five jobs were submitted for two places, and `submit` itself had called the \
                 `work` of {by_submit} of them before it returned: `work` is called once for each \
                 attempt, when the attempt begins, and a job that is queued has not begun"
            ));
        }
        // Two at work from 0s, two from 10s, one from 20s.
        for (at, expected) in [(1, 2), (9, 2), (11, 4), (19, 4), (21, 5), (40, 5)] {
            sleep(secs(at) - lab.now()).await;
            expect_eq(
                called.load(Ordering::SeqCst),
                expected,
                format!(
                    "five jobs of 10s were submitted for two places, and this is how often `work` \
                     had been called {at}s later: once for each attempt, when the attempt begins"
                ),
            );
        }
    });
}

#[test]
fn a_job_may_ask_and_submit_while_it_is_called() {
    virtual_time(async |lab: Lab| {
        lab.allow_tasks();
        lab.case("a job that submits another one when it is called, and asks for its own state");
        let system = Arc::new(system(1, 1, secs(1)));
        let own = Arc::clone(&system);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        let first = submit(&system, move || {
            let next = submit(&own, || async { Ok(()) });
            let states = [state(&own, 1), state(&own, next)];
            notes
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(states);
            async { Ok(()) }
        });
        sleep(secs(1)).await;
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        expect_eq(
            (seen, state(&system, first), state(&system, 2)),
            (
                vec!["running, attempt 1".to_owned(), "queued".to_owned()],
                "done".to_owned(),
                "done".to_owned(),
            ),
            "`work` submitted another job when it was called and asked for the states of both; \
             these are the answers, and the states of both in the end",
        );
    });
}

#[test]
fn no_place_is_idle_while_jobs_are_queued() {
    virtual_time(async |lab: Lab| {
        let system = system(3, 1, secs(1));
        let names: Vec<String> = (1..=20).map(|n| format!("job {n}")).collect();
        for (n, name) in (1..).zip(&names) {
            let time = ms(203 * (n % 7 + 1));
            match n % 4 {
                0 => submit(&system, work(&lab, name, time, 1)),
                1 => {
                    let (own, name) = (lab.clone(), name.clone());
                    submit(&system, move || {
                        own.job(&name).takes(time).panics("too hot")
                    })
                }
                _ => submit(&system, work(&lab, name, time, 0)),
            };
        }
        sleep(ms(300)).await;
        expect_eq(
            cancel(&system, 2).await.as_str(),
            "true",
            "a job was at work at 300ms and was cancelled: that gives `true`",
        );
        shutdown(&system, secs(300)).await;
        let lanes: Vec<(&str, Duration)> =
            names.iter().map(|name| (name.as_str(), secs(0))).collect();
        lab.expect_busy(3, &lanes);
    });
}

#[test]
fn a_thousand_jobs_may_be_at_work() {
    virtual_time(async |lab: Lab| {
        let system = system(1000, 1, secs(1));
        let gauge = Gauge::default();
        for _ in 0..2000 {
            let gauge = gauge.clone();
            submit(&system, move || {
                let gauge = gauge.clone();
                async move {
                    let _inside = gauge.enter();
                    sleep(secs(1)).await;
                    Ok(())
                }
            });
        }
        shutdown(&system, secs(60)).await;
        if gauge.peak() != 1000 {
            fail(format!(
                "two thousand jobs of 1s were submitted for a thousand places, and at the most {} \
                 of them were at work at once: there are as many places as the settings say",
                gauge.peak()
            ));
        }
        expect_eq(
            gauge.entered(),
            2000,
            "two thousand jobs were submitted, and this is how many were begun",
        );
        expect_eq(
            lab.now(),
            secs(2),
            "two thousand jobs of 1s were submitted for a thousand places, and `shutdown` returned \
             at another instant than that at which the last was over",
        );
    });
}

#[test]
fn a_cancelled_job_lets_go_of_everything_before_cancel_returns() {
    virtual_time(async |lab: Lab| {
        let system = system(1, 2, secs(30));
        let probe = lab.probe();
        let watch = probe.watch();
        let mut probe = Some(probe);
        let own = lab.clone();
        let pausing = submit(&system, work(&lab, "pausing", secs(1), 1));
        let running = submit(&system, move || {
            let (probe, job) = (probe.take(), own.job("running").takes(secs(9)));
            async move {
                let done = job.ok(()).await;
                drop(probe);
                done
            }
        });
        let queued = submit(&system, work(&lab, "queued", secs(1), 0));
        let next = submit(&system, work(&lab, "next", secs(1), 0));
        sleep(secs(3)).await;
        for (id, what) in [
            (pausing, "pauses"),
            (queued, "is queued"),
            (running, "is at work"),
        ] {
            let at_work = Some(running).filter(|job| *job != id);
            stops(&lab, &system, id, what, at_work).await;
            expect_eq(
                state(&system, id).as_str(),
                "cancelled",
                format!(
                    "a job that {what} was cancelled at 3s, `cancel` had returned, and the job was \
                     not stopped: `cancel` returns when it is, and when it has returned, the state \
                     of the job says so"
                ),
            );
        }
        expect_eq(
            watch.is_dropped(),
            true,
            "`cancel` returned while the job that was at work still held what it had: aborting a \
             task only asks for it, wait until it is gone",
        );
        sleep(secs(40)).await;
        lab.expect_because(
            "
                        0s      1s      2s      3s      4s
            pausing     |=======x
            running             |===============/
            queued
            next                                |=======|
            ",
            "a cancelled job stops there and then: at 3s one that pauses, one that is \
             queued and one that is at work are cancelled; none of them goes on or begins, and the \
             place goes to `next`",
        );
        for (id, what) in [(next, "done"), (running, "cancelled")] {
            expect_eq(
                (cancel(&system, id).await, state(&system, id)),
                ("false".to_owned(), what.to_owned()),
                format!(
                    "a job was {what} already when it was cancelled: it stays what it was, and \
                     `cancel` gives `false`"
                ),
            );
        }
        let report = shutdown(&system, secs(1)).await;
        expect_eq(
            report,
            named(&[next], &[], &[pausing, running, queued], &[]),
            "three jobs were cancelled and one was done: the report does not say so",
        );
    });
}

#[test]
fn what_a_job_holds_is_dropped_wherever_it_was_when_it_was_cancelled() {
    virtual_time(async |lab: Lab| {
        let system = system(1, 2, secs(30));
        let holds = |name: &str, time, failures| {
            let probe = lab.probe();
            let watch = probe.watch();
            let mut work = work(&lab, name, time, failures);
            let job = submit(&system, move || {
                let _held_from_the_first_call_to_the_last = &probe;
                work()
            });
            (job, watch)
        };
        let pausing = holds("pausing", secs(1), 1);
        let running = holds("running", secs(9), 0);
        let queued = holds("queued", secs(1), 0);
        let at_work = running.0;
        sleep(secs(3)).await;
        for ((job, watch), what) in [
            (pausing, "pauses"),
            (queued, "is queued"),
            (running, "is at work"),
        ] {
            let at_work = Some(at_work).filter(|other| *other != job);
            stops(&lab, &system, job, what, at_work).await;
            if !watch.is_dropped() {
                fail(format!(
                    "a job that {what} was cancelled, `cancel` had returned, and what its `work` \
                     holds was still there: all that the job held is dropped by then, its `work` \
                     too, so nobody may keep that in a list"
                ));
            }
        }
        shutdown(&system, secs(0)).await;
    });
}

/// How many tasks this runtime has.
fn tasks() -> usize {
    tokio::runtime::Handle::current()
        .metrics()
        .num_alive_tasks()
}

#[test]
fn nobody_stands_in_line_for_a_job_that_was_cancelled() {
    virtual_time(async |lab: Lab| {
        // What becomes of a system that is dropped without a shutdown is left open.
        lab.allow_tasks();
        let before = tasks();
        let alone = system(1, 2, secs(1));
        submit(&alone, work(&lab, "long, alone", secs(900), 0));
        sleep(secs(3)).await;
        let alone_takes = tasks() - before;
        let before = tasks();
        let system = system(1, 2, secs(1));
        // It fails at once, and then stands in line a second time, behind `long`.
        let again = submit(&system, || async { Err("not yet".to_owned()) });
        submit(&system, work(&lab, "long", secs(900), 0));
        let mut queued: Vec<u64> = (0..100)
            .map(|n| submit(&system, work(&lab, &format!("queued {n}"), secs(1), 0)))
            .collect();
        sleep(secs(2)).await;
        queued.push(again);
        for job in queued {
            stops(&lab, &system, job, "is queued", None).await;
        }
        sleep(secs(1)).await;
        expect_eq(
            tasks() - before,
            alone_takes,
            "101 jobs were cancelled in the queue, while another one was at work, and this is how \
             many tasks were left of them all; a job at work that never had others beside it \
             leaves the number that is expected: a task that goes on standing in line for a job is \
             part of what the job held",
        );
    });
}

#[test]
fn on_a_runtime_of_threads_too_jobs_begin_in_the_order_of_their_numbers() {
    real_time_on(1, async |_lab: Lab| {
        // In a task: the thread of such a runtime goes on with the task that was started last.
        let in_a_task = tokio::spawn(async {
            let system = system(1, 1, secs(0));
            let begun = Arc::new(Mutex::new(Vec::new()));
            let submitted: Vec<u64> = (0..300)
                .map(|n| {
                    let begun = Arc::clone(&begun);
                    submit(&system, move || {
                        let mut begun = begun.lock().unwrap_or_else(PoisonError::into_inner);
                        begun.push(n + 1);
                        async { Ok(()) }
                    })
                })
                .collect();
            shutdown(&system, secs(60)).await;
            let begun = begun.lock().unwrap_or_else(PoisonError::into_inner).clone();
            (begun, submitted)
        });
        match in_a_task.await {
            Ok((begun, submitted)) => expect_eq(
                begun,
                submitted,
                "three hundred jobs were submitted for one place, by a task on a runtime of \
                 threads, and their work began in another order: a place in the queue is taken \
                 when a job is submitted, and not when its task is first polled, for such a \
                 runtime polls the task first that was started last",
            ),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    });
}

/// The jobs in the order in which their work began, by number.
#[derive(Clone, Default)]
struct Begun(Arc<Mutex<Vec<usize>>>);

impl Begun {
    fn notes(&self, job: usize) {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.push(job);
    }

    fn all(&self) -> Vec<usize> {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.clone()
    }
}

#[test]
fn on_several_threads_places_go_to_jobs_in_the_order_of_their_numbers() {
    real_time_on(4, async |lab: Lab| {
        for places in [1, 3] {
            lab.case(format!(
                "{places} places, and 300 jobs that are queued, on four threads"
            ));
            let system = system(places, 1, secs(0));
            let (begun, gate) = (Begun::default(), Arc::new(Semaphore::new(0)));
            let held = |gate: &Arc<Semaphore>| {
                let gate = Arc::clone(gate);
                move || {
                    let gate = Arc::clone(&gate);
                    async move {
                        let _opened = gate.acquire().await;
                        Ok(())
                    }
                }
            };
            for _ in 0..places {
                submit(&system, held(&gate));
            }
            for n in 0..300 {
                let begun = begun.clone();
                submit(&system, move || {
                    begun.notes(n);
                    async {
                        tokio::task::yield_now().await;
                        Ok(())
                    }
                });
            }
            gate.add_permits(places);
            let _report = shutdown(&system, secs(60)).await;
            // Whoever has a place may be polled later than the next one who has another place.
            let begun = begun.all();
            let late = begun
                .iter()
                .enumerate()
                .find(|(at, job)| **job >= at + places);
            if let Some((at, job)) = late {
                fail(format!(
                    "of 300 jobs that were queued for {places} places, on four threads, job {} of \
                     the line began its work when {at} had begun before it: a place that becomes \
                     free goes to the one that has waited for the longest, and not to whoever is \
                     there first",
                    job + 1
                ));
            }
            expect_eq(
                begun.len(),
                300,
                "300 jobs were queued, and this is how many of them began",
            );
        }
    });
}

/// Four tasks on four threads submit so many jobs each, at the same time, for one place. Gives the
/// numbers of the jobs in the order in which they began.
async fn numbers_of_those_who_began(each: usize) -> Vec<u64> {
    let system = Arc::new(system(1, 1, secs(0)));
    let (begun, gate) = (Begun::default(), Arc::new(Semaphore::new(0)));
    let opened = Arc::clone(&gate);
    submit(&system, move || {
        let opened = Arc::clone(&opened);
        async move {
            let _opened = opened.acquire().await;
            Ok(())
        }
    });
    let start = Arc::new(std::sync::Barrier::new(4));
    let submitting: Vec<_> = (0..4)
        .map(|task| {
            let (system, begun) = (Arc::clone(&system), begun.clone());
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                start.wait();
                let submitted = (0..each).map(|n| {
                    let (name, begun) = (task * each + n, begun.clone());
                    let number = submit(&system, move || {
                        begun.notes(name);
                        async { Ok(()) }
                    });
                    (name, number)
                });
                submitted.collect::<Vec<(usize, u64)>>()
            })
        })
        .collect();
    let mut numbers = vec![0; 4 * each];
    for task in submitting {
        for (name, number) in task.await.unwrap_or_default() {
            numbers[name] = number;
        }
    }
    gate.add_permits(1);
    let _report = shutdown(&system, secs(60)).await;
    begun.all().into_iter().map(|name| numbers[name]).collect()
}

#[test]
fn submitted_from_several_threads_jobs_begin_in_the_order_of_their_numbers() {
    real_time_on(5, async |lab: Lab| {
        lab.case("four tasks on four threads that submit jobs at the same time, for one place");
        // Two threads have to meet between two steps of `submit`. That takes more jobs than one of
        // them can submit before the other is awake, or while it is the only one that has a core.
        let (begun, mut tries) = (Instant::now(), 0);
        while tries < 4 || begun.elapsed() < ms(300) {
            tries += 1;
            let numbers = numbers_of_those_who_began(3000).await;
            let late = numbers
                .iter()
                .zip(2..)
                .find(|(number, due)| **number != *due);
            if let Some((number, due)) = late {
                fail(format!(
                    "four threads submitted jobs at the same time, for one place: when job {due} \
                     was due, the work of job {number} began; the job that has the lower number \
                     stands further ahead in the queue, so that number and place have to be given \
                     in one step"
                ));
            }
            expect_eq(
                numbers.len(),
                12_000,
                "twelve thousand jobs were submitted, and this is how many of them began",
            );
        }
    });
}

#[test]
fn who_comes_when_a_place_becomes_free_stands_behind_those_who_wait() {
    virtual_time(async |lab: Lab| {
        // Whose timer is set first decides which of the two is polled first, and nobody knows how.
        let moments = (0..3).flat_map(|turns| [(turns, true), (turns, false)]);
        for (turns, comes_first) in moments {
            lab.case(format!(
                "at the instant at which the only place becomes free, another job is submitted, \
                 {turns} turns of the runtime later"
            ));
            let system = Arc::new(system(1, 1, secs(0)));
            let begun = Begun::default();
            let job = |name, time| {
                let begun = begun.clone();
                move || {
                    begun.notes(name);
                    async move {
                        sleep(time).await;
                        Ok(())
                    }
                }
            };
            let late = job(4, ms(10));
            let own = Arc::clone(&system);
            let comes = async move {
                sleep(ms(1003)).await;
                for _ in 0..turns {
                    tokio::task::yield_now().await;
                }
                submit(&own, late)
            };
            let others_come = || {
                for (name, time) in [(1, ms(1003)), (2, ms(10)), (3, ms(10))] {
                    submit(&system, job(name, time));
                }
            };
            let number = if comes_first {
                let comes = tokio::spawn(comes);
                tokio::task::yield_now().await;
                others_come();
                comes.await
            } else {
                others_come();
                tokio::spawn(comes).await
            };
            let _report = shutdown(&system, secs(60)).await;
            if begun.all().iter().position(|job| *job == 4) < Some(3) {
                fail(format!(
                    "the place of the first job became free at 1.003s, when two others were \
                     queued, and a fourth was submitted at that very instant; they began in the \
                     order {:?}, so it took a place that was another one's: it joins the end of \
                     the queue, also where the next in the line has not been polled yet",
                    begun.all()
                ));
            }
            expect_eq(
                (begun.all(), number.unwrap_or_default()),
                (vec![1, 2, 3, 4], 4),
                "the place of the first job became free at 1.003s, when two others were queued, \
                 and a fourth was submitted at that very instant: it joins the end of the queue, \
                 also where the next in the line has not been polled yet; this is the order in \
                 which the four began, and the number of the fourth",
            );
        }
    });
}

#[test]
fn an_attempt_may_be_the_thousandth_and_a_pause_may_take_for_ever() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 100);
        for attempts in nasty::COUNTS.iter().filter_map(|n| u32::try_from(*n).ok()) {
            if attempts < 2 {
                continue;
            }
            lab.case(format!(
                "a job with {attempts} attempts that fails 1000 times"
            ));
            let system = system(1, attempts, secs(0));
            let mut failures = 0;
            let job = submit(&system, move || {
                let outcome = match failures {
                    1000 => Ok(()),
                    _ => Err("not yet".to_owned()),
                };
                failures += 1;
                async { outcome }
            });
            shutdown(&system, secs(1)).await;
            let expected = match attempts {
                1001.. => "done".to_owned(),
                _ => failed("not yet", attempts),
            };
            expect_eq(
                state(&system, job),
                expected,
                format!(
                    "a job fails 1000 times and then would not, with {attempts} attempts: it has \
                     as many as the settings say, and none is left over as long as it fails"
                ),
            );
        }
        for pause in nasty::DURATIONS.iter().filter(|pause| **pause > A_DAY * 3) {
            lab.case(format!("a pause of {pause:?}"));
            let system = system(1, 2, *pause);
            let job = submit(&system, || async { Err("not yet".to_owned()) });
            sleep(A_DAY).await;
            expect_eq(
                state(&system, job),
                "pausing, 1 failed".to_owned(),
                format!("a job failed a day ago, its pause is {pause:?}, and this is its state"),
            );
            stops(&lab, &system, job, "pauses", None).await;
            shutdown(&system, secs(0)).await;
        }
        for patience in nasty::DURATIONS.iter().filter(|limit| **limit > A_DAY * 3) {
            lab.case(format!("a shutdown with a patience of {patience:?}"));
            let system = system(1, 1, secs(0));
            let job = submit(&system, || async {
                sleep(A_DAY).await;
                Ok(())
            });
            expect_eq(
                shutdown(&system, *patience).await,
                named(&[job], &[], &[], &[]),
                format!("a job of a day was there, and the patience was {patience:?}"),
            );
        }
        for places in nasty::COUNTS
            .iter()
            .filter(|places| (1..=1_000_000).contains(*places))
        {
            lab.case(format!("{places} places"));
            let system = system(*places as usize, 1, secs(0));
            let job = submit(&system, || async { Ok(()) });
            expect_eq(
                shutdown(&system, secs(1)).await,
                named(&[job], &[], &[], &[]),
                format!("a job was there for one of {places} places"),
            );
        }
    });
}

#[test]
fn a_failed_job_and_one_that_was_handed_back_stay_what_they_are() {
    virtual_time(async |lab: Lab| {
        let system = system(2, 1, secs(1));
        let bad = submit(&system, work(&lab, "bad", secs(1), 1));
        let long = submit(&system, work(&lab, "long", secs(9), 0));
        shutdown(&system, secs(2)).await;
        let ends = [
            (bad, failed("attempt 1 of bad failed", 1)),
            (long, "handed back".to_owned()),
        ];
        for (id, end) in ends {
            expect_eq(
                (cancel(&system, id).await, state(&system, id)),
                ("false".to_owned(), end.clone()),
                format!(
                    "the state of a job was \"{end}\" when it was cancelled: it stays what it was, \
                     and `cancel` gives `false`"
                ),
            );
        }
    });
}

#[test]
fn on_other_threads_too_a_cancelled_job_is_gone_when_cancel_returns() {
    real_time_on(2, async |lab: Lab| {
        // What becomes of a system that is dropped without a shutdown is left open.
        lab.allow_tasks();
        let system = Arc::new(system(1, 1, secs(0)));
        for _ in 0..10 {
            let probe = lab.probe();
            let watch = probe.watch();
            let mut probe = Some(probe);
            let job = submit(&system, move || {
                let probe = probe.take();
                async move {
                    loop {
                        // Busy: it can be stopped only in between.
                        std::thread::sleep(ms(20));
                        tokio::task::yield_now().await;
                        if probe.is_none() {
                            return Ok(());
                        }
                    }
                }
            });
            sleep(ms(30)).await;
            expect_eq(
                (cancel(&system, job).await, watch.is_dropped()),
                ("true".to_owned(), true),
                "a job that is busy on another thread was cancelled, and when `cancel` had \
                 returned it still held what it had: wait until it is gone, however long that \
                 takes",
            );
        }
    });
}

#[test]
fn what_is_told_to_stop_begins_no_other_attempt() {
    ties(async |lab: Lab| {
        let system = system(1, 1, secs(1));
        let called = Arc::new(Mutex::new(Vec::new()));
        for name in ["first", "second", "third", "fourth"] {
            let (own, called) = (lab.clone(), Arc::clone(&called));
            submit(&system, move || {
                called
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(name);
                own.job(name).takes(secs(9)).ok(())
            });
        }
        sleep(secs(1)).await;
        // The one at work gives its place back, to the one that is cancelled at the same instant.
        let both = tokio::join!(cancel(&system, 2), cancel(&system, 1));
        expect_eq(
            both,
            ("true".to_owned(), "true".to_owned()),
            "a job that is at work and the next in the queue were cancelled at 1s",
        );
        sleep(secs(1)).await;
        shutdown(&system, secs(2)).await;
        let called = called
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        expect_eq(
            called,
            vec!["first", "third"],
            "`first` and `second` were cancelled at 1s, and `third` was at work when the shutdown \
             lost its patience: the place of one that is told to stop goes to nobody who is told \
             to stop at the same instant; these are the jobs whose `work` was called",
        );
    });
}

#[test]
fn a_shutdown_finishes_what_it_can_and_hands_back_the_rest() {
    virtual_time(async |lab: Lab| {
        let system = Arc::new(system(2, 3, secs(4)));
        let jobs = [
            ("short", 2, 0),
            ("long", 9, 0),
            ("failing", 1, 3),
            ("late", 1, 0),
            ("cut off", 9, 0),
            ("waiting", 1, 0),
            ("unwanted", 1, 0),
        ];
        for (name, time, failures) in jobs {
            submit(&system, work(&lab, name, secs(time), failures));
        }
        sleep(secs(1)).await;
        stops(&lab, &system, 7, "is queued", None).await;
        let (report, refusal) = tokio::join!(shutdown(&system, secs(4)), async {
            sleep(secs(1)).await;
            match system.submit(work(&lab, "too late", secs(1), 0)) {
                Ok(JobId(id)) => format!("job {id}"),
                Err(error) => refused(error),
            }
        });
        let now = lab.now();
        expect_eq(
            refusal.as_str(),
            "shutting down",
            "a job came during the shutdown, and has to be refused",
        );
        lab.expect_because(
            "
                        0s      1s      2s      3s      4s      5s
            short       |===============|
            long        |=======================================/
            failing                     |=======x
            late                                |=======|
            cut off                                     |=======/
            waiting
            unwanted
            ",
            "the shutdown began at 1s with a patience of 4s: until 5s the jobs go on as before, \
             queued ones too, and at 5s what is left is stopped, before `shutdown` returns",
        );
        let expected = named(&[1, 4], &[], &[7], &[2, 3, 5, 6]);
        let named_once = (1..=7).all(|id| {
            let ids = report.split(|c: char| !c.is_ascii_digit());
            ids.filter(|named| *named == format!("{id}")).count() == 1
        });
        let why = match named_once {
            true => {
                "each job is in one list of the report, and some are in a wrong one: of those that \
                 the shutdown had to stop at 5s nobody had cancelled any, so they are handed back, \
                 and job 7 was cancelled before"
            }
            false => {
                "a job got lost, or is named twice: each one that was submitted is in exactly one \
                 list of the report, those at work, pausing and queued at the deadline among the \
                 ones handed back"
            }
        };
        expect_eq(report, expected, why);
        expect_eq(
            now,
            secs(5),
            "the shutdown began at 1s with a patience of 4s, and returned at another instant",
        );
        expect_eq(
            [2, 3, 5, 6].map(|id| state(&system, id)),
            [const { "handed back" }; 4].map(str::to_owned),
            "four jobs were handed back, and their state should say so",
        );
        drop(system);
        sleep(ms(1)).await;
        lab.expect_no_task_left();
    });
}

#[test]
fn a_shutdown_does_not_outlast_its_last_job() {
    virtual_time(async |lab: Lab| {
        let empty = system(3, 1, secs(1));
        expect_eq(
            (shutdown(&empty, secs(30)).await, lab.now()),
            (named(&[], &[], &[], &[]), secs(0)),
            "a system without jobs was shut down, and has nothing to report and nothing to wait \
             for",
        );
        let system = system(3, 2, secs(1));
        let job = submit(&system, work(&lab, "job", secs(2), 1));
        let long = submit(&system, work(&lab, "long", secs(900), 0));
        let (report, told) = tokio::join!(shutdown(&system, secs(30)), async {
            sleep(secs(6)).await;
            cancel(&system, long).await
        });
        expect_eq(
            (report, told.as_str(), lab.now()),
            (named(&[job], &[], &[long], &[]), "true", secs(6)),
            "one job came to a good end at 5s, in its second attempt, and the other was cancelled \
             at 6s, during the shutdown: that is its end, for it waits for its jobs, not for its \
             patience to run out",
        );
    });
}

#[test]
fn a_shutdown_hears_of_each_job_that_is_cancelled_wherever_that_was() {
    // In this order they are cancelled.
    const ORDERS: [[usize; 3]; 6] = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    virtual_time(async |lab: Lab| {
        for apart in [ms(0), ms(7)] {
            for order in ORDERS {
                let system = system(1, 2, secs(3_600));
                let pausing = submit(&system, work(&lab, "pausing", ms(103), 2));
                let running = submit(&system, work(&lab, "running", secs(3_600), 0));
                let queued = submit(&system, work(&lab, "queued", secs(3_600), 0));
                let jobs = [
                    (pausing, "the one that pauses"),
                    (running, "the one at work"),
                    (queued, "the one in the queue"),
                ];
                let words = order.map(|n| jobs[n].1).join(", ");
                lab.case(format!(
                    "cancelled during a shutdown, {apart:?} apart: {words}"
                ));
                sleep(ms(211)).await;
                let cancelling = async {
                    sleep(ms(307)).await;
                    for job in order {
                        sleep(apart).await;
                        let _stopped = cancel(&system, jobs[job].0).await;
                    }
                    lab.now()
                };
                let stopping = async {
                    let report = shutdown(&system, secs(300)).await;
                    (report, lab.now())
                };
                let ((report, at), over) = tokio::join!(stopping, cancelling);
                if at > over {
                    fail(format!(
                        "three jobs were cancelled during a shutdown with a patience of 300s, {words}, and \
                         at {over:?} all were over, but `shutdown` returned {:?} later: it should hear of \
                         every job that is over, also of one that was cancelled while it paused or stood \
                         in the queue, and return when the last one is",
                        at - over
                    ));
                }
                expect_eq(
                    (report, at),
                    (named(&[], &[], &[pausing, running, queued], &[]), over),
                    format!(
                        "three jobs were cancelled during a shutdown, {words}: this is its report, and when \
                         it came"
                    ),
                );
                lab.expect_no_task_left();
            }
        }
    });
}

#[test]
fn no_patience_stops_all_at_once_and_no_limit_waits_for_all() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 3);
        let none = system(1, 2, secs(1));
        let (long, next) = (
            submit(&none, work(&lab, "long", secs(9), 0)),
            submit(&none, work(&lab, "next", secs(9), 0)),
        );
        sleep(secs(1)).await;
        expect_eq(
            (shutdown(&none, secs(0)).await, lab.now()),
            (named(&[], &[], &[], &[long, next]), secs(1)),
            "a system was shut down at 1s with a patience of zero: what is not over is handed back \
             at that instant",
        );
        let any = system(1, 2, A_DAY);
        let slow = submit(&any, work(&lab, "slow", A_DAY, 1));
        expect_eq(
            (shutdown(&any, Duration::MAX).await, lab.now()),
            (named(&[slow], &[], &[], &[]), secs(1) + A_DAY * 3),
            "a system was shut down at 1s with a patience of `Duration::MAX`: it waits for its \
             job, which works for a day and fails, pauses for a day, and works for another",
        );
    });
}

#[test]
fn however_the_jobs_end_none_is_lost_and_no_place_either() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (at_once, attempts) = (draw.size(1..=4), draw.size(1..=3) as u32);
        let system = system(at_once, attempts, draw.times(ms(100), 0..=5));
        let (count, gauge) = (draw.size(1..=9), Gauge::default());
        lab.case(format!(
            "{count} jobs, {at_once} at once, with {attempts} attempts each"
        ));
        let (mut done, mut failed, mut tries) = (Vec::new(), Vec::new(), 0);
        for n in 1..=count as u64 {
            let (time, failures) = (draw.off_grid(ms(100)..=ms(900)), draw.size(0..=3) as u32);
            let (lab, gauge) = (lab.clone(), gauge.clone());
            let mut attempt = 0;
            submit(&system, move || {
                attempt += 1;
                let job = lab.job(&format!("job {n}")).takes(time).counted_by(&gauge);
                job.result(match attempt <= failures {
                    true => Err("not yet".to_owned()),
                    false => Ok(()),
                })
            });
            tries += attempts.min(failures + 1) as usize;
            match failures < attempts {
                true => done.push(n),
                false => failed.push(n),
            }
        }
        let (report, expected) = (
            shutdown(&system, secs(600)).await,
            named(&done, &failed, &[], &[]),
        );
        let sorted = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort();
            letters
        };
        let why = match sorted(&report) == sorted(&expected) {
            true => {
                "nothing is missing in the report, but it is not in order: every list of the \
                 report is in order of number, whichever job was over first"
            }
            false => {
                "a job is done if one of its attempts succeeds, else it failed, and every list of \
                 the report is in order of number"
            }
        };
        expect_eq(
            report,
            expected,
            format!(
                "of {count} jobs some failed a few times, with {attempts} attempts for each; {why}"
            ),
        );
        expect_eq(
            gauge.peak(),
            at_once.min(count),
            format!(
                "{count} jobs were there for {at_once} places, and this is how many were at work \
                 at the same time: as many as there are places, as long as there are jobs"
            ),
        );
        expect_eq(
            gauge.entered(),
            tries,
            "the number of attempts is wrong, over all the jobs together",
        );
    });
}

#[test]
fn settings_that_let_nothing_run_are_refused() {
    virtual_time(async |_lab: Lab| {
        for (at_once, attempts, expected) in [(0, 3, "no places"), (3, 0, "no attempts")] {
            let settings = Settings {
                at_once,
                attempts,
                pause: secs(1),
            };
            let refusal = match JobSystem::new(settings) {
                Ok(_) => "it was taken".to_owned(),
                Err(error) => refused(error),
            };
            expect_eq(
                refusal.as_str(),
                expected,
                format!(
                    "a system with {at_once} places and {attempts} attempts was made, in which no \
                     job would ever end well: that is an error from the start"
                ),
            );
        }
    });
}

#[test]
fn jobs_are_stopped_in_whichever_way_the_call_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a `cancel` and a `shutdown` that are {way}"));
            let begun = lab.now();
            let lies_there = match way {
                Way::Later => Way::LATER,
                _ => ms(0),
            };
            let system = system(1, 1, secs(1));
            let first = submit(&system, work(&lab, &format!("first, {way:?}"), secs(9), 0));
            let second = submit(&system, work(&lab, &format!("second, {way:?}"), secs(2), 0));
            let third = submit(&system, work(&lab, &format!("third, {way:?}"), secs(9), 0));
            sleep(secs(1)).await;
            expect_eq(
                (
                    lab.polled(way, cancel(&system, first)).await,
                    lab.now() - begun,
                ),
                ("true".to_owned(), secs(1) + lies_there),
                format!("a job at work was cancelled, and the call was {way}"),
            );
            expect_eq(
                (
                    lab.polled(way, shutdown(&system, secs(3))).await,
                    lab.now() - begun,
                ),
                (
                    named(&[second], &[], &[first], &[third]),
                    secs(4) + lies_there * 2,
                ),
                format!(
                    "a shutdown with a patience of 3s was {way}: the second of three jobs ends \
                     within it, and the third does not, so that is stopped and handed back; only \
                     the first had been cancelled"
                ),
            );
        }
    });
}
