//! `collect_errors`: everything is run and everything is reported, by name and in order.

use std::any::Any;
use std::panic::resume_unwind;
use std::time::Duration;

use async_katas::c13_errors::collect_errors::{Failure, Report, collect_errors};
use futures::future::BoxFuture;
use lab::timeline::{Item, short};
use lab::{A_DAY, Lab, Way, expect_eq, fail, for_seeds, ms, nasty, secs, virtual_time};
use tokio::time::{sleep, timeout};

use super::payloads;

type Given = Result<u32, &'static str>;

/// Jobs of different kinds in one list.
fn named(name: &str, job: impl Future<Output = Given> + Send + 'static) -> Named {
    (name.to_owned(), Box::pin(job))
}

type Named = (String, BoxFuture<'static, Given>);

/// A job that panics with this, whatever it is, in its first poll or later.
async fn panics(at_once: bool, payload: Box<dyn Any + Send>) -> Given {
    if !at_once {
        sleep(ms(10)).await;
    }
    resume_unwind(payload)
}

/// The two lists of a report, with what a failure was in words and its text.
type Lists = (Vec<(String, u32)>, Vec<Failed>);

/// The name of a job, what kind of failure it was, and its text.
type Failed = (String, &'static str, String);

fn lists(report: Report<u32, &'static str>) -> Lists {
    let failures = report.failures.into_iter();
    let failures = failures.map(|(name, failure)| match failure {
        Failure::Error(error) => (name, "error", error.to_owned()),
        Failure::Panic(message) => (name, "panic", message),
    });
    (report.successes, failures.collect())
}

fn success(name: &str, value: u32) -> (String, u32) {
    (name.to_owned(), value)
}

fn error(name: &str, text: &str) -> (String, &'static str, String) {
    (name.to_owned(), "error", text.to_owned())
}

fn panic(name: &str, text: &str) -> (String, &'static str, String) {
    (name.to_owned(), "panic", text.to_owned())
}

/// Where the message of a failure is another one: what is said of it.
fn other_message(got: &Failed, expected: &Failed) -> Option<String> {
    let ((name, kind, text), (of, as_kind, own)) = (got, expected);
    let is_join_error = text.starts_with("task ") && text.contains(" panicked");
    match (name == of && kind == as_kind, text == own) {
        (false, _) | (_, true) => None,
        _ if is_join_error => Some(format!(
            "the message of `{name}` is {text:?}, which is the text of a `JoinError`, and should \
             be {own:?}: what the job panicked with is what `into_panic` gives"
        )),
        _ => Some(format!(
            "the message of `{name}` is {text:?}, and should be {own:?}"
        )),
    }
}

/// What is said of the first job that is not reported as it should be, if there is one.
fn misplaced(got: &Lists, expected: &Lists) -> Option<String> {
    let all = |lists: &Lists| -> Vec<(String, String)> {
        let good = lists.0.iter();
        let good = good.map(|(name, value)| (name.clone(), format!("with the value {value}")));
        let bad = lists.1.iter().map(|(name, kind, text)| match *kind {
            "error" => (name.clone(), format!("with the error {text:?}")),
            _ => (name.clone(), format!("with the panic {text:?}")),
        });
        good.chain(bad).collect()
    };
    let (told, should) = (all(got), all(expected));
    let count =
        |all: &[(String, String)], name: &str| all.iter().filter(|one| one.0 == name).count();
    for (name, how) in &should {
        let (there, jobs) = (count(&told, name), count(&should, name));
        if there < jobs {
            return Some(match (there, jobs) {
                (0, 1) => format!(
                    "`{name}` ended {how}, and is in neither list: every job belongs in one of the two, be \
                     it a success, an error or a panic"
                ),
                _ => format!(
                    "{jobs} jobs have the name `{name}`, and {} of them is in the report: each has an \
                     entry of its own",
                    match there {
                        0 => "none".to_owned(),
                        1 => "only one".to_owned(),
                        there => format!("only {there}"),
                    }
                ),
            });
        }
        if jobs == 1
            && let Some((_, other)) = told.iter().find(|one| one.0 == *name)
            && other != how
        {
            let owner = should.iter().find(|one| one.1 == *other && one.0 != *name);
            return Some(match owner {
                Some((owner, _)) => format!(
                    "`{name}` ended {how}, and is reported {other}, which is what `{owner}` gave: take the \
                     name along with the job, as they end in another order than they stand in"
                ),
                None => format!("`{name}` ended {how}, and is reported {other}"),
            });
        }
    }
    let names = |list: &[Failed]| -> Vec<String> { list.iter().map(|one| one.0.clone()).collect() };
    let of_good =
        |lists: &Lists| -> Vec<String> { lists.0.iter().map(|one| one.0.clone()).collect() };
    for (list, told, should) in [
        ("successes", of_good(got), of_good(expected)),
        ("failures", names(&got.1), names(&expected.1)),
    ] {
        let mut sorted = (told.clone(), should.clone());
        sorted.0.sort();
        sorted.1.sort();
        let place = told
            .iter()
            .zip(&should)
            .position(|(told, should)| told != should);
        if sorted.0 == sorted.1
            && let Some(place) = place
        {
            let first_panic = got.1.iter().position(|one| one.1 == "panic");
            let by_kind = list == "failures"
                && first_panic
                    .is_some_and(|n| n > 0 && got.1[n..].iter().all(|one| one.1 == "panic"));
            return Some(format!(
                "the {list} are all there, and `{}` stands before `{}`, which is the earlier job: the \
                 lists keep the order of the jobs, not of finishing{}",
                told[place],
                should[place],
                match by_kind {
                    true => ", and are not sorted by what went wrong, the errors first",
                    false => "",
                }
            ));
        }
    }
    None
}

/// Expects this report on jobs that began then. Says what is wrong with it, else this.
#[track_caller]
fn expect_report(
    lab: &Lab,
    begun: Duration,
    got: Lists,
    expected: Lists,
    cause: impl Into<String>,
) {
    let entries = |lists: &Lists| lists.0.len() + lists.1.len();
    let pairs = || got.1.iter().zip(&expected.1);
    let same = |(got, expected): (&Failed, &Failed)| got.0 == expected.0 && got.1 == expected.1;
    let only_messages = got.0 == expected.0 && got.1.len() == expected.1.len() && pairs().all(same);
    let other = pairs().find_map(|(got, expected)| other_message(got, expected));
    let told = match (&got.0[..], &got.1[..]) {
        _ if only_messages && other.is_some() => {
            let other = other.unwrap_or_default();
            format!("{other}; {}", cause.into())
        }
        ([], [(name, ..)]) if entries(&expected) > 1 => format!(
            "your function returned after {}, and reports the failure of `{name}` alone: a failure \
             should stop no other job, and {} in the report",
            short(lab.now() - begun),
            match entries(&expected) - 1 {
                1 => "the other one belongs".to_owned(),
                others => format!("each of the {others} others belongs"),
            }
        ),
        _ => match misplaced(&got, &expected) {
            Some(misplaced) => format!("{misplaced}; {}", cause.into()),
            None => cause.into(),
        },
    };
    expect_eq(got, expected, told);
}

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
fn ten_thousand_jobs_run_at_once() {
    virtual_time(async |lab: Lab| {
        // No round number: a limit that nobody has asked for may be just ten thousand.
        const MANY: u32 = 10_007;
        let crowd = lab.crowd("jobs", MANY as usize);
        let jobs = (0..MANY).map(|n| {
            let crowd = crowd.clone();
            named(&n.to_string(), async move {
                crowd.begin();
                sleep(ms(1003)).await;
                Ok(n)
            })
        });
        let (successes, failures) = lists(collect_errors(jobs.collect()).await);
        expect_eq(
            lab.now(),
            ms(1003),
            "10,007 jobs of 1003ms ran at once, and your function returned at another instant than \
             that at which they ended",
        );
        let wrong = successes
            .iter()
            .zip(0..)
            .find(|((name, value), n)| *name != n.to_string() || value != n);
        if let Some(((name, value), n)) = wrong {
            fail(match *name == value.to_string() {
                true => format!(
                    "10,007 jobs succeeded at the same instant, and in the place of job {n} the report \
                     holds job {name}: the lists keep the order of the jobs, whichever is heard of first"
                ),
                false => format!(
                    "10,007 jobs succeeded, and the report holds under the name of job {name} the value of \
                     job {value}: take the name along with the job"
                ),
            });
        }
        expect_eq(
            (wrong, successes.len(), failures),
            (None, MANY as usize, Vec::new()),
            "10,007 jobs succeeded, and this is how many are among the successes, and what is among the \
             failures",
        );
    });
}

#[test]
fn a_job_that_takes_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let jobs = vec![
            named("quick", lab.job("quick").takes(secs(1)).err("refused")),
            named("slow", lab.job("slow").takes(A_DAY).ok(2)),
        ];
        expect_report(
            &lab,
            secs(0),
            lists(collect_errors(jobs).await),
            (vec![success("slow", 2)], vec![error("quick", "refused")]),
            "`quick` failed after a second and `slow` succeeded after a day, and nobody has limited the wait",
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
        expect_report(
            &lab,
            secs(0),
            lists(collect_errors(jobs).await),
            (
                vec![success("slow", 1), success("quick", 3)],
                vec![error("late", "no such page"), error("early", "refused")],
            ),
            "four jobs ended in another order than they stood in, and each belongs in the report under its \
             own name",
        );
    });
}

#[test]
fn panics_are_among_the_failures() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            named("plain", lab.job("plain").takes(secs(1)).panics("no paper")),
            named("at once", panics(true, Box::new("on fire"))),
            named(
                "put together",
                panics(false, Box::new(format!("page {} is missing", 7))),
            ),
            named("good", lab.job("good").takes(secs(1)).ok(3)),
            named("odd", panics(false, Box::new(404_u16))),
        ];
        expect_report(
            &lab,
            secs(0),
            lists(collect_errors(jobs).await),
            (
                vec![success("good", 3)],
                vec![
                    panic("plain", "no paper"),
                    panic("at once", "on fire"),
                    panic("put together", "page 7 is missing"),
                    panic("odd", "no message"),
                ],
            ),
            "four jobs panicked, with two texts from the source, one that was put together, and one \
             value that is no text: each belongs among the failures, under its name and with its \
             message",
        );
    });
}

#[test]
fn a_panic_without_a_text_has_no_message() {
    virtual_time(async |lab: Lab| {
        for (what, payload) in payloads::of_other_types() {
            lab.case(format!("a job that panics with {what}"));
            let jobs = vec![named("odd", panics(true, payload))];
            expect_report(
                &lab,
                secs(0),
                lists(collect_errors(jobs).await),
                (Vec::new(), vec![panic("odd", "no message")]),
                format!(
                    "the job panicked with {what}, which is neither a `&'static str` nor a \
                     `String`: it belongs among the failures, and its message is `no message`"
                ),
            );
        }
    });
}

#[test]
fn failures_of_both_kinds_keep_the_order_of_the_jobs() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let (mut jobs, mut successes, mut failures) = (Vec::new(), Vec::new(), Vec::new());
        for n in 0..draw.size(4..=9) as u32 {
            let name = &format!("job {n}");
            // Some are over in their first poll, and none at the same instant as another later on.
            let job = match draw.size(0..=3) {
                0 => lab.job(name),
                _ => lab.job(name).takes(draw.off_grid(ms(11)..=ms(1999))),
            };
            match draw.size(0..=4) {
                0 => {
                    jobs.push(named(name, job.ok(n)));
                    successes.push(success(name, n));
                }
                1 | 2 => {
                    jobs.push(named(name, job.err("refused")));
                    failures.push(error(name, "refused"));
                }
                _ => {
                    jobs.push(named(name, job.panics("no paper")));
                    failures.push(panic(name, "no paper"));
                }
            }
        }
        let (good, bad) = lists(collect_errors(jobs).await);
        let cause = "some jobs gave a value, some an error, and some panicked";
        expect_report(&lab, secs(0), (good, bad), (successes, failures), cause);
    });
}

#[test]
fn names_and_messages_are_kept_as_they_are() {
    virtual_time(async |_lab: Lab| {
        let (mut jobs, mut failures) = (Vec::new(), Vec::new());
        for text in nasty::TEXTS {
            jobs.push(named(text, async { Err(*text) }));
            failures.push(error(text, text));
            jobs.push(named(text, panics(true, Box::new(*text))));
            failures.push(panic(text, text));
            jobs.push(named(text, panics(true, Box::new(text.to_string()))));
            failures.push(panic(text, text));
        }
        let report = lists(collect_errors(jobs).await);
        let should = (Vec::new(), failures.clone());
        if let Some(misplaced) = misplaced(&report, &should) {
            fail(format!("{misplaced}; texts should be kept as they are"));
        }
        let (_, told) = report;
        for (told, expected) in told.iter().zip(&failures) {
            let cause = other_message(told, expected).unwrap_or_else(|| {
                "a name, an error or the message of a panic is not what the job had".to_owned()
            });
            expect_eq(
                told,
                expected,
                format!("{cause}; texts should be kept as they are"),
            );
        }
        expect_eq(
            told.len(),
            failures.len(),
            format!(
                "all of {} jobs failed, and the report holds {} failure{}: each job that failed \
                 belongs there, once",
                failures.len(),
                told.len(),
                if told.len() == 1 { "" } else { "s" }
            ),
        );
    });
}

#[test]
fn two_jobs_of_one_name_are_both_reported() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (mut jobs, mut successes, mut failures) = (Vec::new(), Vec::new(), Vec::new());
        for n in 0..draw.size(3..=8) as u32 {
            let name = *draw.pick(&["Ada", "Bob"]);
            let job = lab.job(name).takes(draw.times(ms(100), 0..=5));
            match draw.size(0..=2) {
                0 => {
                    jobs.push(named(name, job.ok(n)));
                    successes.push(success(name, n));
                }
                1 => {
                    jobs.push(named(name, job.err("refused")));
                    failures.push(error(name, "refused"));
                }
                _ => {
                    jobs.push(named(name, job.panics("no paper")));
                    failures.push(panic(name, "no paper"));
                }
            }
        }
        expect_report(
            &lab,
            secs(0),
            lists(collect_errors(jobs).await),
            (successes, failures),
            "some jobs have the same name",
        );
    });
}

#[test]
fn a_caller_who_gives_up_leaves_nothing_running() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            named("quick", lab.job("quick").takes(secs(1)).ok(1)),
            named("slow", lab.job("slow").takes(secs(5)).ok(2)),
            named("bad", lab.job("bad").takes(secs(1)).err("refused")),
            named("slower", lab.job("slower").takes(secs(6)).err("too late")),
        ];
        if timeout(secs(2), collect_errors(jobs)).await.is_ok() {
            fail(format!(
                "your function returned after {}, before its slowest job had ended{}",
                short(lab.now()),
                match lab.now() == secs(1) {
                    true => ": `bad` failed then, and a failure should stop no other job",
                    false => "",
                }
            ));
        }
        // An aborted task is gone when the runtime has come round to it.
        sleep(secs(1)).await;
        let happened = lab.timeline();
        let jobs = ["quick", "slow", "bad", "slower"].map(|name| happened.items(name));
        let why = if jobs.iter().any(Vec::is_empty) {
            "when the caller gave up, after two seconds, all the jobs should have been at work: start \
             every one before you await the first"
        } else if jobs.iter().flatten().any(|item| item.end() > secs(2)) {
            "the caller gave up after two seconds, and all the jobs should stop then: dropping the handle \
             of a task does not cancel the task"
        } else {
            "the caller gave up after two seconds, and all the jobs should stop then"
        };
        lab.expect_because(
            "
                   0s    1s    2s    3s    4s    5s    6s
            quick  |=====|
            slow   |===========/
            bad    |=====x
            slower |===========/
            ",
            why,
        );
    });
}

#[test]
fn no_jobs_give_an_empty_report() {
    virtual_time(async |lab: Lab| {
        lab.case("called with no jobs");
        let none: Vec<Named> = Vec::new();
        expect_eq(
            lists(collect_errors(none).await),
            (Vec::new(), Vec::new()),
            "there were no jobs, and the report is not empty",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
    });
}

#[test]
fn all_is_reported_in_whatever_way_your_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call that is {way}"));
            let before = lab.now();
            let jobs = vec![
                named("bad", lab.job("bad").takes(secs(1)).err("refused")),
                named("at once", panics(true, Box::new("on fire"))),
                named("good", lab.job("good").takes(ms(2003)).ok(3)),
                named("ready", async { Ok(4) }),
                named("worse", lab.job("worse").takes(secs(1)).panics("no paper")),
            ];
            expect_report(
                &lab,
                before,
                lists(lab.polled(way, collect_errors(jobs)).await),
                (
                    vec![success("good", 3), success("ready", 4)],
                    vec![
                        error("bad", "refused"),
                        panic("at once", "on fire"),
                        panic("worse", "no paper"),
                    ],
                ),
                format!("your future was {way}, and the report is not that of its five jobs"),
            );
            if way != Way::Later {
                let took = lab.now() - before;
                let begun = lab.timeline().items("good").last().map(Item::begin);
                let cause = match begun.filter(|begun| *begun > before) {
                    Some(begun) => format!(
                        "the slowest job, which took 2003ms, was begun only {} after the call: all jobs \
                         should begin at once",
                        short(begun - before)
                    ),
                    None => "the slowest job took 2003ms, and your future ended at another instant"
                        .to_owned(),
                };
                expect_eq(took, ms(2003), cause);
            }
        }
    });
}
