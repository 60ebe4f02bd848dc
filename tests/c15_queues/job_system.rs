//! `job_system`: a queue with places, second chances, cancellation, and an end that loses nothing.

use std::sync::Arc;
use std::time::Duration;

use async_katas::c15_queues::job_system::{JobError, JobId, JobState, JobSystem, Report, Settings};
use lab::{Gauge, Job, Lab, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};

type Outcome = Result<(), String>;

fn system(at_once: usize, attempts: u32, pause: Duration) -> JobSystem {
    let settings = Settings {
        at_once,
        attempts,
        pause,
    };
    match JobSystem::new(settings) {
        Ok(system) => system,
        Err(error) => fail(format!("sound settings were refused: {error}")),
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

fn submit(system: &JobSystem, work: impl FnMut() -> Job<Outcome> + Send + 'static) -> JobId {
    match system.submit(work) {
        Ok(id) => id,
        Err(error) => fail(format!("a job was refused: {error}")),
    }
}

fn ids<const N: usize>(ids: [u64; N]) -> Vec<JobId> {
    ids.map(JobId).into()
}

#[test]
fn a_job_that_pauses_leaves_its_place_to_the_next() {
    virtual_time(async |lab: Lab| {
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
            ids([1, 2, 3, 4, 5]),
            "the jobs are numbered from 1, in the order in which they are submitted",
        );
        sleep(secs(10)).await;
        lab.expect_because(
            "
                0s      1s      2s      3s      4s      5s      6s      7s
            a   |===============|
            b   |=======x                       |=======x       |=======|
            c           |=======================|
            d                   |=======|
            e                           |=======|
            ",
            "the two places were not given to the jobs in the order of the queue: the first two \
             jobs begin at once; `b` fails at 1s, and while it pauses its place belongs to `c`; \
             after the pause, at 2s, `b` joins the end of the queue, behind `e`; after its second \
             failure it pauses from 5s to 6s",
        );
    });
}

#[test]
fn the_state_of_a_job_is_known_at_every_instant() {
    virtual_time(async |lab: Lab| {
        let system = system(1, 2, secs(2));
        let bad = submit(&system, work(&lab, "bad", secs(1), 9));
        let good = submit(&system, work(&lab, "good", secs(3), 0));
        let failed = || JobState::Failed {
            error: "attempt 2 of bad failed".to_owned(),
            attempts: 2,
        };
        let running = |attempt| JobState::Running { attempt };
        let scenes = [
            (ms(500), running(1), JobState::Queued),
            (ms(1500), JobState::Pausing { failed: 1 }, running(1)),
            (ms(3500), JobState::Queued, running(1)),
            (ms(4500), running(2), JobState::Done),
            (ms(5500), failed(), JobState::Done),
            (ms(9500), failed(), JobState::Done),
        ];
        for (at, of_bad, of_good) in scenes {
            sleep(at - lab.now()).await;
            expect_eq(
                system.state(bad),
                Ok(of_bad),
                format!(
                    "at {at:?} the state of the first job is wrong: it works for 1s and fails, \
                     pauses for 2s, waits for the only place, which the second job has from 1s to \
                     4s, and fails for good at 5s"
                ),
            );
            expect_eq(
                system.state(good),
                Ok(of_good),
                format!("at {at:?} the state of the second job is wrong: it works from 1s to 4s"),
            );
        }
        expect_eq(
            (system.state(JobId(0)), system.state(JobId(3))),
            (
                Err(JobError::Unknown(JobId(0))),
                Err(JobError::Unknown(JobId(3))),
            ),
            "a number that was never given out is unknown",
        );
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
        let report = timeout(secs(600), system.shutdown(secs(300))).await;
        lab.expect_because(
            "
                    0s      1s      2s      3s      4s      5s      6s      7s      8s
            bad     |=======x               |=======x               |=======x
            wild            |=======!               |=======!               |=======!
            good                    |=======|
            ",
            "a job that keeps failing was not tried three times, with a pause of 2s after each \
             attempt but the last; a panic is a failed attempt like any other, and gives its place \
             back",
        );
        let report = report.unwrap_or_default();
        expect_eq(
            report.failed,
            vec![bad, wild],
            "the jobs that failed for good are not the ones that the report names",
        );
        expect_eq(
            (system.state(bad), system.state(wild), system.state(good)),
            (
                Ok(JobState::Failed {
                    error: "attempt 3 of bad failed".to_owned(),
                    attempts: 3,
                }),
                Ok(JobState::Failed {
                    error: "panicked".to_owned(),
                    attempts: 3,
                }),
                Ok(JobState::Done),
            ),
            "the states are wrong when all is over: a failed job keeps its last error, or \
             `panicked`, and the number of its attempts",
        );
        expect_eq(
            lab.now(),
            secs(8),
            "the shutdown did not return when the last job was over",
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
        let running = system.submit(move || {
            let (probe, job) = (probe.take(), own.job("running").takes(secs(9)));
            async move {
                let done = job.ok(()).await;
                drop(probe);
                done
            }
        });
        let running = running.unwrap_or(JobId(0));
        let queued = submit(&system, work(&lab, "queued", secs(1), 0));
        let next = submit(&system, work(&lab, "next", secs(1), 0));
        sleep(secs(3)).await;
        let limit = secs(5);
        let mut told = Vec::new();
        for id in [pausing, queued, running] {
            told.push(timeout(limit, system.cancel(id)).await);
            expect_eq(
                system.state(id),
                Ok(JobState::Cancelled),
                "after `cancel` has returned, the state of the job has to say so",
            );
        }
        expect_eq(
            watch.is_dropped(),
            true,
            "`cancel` returned while the job that was at work still held what it had: aborting a \
             task only asks for it, wait until it is gone",
        );
        expect_eq(
            told,
            [(); 3].map(|()| Ok(Ok(true))).into(),
            "cancelling a job that pauses, one that is queued and one that is at work should give \
             `true` each time, at once",
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
            "a cancelled job was not stopped there and then: at 3s one that pauses, one that is \
             queued and one that is at work are cancelled; none of them goes on or begins, and the \
             place goes to `next`",
        );
        expect_eq(
            (system.cancel(next).await, system.state(next)),
            (Ok(false), Ok(JobState::Done)),
            "a job that was over when `cancel` was called stays what it was, and gives `false`",
        );
        expect_eq(
            system.cancel(JobId(7)).await,
            Err(JobError::Unknown(JobId(7))),
            "a number that was never given out is unknown",
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
        expect_eq(
            system.cancel(JobId(7)).await,
            Ok(true),
            "a queued job can be cancelled",
        );
        let shutdown = timeout(secs(60), system.shutdown(secs(4)));
        let (report, refused) = tokio::join!(shutdown, async {
            sleep(secs(1)).await;
            system.submit(work(&lab, "too late", secs(1), 0))
        });
        let now = lab.now();
        expect_eq(
            refused,
            Err(JobError::ShuttingDown),
            "a job that comes during the shutdown has to be refused",
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
        expect_eq(
            report,
            Ok(Report {
                done: ids([1, 4]),
                failed: vec![],
                cancelled: ids([7]),
                handed_back: ids([2, 3, 5, 6]),
            }),
            "a job got lost: each one that was submitted is in exactly one list of the report, \
             those at work, pausing and queued at the deadline among the ones handed back",
        );
        expect_eq(
            now,
            secs(5),
            "the shutdown did not return at its deadline: 4s after it began",
        );
        expect_eq(
            [2, 3, 5, 6].map(|id| system.state(JobId(id))),
            [const { Ok(JobState::HandedBack) }; 4],
            "the state of a job that was handed back should say so",
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
            timeout(secs(60), empty.shutdown(secs(30))).await,
            Ok(Report::default()),
            "a system without jobs has nothing to report",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "the shutdown waited although there was nothing to wait for",
        );
        let system = system(3, 2, secs(1));
        let job = submit(&system, work(&lab, "job", secs(2), 1));
        let report = timeout(secs(600), system.shutdown(secs(30))).await;
        expect_eq(
            report.map(|report| report.done),
            Ok(vec![job]),
            "a job that comes to a good end in time, in its second attempt, is done",
        );
        expect_eq(
            lab.now(),
            secs(5),
            "the shutdown did not return when the last job was over, at 5s: it waits for its jobs, \
             not for its patience to run out",
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
        let (mut expected, mut tries) = (Report::default(), 0);
        for n in 1..=count as u64 {
            let (time, failures) = (draw.times(ms(100), 1..=9), draw.size(0..=3) as u32);
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
                true => expected.done.push(JobId(n)),
                false => expected.failed.push(JobId(n)),
            }
        }
        let report = timeout(secs(1200), system.shutdown(secs(600))).await;
        expect_eq(
            report,
            Ok(expected),
            "the report is wrong: a job is done if one of its attempts succeeds, else it failed",
        );
        expect_eq(
            gauge.peak(),
            at_once.min(count),
            "the number of jobs that were at work at the same time is wrong: as many as there are \
             places, as long as there are jobs",
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
        let settings = |at_once, attempts| Settings {
            at_once,
            attempts,
            pause: secs(1),
        };
        expect_eq(
            JobSystem::new(settings(0, 3)).err(),
            Some(JobError::NoPlaces),
            "with no place no job would ever begin: that is an error from the start",
        );
        expect_eq(
            JobSystem::new(settings(3, 0)).err(),
            Some(JobError::NoAttempts),
            "with no attempt no job could ever end well: that is an error from the start",
        );
    });
}
