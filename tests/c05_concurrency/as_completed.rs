//! `as_completed`: each result at the instant it is ready, errors in their place.

use async_katas::c05_concurrency::as_completed::as_completed;
use futures::stream::{BoxStream, StreamExt};
use lab::{Job, Lab, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};

type Page = Result<usize, &'static str>;

/// All results of a stream that has to end.
async fn all_of(results: BoxStream<'static, Page>) -> Vec<Page> {
    match timeout(secs(60), results.collect()).await {
        Ok(results) => results,
        Err(_) => fail("the stream did not end after its last result, and its consumer waits on"),
    }
}

#[test]
fn each_result_comes_when_it_is_ready() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = vec![
            lab.job("url1").takes(secs(3)).ok(1),
            lab.job("url2").takes(secs(1)).ok(2),
            lab.job("url3").takes(secs(2)).ok(3),
        ];
        let mut results = as_completed(jobs);
        while let Some(result) = results.next().await {
            lab.mark("results", char::from(b'0' + result.unwrap_or(0) as u8));
        }
        lab.expect(
            "
                       0s        1s        2s        3s
            url1       |=============================|
            url2       |=========|
            url3       |===================|
            results              2         3         1
            ",
        );
    });
}

#[test]
fn results_come_in_the_order_of_finishing() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut times: Vec<u32> = (1..=draw.size(2..=8) as u32).collect();
        draw.shuffle(&mut times);
        let mut jobs: Vec<Job<Page>> = Vec::new();
        let mut expected = Vec::new();
        for (n, time) in times.into_iter().enumerate() {
            let time = ms(100) * time;
            let job = lab.job(&format!("job {n}"));
            let job = job.yields(draw.size(0..=3)).takes(time);
            let result = if draw.coin() {
                Ok(n)
            } else {
                Err("no such page")
            };
            jobs.push(job.result(result));
            expected.push((time, result));
        }
        expected.sort_by_key(|(at, _)| *at);
        let mut results = as_completed(jobs);
        let mut came = Vec::new();
        while let Some(result) = results.next().await {
            came.push((lab.now(), result));
        }
        expect_eq(
            came,
            expected,
            "a result should come at the instant at which its job ends, so in the order of \
             finishing, and errors among them",
        );
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
            .map(|n| lab.job(&format!("job {n}")).takes(secs(1)).ok(n))
            .collect();
        let mut results: Vec<Page> = as_completed(jobs).collect().await;
        expect_eq(
            lab.now(),
            secs(1),
            "a hundred jobs of 1s each take 1s together, if all of them start at once: there is no \
             reason for batches or a limit",
        );
        results.sort_unstable();
        expect_eq(
            results,
            (0..100).map(Ok).collect::<Vec<Page>>(),
            "results were lost: a hundred jobs ended at one instant, and each has its own",
        );
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
            "the first result should be that of the quickest job",
        );
        drop(results);
        sleep(secs(1)).await;
        lab.expect(
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
        let nothing = all_of(as_completed(none)).await;
        expect_eq(
            nothing,
            vec![],
            "no jobs should give a stream without items",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "the stream waited although there was nothing to wait for",
        );
        let one: Vec<Job<Page>> = vec![lab.job("only").takes(secs(1)).ok(7)];
        let only = all_of(as_completed(one)).await;
        expect_eq(
            only,
            vec![Ok(7)],
            "a single job should give a stream of one result",
        );
    });
}
