//! `in_sequence`: strictly one after another, and nothing after an error.

use std::cell::RefCell;
use std::convert::Infallible;
use std::time::Duration;

use async_katas::c01_sync_vs_async::in_sequence::in_sequence;
use lab::{
    A_DAY, Gauge, Job, Lab, Timeline, Way, expect_eq, fail, for_seeds, ms, secs, virtual_time,
};

/// When each job began, and when it ended.
#[derive(Default)]
struct Runs(RefCell<Vec<(Duration, Option<Duration>)>>);

impl Runs {
    /// The same job, which is noted.
    async fn note<J: Future>(&self, lab: &Lab, job: J) -> J::Output {
        let place = self.0.borrow().len();
        self.0.borrow_mut().push((lab.now(), None));
        let output = job.await;
        self.0.borrow_mut()[place].1 = Some(lab.now());
        output
    }

    /// That time went by where nothing was left to wait for, if it did: between the jobs, or after
    /// the last of them.
    fn waits(&self, lab: &Lab) -> String {
        let runs = self.0.borrow();
        let Some(ends) = runs.iter().map(|run| run.1).collect::<Option<Vec<_>>>() else {
            return String::new();
        };
        let starts = runs.iter().skip(1).map(|run| run.0);
        let Some(gaps) = (starts.zip(&ends))
            .map(|(start, end)| start.checked_sub(*end))
            .collect::<Option<Vec<_>>>()
        else {
            return String::new();
        };
        let after = ends.last().map_or(ms(0), |end| lab.now() - *end);
        let between = match gaps.as_slice() {
            [] => None,
            [gap, rest @ ..] if !gap.is_zero() && rest.iter().all(|other| other == gap) => {
                Some(match rest.len() {
                    0 => format!(
                        "{gap:?} went by between the end of a job and the start of the next"
                    ),
                    _ => format!(
                        "{gap:?} went by between the end of each job and the start of the next"
                    ),
                })
            }
            gaps if gaps.iter().all(Duration::is_zero) => None,
            gaps => Some(format!(
                "{:?} went by between the end of one job and the start of the next, in all",
                gaps.iter().sum::<Duration>()
            )),
        };
        match (between, after.is_zero()) {
            (None, true) => String::new(),
            (Some(between), true) => format!(
                "{between}, where nothing was left to wait for: the next job starts at the instant \
                 at which the one before it ends"
            ),
            (None, false) => format!(
                "{after:?} went by between the end of the last job and the return of your function: \
                 it returns at that instant"
            ),
            (Some(between), false) => format!(
                "{between}, and {after:?} between the end of the last one and the return of your \
                 function, where nothing was left to wait for: the next job starts at the instant \
                 at which the one before it ends"
            ),
        }
    }
}

/// What is told where this job failed, and `Ok` came back with so many results.
fn lost(which: &str, results: usize) -> String {
    format!(
        "{which} failed, and your function gave `Ok` with {results} result{}, as if all had gone well: \
         the error should come back to the caller",
        if results == 1 { "" } else { "s" }
    )
}

fn fine(lab: &Lab, name: &str, time: Duration) -> Job<Result<String, Infallible>> {
    lab.job(name).takes(time).ok(format!("result of {name}"))
}

#[test]
fn three_jobs_of_two_seconds_take_six() {
    virtual_time(async |lab: Lab| {
        let runs = Runs::default();
        let jobs = ["one", "two", "three"].map(|name| runs.note(&lab, fine(&lab, name, secs(2))));
        let _results = in_sequence(Vec::from(jobs)).await;
        lab.expect_because(
            "
                    0s        2s        4s        6s
            one     |=========|
            two               |=========|
            three                       |=========|
            ",
            &runs.waits(&lab),
        );
    });
}

#[test]
fn each_job_starts_at_the_instant_the_one_before_it_ends() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let runs = Runs::default();
        let mut expected = Timeline::new();
        let mut jobs = Vec::new();
        let mut now = Duration::ZERO;
        for n in 1..=draw.size(2..=6) {
            let name = format!("job {n}");
            // Some wake-ups come without a timer: who looks now and then whether a job is done, and
            // is not woken, comes too late.
            let time = draw.off_grid(ms(100)..=secs(2));
            let job = lab.job(&name).takes(time).yields(draw.size(0..=3));
            jobs.push(runs.note(&lab, job.ok::<_, Infallible>(n)));
            expected = expected.span(&name, now, now + time);
            now += time;
        }
        let _results = in_sequence(jobs).await;
        lab.expect_because(expected, &runs.waits(&lab));
        expect_eq(
            lab.now(),
            now,
            "your function did not return at the instant at which its last job ended",
        );
    });
}

#[test]
fn it_does_not_look_now_and_then() {
    virtual_time(async |lab: Lab| {
        let jobs = ["one", "two"].map(|name| fine(&lab, name, secs(1)));
        let call = lab.meter(in_sequence(Vec::from(jobs)));
        let watch = call.watch();
        let _results = call.await;
        if watch.idle_wakes() > 2 {
            fail(format!(
                "while your function waited for two jobs of 1s, it was woken {} times and found \
                 nothing to do: a job wakes whoever awaits it, and nobody need look",
                watch.idle_wakes()
            ));
        }
    });
}

#[test]
fn results_come_in_the_order_of_the_jobs() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut values = Vec::new();
        let mut jobs = Vec::new();
        for n in 1..=draw.size(2..=6) {
            let time = draw.times(ms(100), 0..=20);
            let value = draw.size(0..=1000);
            values.push(value);
            let job = lab.job(&format!("job {n}")).takes(time);
            jobs.push(job.ok::<_, Infallible>(value));
        }
        let Ok(results) = in_sequence(jobs).await;
        expect_eq(
            results,
            values,
            "the results are out of order: the first result should be that of the first job, and \
             so on",
        );
    });
}

#[test]
fn an_error_comes_back_and_nothing_more_starts() {
    virtual_time(async |lab: Lab| {
        let runs = Runs::default();
        let jobs = [
            lab.job("good").takes(secs(1)).ok(1),
            lab.job("bad").takes(secs(1)).err("no such page"),
            lab.job("later").takes(secs(1)).ok(3),
        ];
        let jobs = jobs.map(|job| runs.note(&lab, job));
        let outcome = in_sequence(Vec::from(jobs)).await;
        lab.expect_because(
            "
                    0s        1s        2s        3s
            good    |=========|
            bad               |=========x
            later
            ",
            &runs.waits(&lab),
        );
        let cause = match &outcome {
            Ok(results) => lost("`bad`", results.len()),
            Err(_) => "another error came back than that of the job that failed".to_owned(),
        };
        expect_eq(outcome, Err("no such page"), cause);
    });
}

#[test]
fn whichever_job_fails_first_ends_it() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let count = draw.size(1..=6);
        let failing = draw.size(1..=count);
        let runs = Runs::default();
        let mut expected = Timeline::new();
        let mut jobs = Vec::new();
        let mut now = Duration::ZERO;
        for n in 1..=count {
            let name = format!("job {n}");
            let time = draw.times(ms(10), 0..=200);
            // Those behind the first error would fail as well, if they were started.
            let result = if n < failing { Ok(n) } else { Err(n) };
            jobs.push(runs.note(&lab, lab.job(&name).takes(time).result(result)));
            expected = match n.cmp(&failing) {
                std::cmp::Ordering::Less => expected.span(&name, now, now + time),
                std::cmp::Ordering::Equal => expected.failed(&name, now, now + time),
                std::cmp::Ordering::Greater => expected.empty(&name),
            };
            if n <= failing {
                now += time;
            }
        }
        let outcome = in_sequence(jobs).await;
        lab.expect_because(expected, &runs.waits(&lab));
        match outcome {
            Err(error) => expect_eq(
                error,
                failing,
                format!("job {failing} failed, and another error than its own came back"),
            ),
            Ok(results) => fail(lost(&format!("`job {failing}`"), results.len())),
        }
        expect_eq(
            lab.now(),
            now,
            format!("job {failing} failed, and its error did not come back at that instant"),
        );
    });
}

#[test]
fn a_job_that_fails_in_its_first_poll_ends_it_too() {
    virtual_time(async |lab: Lab| {
        const JOBS: usize = 5;
        for failing in 0..JOBS {
            // Those before it wait first, or are ready at once as well.
            for time in [ms(0), ms(10)] {
                let before = match time.is_zero() {
                    true => "are ready at once".to_owned(),
                    false => format!("take {time:?} each"),
                };
                lab.case(match failing {
                    0 => "5 jobs, each of which fails at once".to_owned(),
                    _ => format!(
                        "5 jobs, those before place {failing} (from 0) {before}, that in place \
                         {failing} fails at once, and so do those behind it"
                    ),
                });
                let begun = Gauge::default();
                let jobs = (0..JOBS).map(async |n| {
                    let _inside = begun.enter();
                    if n >= failing {
                        return Err(n);
                    }
                    if !time.is_zero() {
                        tokio::time::sleep(time).await;
                    }
                    Ok(())
                });
                let outcome = in_sequence(jobs.collect()).await;
                if begun.entered() > failing + 1 {
                    fail(format!(
                        "the job in place {failing} failed in its first poll, without waiting, and \
                         {} behind it started all the same",
                        match begun.entered() - failing - 1 {
                            1 => "one".to_owned(),
                            more => format!("{more} of those"),
                        }
                    ));
                }
                match outcome {
                    Err(place) => expect_eq(
                        place,
                        failing,
                        format!(
                            "the job in place {place} was run and gave this error, where that in place \
                             {failing} should have failed before it: jobs run in the order given"
                        ),
                    ),
                    Ok(results) => fail(lost(
                        &format!("the job in place {failing}, in its first poll,"),
                        results.len(),
                    )),
                }
            }
        }
    });
}

#[test]
fn the_first_job_is_polled_before_it_waits_for_anything() {
    virtual_time(async |lab: Lab| {
        let begun = Gauge::default();
        let jobs = (0..3).map(async |n| {
            let _inside = begun.enter();
            tokio::time::sleep(ms(100)).await;
            Ok::<_, Infallible>(n)
        });
        let mut call = Box::pin(in_sequence(jobs.collect()));
        let _ = futures::poll!(call.as_mut());
        match begun.entered() {
            1 => {}
            0 => fail(
                "your future had been polled once, and no job had been started: the first one should \
                 start at once",
            ),
            begun => fail(format!(
                "your future had been polled once, and {begun} of three jobs had been started, none \
                 of which was done: each should start when the one before it has ended"
            )),
        }
        let _results = call.await;
        lab.case("called with no jobs");
        let none: Vec<Job<Result<u8, Infallible>>> = Vec::new();
        if futures::poll!(Box::pin(in_sequence(none))).is_pending() {
            fail("there were no jobs, and your function waited all the same");
        }
    });
}

#[test]
fn a_job_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let runs = Runs::default();
        let jobs = [fine(&lab, "slow", A_DAY), fine(&lab, "quick", secs(1))];
        let Ok(results) = in_sequence(jobs.map(|job| runs.note(&lab, job)).into()).await;
        let expected = Timeline::new().span("slow", secs(0), A_DAY);
        lab.expect_because(
            expected.span("quick", A_DAY, A_DAY + secs(1)),
            &runs.waits(&lab),
        );
        expect_eq(
            results,
            vec!["result of slow".to_owned(), "result of quick".to_owned()],
            "one of two jobs took a day: its result should come back like any other",
        );
    });
}

#[test]
fn thousands_of_jobs_are_a_sequence() {
    virtual_time(async |lab: Lab| {
        lab.lasts(secs(1200) * 3);
        let (running, runs) = (Gauge::default(), Runs::default());
        let job = async |n| {
            let _inside = running.enter();
            tokio::time::sleep(ms(100)).await;
            // Something happens: it is not that somebody looks every so often.
            lab.say("a job has ended");
            Ok::<_, Infallible>(n)
        };
        let jobs = (0..12_000).map(|n| runs.note(&lab, job(n)));
        let Ok(results) = in_sequence(jobs.collect()).await;
        if running.peak() > 1 {
            fail(format!(
                "of 12,000 jobs, up to {} ran at once: each should start when the one before it has \
                 ended, however many there are",
                running.peak()
            ));
        }
        expect_eq(
            results,
            (0..12_000).collect(),
            "12,000 jobs were run, and not each gave its result, in order",
        );
        let waits = match runs.waits(&lab) {
            waits if waits.is_empty() => "they should run one after another".to_owned(),
            waits => waits,
        };
        expect_eq(
            lab.now(),
            secs(1200),
            format!("12,000 jobs of 100ms each took another time than 1200s: {waits}"),
        );
    });
}

#[test]
fn no_jobs_and_a_single_job_are_sequences_too() {
    virtual_time(async |lab: Lab| {
        lab.case("called with no jobs");
        let none: Vec<Job<Result<String, Infallible>>> = Vec::new();
        let Ok(nothing) = in_sequence(none).await;
        expect_eq(nothing, vec![], "no jobs should give no results");
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
        lab.case("called with a single job");
        let runs = Runs::default();
        let Ok(only) = in_sequence(vec![runs.note(&lab, fine(&lab, "only", secs(1)))]).await;
        expect_eq(
            only,
            vec!["result of only".to_owned()],
            "a single job should give its own result",
        );
        let waits = match runs.waits(&lab) {
            waits if waits.is_empty() => "a single job should take just its own time".to_owned(),
            waits => waits,
        };
        expect_eq(lab.now(), secs(1), waits);
    });
}

#[test]
fn however_it_is_polled_the_jobs_are_a_sequence() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for failing in [None, Some(1), Some(2)] {
                let which = failing.map_or("none".to_owned(), |n| format!("that in place {n}"));
                lab.case(format!(
                    "a call that is {way}, with three jobs, of which {which} fails"
                ));
                let begun = lab.now() + if way == Way::Later { Way::LATER } else { ms(0) };
                let (running, runs) = (Gauge::default(), Runs::default());
                let job = async |n| {
                    let _inside = running.enter();
                    tokio::time::sleep(ms(100)).await;
                    tokio::task::yield_now().await;
                    tokio::time::sleep(ms(37)).await;
                    if failing == Some(n) { Err(n) } else { Ok(7) }
                };
                let jobs = (0..3).map(|n| runs.note(&lab, job(n)));
                let outcome = lab.polled(way, in_sequence(jobs.collect())).await;
                let expected = failing.map_or(Ok(vec![7; 3]), Err);
                let came = match (&outcome, failing) {
                    (Ok(results), Some(n)) => {
                        lost(&format!("the job in place {n} (from 0)"), results.len())
                    }
                    (Err(_), None) => "an error came back, and no job had failed".to_owned(),
                    _ => "something else came back than the jobs gave".to_owned(),
                };
                expect_eq(outcome, expected, format!("the call was {way}; {came}"));
                let ran = failing.map_or(3, |n| n + 1);
                if running.peak() > 1 {
                    fail(format!(
                        "the call was {way}, and up to {} of its three jobs ran at once: each should \
                         start when the one before it has ended",
                        running.peak()
                    ));
                }
                if running.entered() > ran as usize {
                    fail(format!(
                        "the call was {way}; the job in place {} (from 0) failed, and still {} of the \
                         three jobs were started: none should be after it",
                        ran - 1,
                        running.entered()
                    ));
                }
                if running.entered() < ran as usize {
                    fail(format!(
                        "the call was {way}; only {} of the three jobs came to be started, and all up \
                         to place {} (from 0) should be, in the order given",
                        running.entered(),
                        ran - 1
                    ));
                }
                let waits = match runs.waits(&lab) {
                    waits if waits.is_empty() => {
                        format!("{ran} jobs of 137ms, one after another, had not ended just then")
                    }
                    waits => waits,
                };
                expect_eq(
                    lab.now(),
                    begun + ms(137) * ran,
                    format!("the call was {way}, and this is when it returned; {waits}"),
                );
            }
        }
    });
}
