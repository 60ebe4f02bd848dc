//! `collect_errors`: everything is run and everything is reported, by name and in order.

use std::panic::resume_unwind;

use async_katas::c13_errors::collect_errors::{Failure, Report, collect_errors};
use futures::future::BoxFuture;
use lab::{Lab, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::timeout;

type Given = Result<u32, &'static str>;

/// Jobs of different kinds in one list.
fn named(name: &str, job: impl Future<Output = Given> + Send + 'static) -> Named {
    (name.to_owned(), Box::pin(job))
}

type Named = (String, BoxFuture<'static, Given>);

#[test]
fn all_run_at_once_and_none_stops_the_others() {
    virtual_time(async |lab: Lab| {
        collect_errors(vec![
            named("good", lab.job("good").takes(secs(2)).ok(1)),
            named("bad", lab.job("bad").takes(secs(1)).err("no such page")),
            named("worse", lab.job("worse").takes(secs(1)).panics("no paper")),
            named("slow", lab.job("slow").takes(secs(3)).ok(4)),
        ])
        .await;
        lab.expect(
            "
                   0s    1s    2s    3s
            good   |===========|
            bad    |=====x
            worse  |=====!
            slow   |=================|
            ",
        );
    });
}

#[test]
fn everything_is_reported_by_name_and_in_order() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            named("slow", lab.job("slow").takes(secs(3)).ok(1)),
            named("late", lab.job("late").takes(secs(2)).err("no such page")),
            named("quick", lab.job("quick").takes(secs(1)).ok(3)),
            named("early", lab.job("early").takes(secs(1)).err("refused")),
        ];
        let expected = Report {
            successes: vec![("slow".to_owned(), 1), ("quick".to_owned(), 3)],
            failures: vec![
                ("late".to_owned(), Failure::Error("no such page")),
                ("early".to_owned(), Failure::Error("refused")),
            ],
        };
        expect_eq(
            collect_errors(jobs).await,
            expected,
            "the report should hold every job under its own name, and both lists should keep the \
             order of the jobs, not of finishing",
        );
    });
}

#[test]
fn panics_are_among_the_failures() {
    virtual_time(async |lab: Lab| {
        let put_together = async {
            tokio::time::sleep(ms(10)).await;
            resume_unwind(Box::new(format!("page {} is missing", 7)))
        };
        let odd = async {
            tokio::time::sleep(ms(20)).await;
            resume_unwind(Box::new(404_u16))
        };
        let jobs = vec![
            named("plain", lab.job("plain").takes(secs(1)).panics("no paper")),
            named("put together", put_together),
            named("good", lab.job("good").takes(secs(1)).ok(3)),
            named("odd", odd),
        ];
        let panic = |name: &str, text: &str| (name.to_owned(), Failure::Panic(text.to_owned()));
        let expected = Report {
            successes: vec![("good".to_owned(), 3)],
            failures: vec![
                panic("plain", "no paper"),
                panic("put together", "page 7 is missing"),
                panic("odd", "no message"),
            ],
        };
        expect_eq(
            collect_errors(jobs).await,
            expected,
            "a job that panics belongs among the failures, under its name and with its message",
        );
    });
}

#[test]
fn two_jobs_of_one_name_are_both_reported() {
    for_seeds(10, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut jobs = Vec::new();
        let mut expected = Report {
            successes: Vec::new(),
            failures: Vec::new(),
        };
        for n in 0..draw.size(3..=8) as u32 {
            let name = *draw.pick(&["Ada", "Bob"]);
            let job = lab.job(name).takes(draw.times(ms(100), 0..=5));
            if draw.coin() {
                jobs.push(named(name, job.ok(n)));
                expected.successes.push((name.to_owned(), n));
            } else {
                jobs.push(named(name, job.err("refused")));
                let failure = (name.to_owned(), Failure::Error("refused"));
                expected.failures.push(failure);
            }
        }
        expect_eq(
            collect_errors(jobs).await,
            expected,
            "some jobs have the same name: each of them should be reported, none in another's \
             place",
        );
    });
}

#[test]
fn a_caller_who_gives_up_leaves_nothing_running() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            named("quick", lab.job("quick").takes(secs(1)).ok(1)),
            named("slow", lab.job("slow").takes(secs(5)).ok(2)),
        ];
        if timeout(secs(2), collect_errors(jobs)).await.is_ok() {
            fail("your function returned before its slowest job had ended");
        }
        // An aborted task is gone when the runtime has come round to it.
        tokio::time::sleep(secs(1)).await;
        lab.expect_because(
            "
                   0s    1s    2s    3s    4s    5s
            quick  |=====|
            slow   |===========/
            ",
            "the caller gave up after two seconds and `slow` kept running: dropping the handle of \
             a task does not cancel the task",
        );
    });
}

#[test]
fn no_jobs_give_an_empty_report() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Named> = Vec::new();
        let nothing = Report {
            successes: Vec::new(),
            failures: Vec::new(),
        };
        expect_eq(
            collect_errors(none).await,
            nothing,
            "no jobs should give an empty report",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
    });
}
