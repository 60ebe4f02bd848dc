//! `as_completed`: each result at the instant it is ready, errors in their place.

use std::time::Duration;

use async_katas::c05_concurrency::as_completed::as_completed;
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::{BoxStream, Stream, StreamExt};
use lab::timeline::short;
use lab::{
    A_DAY, Gauge, Job, Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time,
};
use tokio::time::{sleep, timeout};

use super::began::{began_late, expect_all_begun};
use super::late::late;
use super::woken::not_woken;

type Page = Result<usize, &'static str>;

/// All results of a stream of so many jobs, which has to end.
async fn all_of(lab: &Lab, jobs: usize, mut results: BoxStream<'static, Page>) -> Vec<Page> {
    let mut came = Vec::new();
    while let Some(result) = next_of(lab, jobs, came.len(), &mut results).await {
        came.push(result);
    }
    came
}

/// The next result, after so many of those of all the jobs. None of them takes longer than a minute.
async fn next_of(
    lab: &Lab,
    jobs: usize,
    came: usize,
    results: &mut (impl Stream<Item = Page> + Unpin),
) -> Option<Page> {
    if let Ok(next) = timeout(secs(60), results.next()).await {
        return next;
    }
    if let Some(late) = began_late(lab, secs(0)).filter(|_| came < jobs) {
        fail(late);
    }
    match came < jobs {
        true => {
            let at = short(lab.now());
            let why = held_or_lost(lab).await;
            fail(format!(
                "{came} of {jobs} results had come, and 60s later, at {at}, the consumer still waited for \
                 the next one{why}"
            ))
        }
        false => fail("the stream did not end after its last result, and its consumer waits on"),
    }
}

/// What becomes of the results of ten jobs that end at one instant, where not all of them come: told.
async fn held_or_lost(lab: &Lab) -> String {
    let results = [(); 10].map(|()| lab.probe());
    let watches = results.each_ref().map(|result| result.watch());
    let jobs = results.into_iter().map(|result| async move {
        sleep(secs(1)).await;
        Ok::<_, &str>(result)
    });
    let mut stream = as_completed(jobs.collect());
    let mut came = Vec::new();
    while let Ok(Some(Ok(result))) = timeout(secs(60), stream.next()).await {
        came.push(result);
    }
    let there = watches.iter().filter(|watch| !watch.is_dropped()).count();
    match (came.len(), there - came.len()) {
        (10, _) => String::new(),
        (came, 0) => format!(
            ": of ten jobs that ended at one instant {came} results came, and the others were dropped: they \
             were lost"
        ),
        (came, held) => format!(
            ": of ten jobs that ended at one instant {came} results came, and the other {held} \
             were there, and the consumer got none of them: one wake-up may stand for many results (a `Notify` keeps no more \
             than one); look for what is there before you wait, and not only after a wake-up"
        ),
    }
}

/// That the results came in the order of the list, each as soon as those before it had come, if they
/// did: when each job of the list should end, with its result, and when each result came.
fn in_the_order_of_the_list(
    jobs: &[(Duration, Page)],
    came: &[(Duration, Page)],
) -> Option<String> {
    let mut latest = Duration::ZERO;
    let in_turn = jobs.iter().map(|(ends, result)| {
        latest = latest.max(*ends);
        (latest, *result)
    });
    let in_turn: Vec<(Duration, Page)> = in_turn.collect();
    let waited = (jobs.iter().zip(&in_turn).enumerate()).find(|(_, (job, turn))| job.0 < turn.0);
    let (place, (job, turn)) = waited.filter(|_| in_turn == came)?;
    Some(format!(
        "the results came in the order of the list: the job in place {} was done at {}, and its result \
         came only at {}, after those of all jobs before it in the list; a result should come at the \
         instant at which its job ends, and wait for no other",
        place + 1,
        short(job.0),
        short(turn.0)
    ))
}

/// What is said of a result that did not come in time from a stream that is polled in this way.
fn not_in_time(lab: &Lab, begun: Duration, way: Way) -> String {
    began_late(lab, begun).unwrap_or_else(|| {
        let by_another = not_woken(way, true);
        format!(
            "a stream's next result was {way}, and it came {} after the call, which is not the \
             instant at which the next job ended{by_another}",
            short(lab.now() - begun)
        )
    })
}

/// How many results came of so many jobs that ended one after another, while the consumer asked for
/// the first one, and then took its time.
async fn of_a_slow_consumer(jobs: usize, its_time: Duration) -> usize {
    let jobs = (1..=jobs).map(|n| {
        async move {
            sleep(ms(10 * n as u64)).await;
            Ok(n)
        }
        .boxed()
    });
    let jobs: Vec<BoxFuture<'static, Page>> = jobs.collect();
    let mut results = as_completed(jobs);
    let mut came = 0;
    while let Ok(Some(_)) = timeout(secs(60), results.next()).await {
        came += 1;
        if came == 1 {
            sleep(its_time).await;
        }
    }
    came
}

/// That results find only so much room to wait for the consumer, and are lost where it is full.
async fn thrown_away() -> Option<String> {
    let (few, many) = (
        of_a_slow_consumer(100, secs(10)).await,
        of_a_slow_consumer(200, secs(10)).await,
    );
    let of_a_quick_one = of_a_slow_consumer(200, secs(0)).await;
    let room = few.checked_sub(1)?;
    (few < 100 && few == many && of_a_quick_one == 200).then(|| {
        format!(
            "a consumer that asks without a pause gets all of 200 results. One that pauses after the first, \
             while all other jobs end, gets {room} more, whether there are 100 jobs or 200: there is room for \
             {room} results to wait for it, and what ends while that is full is thrown away, as by a \
             `try_send`; let a result wait until there is room, or have room for all"
        )
    })
}

/// Why not all of so many results came: `otherwise`, where nothing tells it.
async fn why_lost(came: usize, of: usize, otherwise: String) -> String {
    let thrown_away = match came < of {
        true => thrown_away().await,
        false => None,
    };
    thrown_away.unwrap_or(otherwise)
}

#[test]
fn each_result_comes_when_it_is_ready() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = vec![
            lab.job("url1").takes(secs(2)).ok(1),
            lab.job("url2").takes(secs(1)).ok(2),
            lab.job("url3").takes(secs(3)).ok(3),
        ];
        let mut results = as_completed(jobs);
        let mut came = Vec::new();
        while let Some(result) = next_of(&lab, 3, came.len(), &mut results).await {
            lab.explain("results", "the number of each job whose result came");
            lab.mark("results", char::from(b'0' + result.unwrap_or(0) as u8));
            came.push((lab.now(), result));
        }
        let jobs = [(secs(2), Ok(1)), (secs(1), Ok(2)), (secs(3), Ok(3))];
        if let Some(cause) = in_the_order_of_the_list(&jobs, &came) {
            fail(cause);
        }
        lab.expect(
            "
                       0s        1s        2s        3s
            url1       |===================|
            url2       |=========|
            url3       |=============================|
            results              2         1         3
            ",
        );
    });
}

#[test]
fn results_come_in_the_order_of_finishing() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        // Off every round number: whoever looks every now and then comes late.
        let mut times: Vec<u32> = (1..=draw.size(2..=8) as u32).map(|n| 100 * n + 3).collect();
        draw.shuffle(&mut times);
        let mut jobs: Vec<Job<Page>> = Vec::new();
        let (mut expected, mut hops) = (Vec::new(), 0);
        for (n, time) in times.into_iter().enumerate() {
            let time = ms(1) * time;
            let job = lab.job(&format!("job {n}"));
            let hops_of_job = draw.size(0..=3);
            hops += hops_of_job;
            let job = job.yields(hops_of_job).takes(time);
            let result = if draw.coin() {
                Ok(n)
            } else {
                Err("no such page")
            };
            jobs.push(job.result(result));
            expected.push((time, result));
        }
        let listed = expected.clone();
        expected.sort_by_key(|(at, _)| *at);
        lab.case(format!(
            "{} jobs, of which one is done every 100ms",
            jobs.len()
        ));
        let mut results = lab.meter(as_completed(jobs));
        let watch = results.watch();
        let mut came = Vec::new();
        while let Some(result) = next_of(&lab, expected.len(), came.len(), &mut results).await {
            came.push((lab.now(), result));
        }
        let ended_by_an_error = came.last().is_some_and(|(_, last)| last.is_err());
        let good = expected.iter().filter(|(_, result)| result.is_ok());
        let cause = match came.len() < expected.len() {
            true if good.eq(&came) => {
                "the results of the jobs that gave a value came, and not those of the jobs that \
                 failed: an error is a result as any other, and comes at the instant at which its \
                 job ended"
            }
            true if ended_by_an_error => {
                "the stream ended with an error: an error is a result as any other, and the stream goes \
                 on to the result of the last job"
            }
            true => "each job has its result, which comes at the instant at which the job ended",
            false => {
                "a result did not come at the instant at which its job ended; it should come then, \
                 so in the order of finishing, and errors among them"
            }
        };
        let cause = began_late(&lab, secs(0))
            .or_else(|| in_the_order_of_the_list(&listed, &came))
            .unwrap_or_else(|| late(&watch, hops, cause.to_owned()));
        expect_eq(came, expected, cause);
    });
}

#[test]
fn an_error_comes_in_its_place_and_the_stream_goes_on() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = vec![
            lab.job("good").takes(secs(1)).ok(1),
            lab.job("bad").takes(secs(2)).err("no such page"),
            lab.job("later").takes(secs(3)).ok(3),
        ];
        let results: Vec<Page> = as_completed(jobs).collect().await;
        expect_eq(
            results,
            vec![Ok(1), Err("no such page"), Ok(3)],
            "an error is a result as any other: it should come in its place, and the stream \
             should go on",
        );
    });
}

#[test]
fn results_of_one_instant_are_all_there() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = (0..100)
            .map(|n| lab.job("jobs").takes(secs(1)).ok(n))
            .collect();
        let mut results = all_of(&lab, 100, as_completed(jobs)).await;
        results.sort_unstable();
        let all: Vec<Page> = (0..100).map(Ok).collect();
        let came = results.len();
        let otherwise = format!(
            "a hundred jobs ended at one instant, and {came} results came: each job should have its own"
        );
        let cause = why_lost(came, all.len(), otherwise).await;
        expect_eq(results, all, cause);
    });
}

#[test]
fn thousands_of_jobs_run_at_once() {
    const MANY: usize = 5000;
    virtual_time(async |lab: Lab| {
        let crowd = lab.crowd("jobs", MANY);
        // They end at seven instants, in no order.
        let time = |n: usize| secs(1 + n as u64 % 7);
        let jobs = (0..MANY)
            .map(|n| {
                let (crowd, time) = (crowd.clone(), time(n));
                async move {
                    crowd.begin();
                    sleep(time).await;
                    Ok(n)
                }
            })
            .collect();
        let results: Vec<Page> = all_of(&lab, MANY, as_completed(jobs)).await;
        let mut results: Vec<usize> = results.into_iter().flatten().collect();
        if !results.is_sorted_by_key(|n| time(*n)) {
            fail(match results.is_sorted() {
                true => {
                    "thousands of results came, in the order of the list and not of finishing: a result \
                     should not wait for the jobs before it in the list"
                }
                false => "thousands of results came, and not in the order of finishing",
            });
        }
        results.sort_unstable();
        let all: Vec<usize> = (0..MANY).collect();
        let otherwise = "thousands of jobs ended, and not each of their results came, once";
        let cause = why_lost(results.len(), MANY, otherwise.to_owned()).await;
        expect_eq(results, all, cause);
    });
}

#[test]
fn a_job_that_takes_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let jobs: Vec<Job<Page>> = vec![
            lab.job("long").takes(A_DAY).ok(1),
            lab.job("short").takes(secs(1)).ok(2),
        ];
        let results: Vec<Page> = as_completed(jobs).collect().await;
        let cause = began_late(&lab, secs(0)).unwrap_or_else(|| {
            match results.as_slice() {
                [Ok(1), Ok(2)] => {
                    "the results came in the order of the list: that of the job that took a second came \
                     after that of the job that took a day, which stands before it"
                }
                results if results.contains(&Ok(1)) => {
                    "one of two jobs took a day, and these are the results"
                }
                _ => {
                    "one of two jobs took a day, and its result did not come; nobody has set a \
                     limit"
                }
            }
            .to_owned()
        });
        expect_eq(results, vec![Ok(2), Ok(1)], cause);
    });
}

#[test]
fn a_slow_consumer_gets_every_result() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = (0..100)
            .map(|n| lab.job("jobs").takes(ms(10 + n as u64)).ok(n))
            .collect();
        let mut stream = as_completed(jobs);
        let mut results = Vec::new();
        while let Some(result) = next_of(&lab, 100, results.len(), &mut stream).await {
            results.push(result);
            sleep(ms(500)).await;
        }
        results.sort_unstable();
        let all: Vec<Page> = (0..100).map(Ok).collect();
        let came = results.len();
        let otherwise = format!(
            "the consumer took 500ms before it asked for the next one, while all of a hundred jobs ended, \
             and {came} results came"
        );
        let cause = why_lost(came, all.len(), otherwise).await;
        expect_eq(results, all, cause);
    });
}

#[test]
fn dropping_the_stream_cancels_the_rest() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = vec![
            lab.job("quick").takes(secs(1)).ok(1),
            lab.job("slow").takes(secs(3)).ok(2),
            lab.job("slower").takes(secs(4)).ok(3),
        ];
        let mut results = as_completed(jobs);
        expect_eq(
            results.next().await,
            Some(Ok(1)),
            "the quickest job ended after 1s, and its result did not come first",
        );
        drop(results);
        sleep(secs(1)).await;
        expect_all_begun(
            &lab,
            &["slow", "slower"],
            "
                     0s        1s        2s
            quick    |=========|
            slow     |=========/
            slower   |=========/
            ",
        );
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<Page>> = Vec::new();
        let nothing = all_of(&lab, 0, as_completed(none)).await;
        expect_eq(
            nothing,
            vec![],
            "called with no jobs, the stream yielded something",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "called with no jobs, the stream did not end at once",
        );
        let one: Vec<Job<Page>> = vec![lab.job("only").takes(secs(1)).ok(7)];
        let only = all_of(&lab, 1, as_completed(one)).await;
        expect_eq(
            only,
            vec![Ok(7)],
            "called with a single job, the stream did not yield its result alone",
        );
    });
}

#[test]
fn the_stream_may_be_dropped_at_any_moment() {
    cancel_at_every_await(async |lab: Lab| {
        let gauge = Gauge::default();
        let jobs = || {
            let job = |name, time| lab.job(name).counted_by(&gauge).takes(secs(time));
            vec![
                job("good", 1).ok(1),
                job("bad", 2).err("no such page"),
                job("good, too", 2).ok(3),
                job("late", 3).ok(4),
            ]
        };
        // Dropped before it was asked for anything.
        drop(as_completed(jobs()));
        let _results: Option<Vec<Page>> = lab.cut(as_completed(jobs()).collect()).await;
        // An aborted task is gone when the runtime has had its turn.
        sleep(ms(1)).await;
        expect_eq(
            gauge.now(),
            0,
            format!(
                "the stream was dropped, and {} of its jobs kept running after that; they should stop with it",
                gauge.now()
            ),
        );
    });
}

#[test]
fn whoever_asks_last_is_woken() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = vec![
            lab.job("one").takes(secs(1)).ok(1),
            lab.job("two").takes(secs(2)).ok(2),
        ];
        let mut results = as_completed(jobs);
        lab.case("asked once in vain by one task, then by another task");
        expect_eq(
            results.next().now_or_never(),
            None,
            "a result came before any job had ended",
        );
        // Whoever is not woken by the stream looks once more when its time is up.
        let inside = lab.clone();
        let results = tokio::spawn(async move {
            let (mut came, mut at) = (Vec::new(), Vec::new());
            while let Ok(Some(result)) = timeout(secs(60), results.next()).await {
                came.push(result);
                at.push(inside.now());
            }
            (came, at)
        });
        let (results, at) = results.await.unwrap_or_default();
        if at == [secs(1), secs(2)] && lab.now() > secs(2) {
            fail("the stream did not end after its last result, and its consumer waits on");
        }
        let Some(results) = Some(results).filter(|_| lab.now() == secs(2)) else {
            if let Some(late) = began_late(&lab, secs(0)) {
                fail(late);
            }
            fail(
                "the stream was asked once in vain, then given to another task, and that task was \
                 not woken when the results were there; the task that asked last should be",
            )
        };
        expect_eq(
            results,
            vec![Ok(1), Ok(2)],
            "two jobs ended after 1s and 2s, and this is what the stream gave to its second reader",
        );
    });
}

#[test]
fn each_result_comes_in_time_however_the_stream_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a stream whose next result is {way}"));
            let begun = lab.now();
            // More than a whole wait lies between two of them.
            let jobs: Vec<Job<Page>> = vec![
                lab.job("job 0").takes(ms(6_007)).err("no such page"),
                lab.job("job 1").takes(ms(2_003)).ok(7),
                lab.job("job 2").yields(1).takes(ms(8_009)).ok(7),
                lab.job("job 3").takes(ms(4_001)).err("no such page"),
            ];
            let due = [
                (ms(2_003), Ok(7)),
                (ms(4_001), Err("no such page")),
                (ms(6_007), Err("no such page")),
                (ms(8_009), Ok(7)),
            ];
            let mut results = as_completed(jobs);
            let mut came = Vec::new();
            while let Ok(Some(result)) = timeout(secs(60), lab.polled(way, results.next())).await {
                came.push(result);
                // Jobs may start with the call or with the first poll, which is later then.
                if way != Way::Later {
                    let (at, job) = (lab.now() - begun, came.len() - 1);
                    if let Some(missing) = due
                        .get(job)
                        .filter(|(due, right)| at > *due && result != *right)
                        && began_late(&lab, begun).is_none()
                    {
                        fail(format!(
                            "a stream's next result was {way}: {result:?} came after {at:?}, and \
                             {:?}, of the job that ended after {:?}, had not come: a result comes when \
                             its own job ends",
                            missing.1, missing.0
                        ));
                    }
                    expect_eq(
                        Some(at),
                        due.get(job).map(|(due, _)| *due),
                        not_in_time(&lab, begun, way),
                    );
                }
            }
            expect_eq(
                came,
                vec![Ok(7), Err("no such page"), Err("no such page"), Ok(7)],
                format!("a stream's next result was {way} each time, and not all of them came"),
            );
            drop(results);
            sleep(ms(1)).await;
            lab.expect_no_task_left();
        }
    });
}
