//! `limit_concurrency`: never more than the limit, and as many as it allows whenever there is work.

use std::cell::Cell;
use std::future::pending;
use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Waker};
use std::time::Duration;

use async_katas::c12_synchronization::limit_concurrency::Limit;
use futures::FutureExt;
use futures::future::{BoxFuture, join, join_all, join3};
use lab::timeline::{Item, short};
use lab::{
    A_DAY, Gauge, Job, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    nasty, secs, virtual_time, within,
};
use tokio::sync::oneshot;
use tokio::task::unconstrained;
use tokio::time::{sleep, timeout};
use tokio_test::task;

use super::apart::apart;

fn limit(most: usize) -> Limit {
    Limit::new(NonZeroUsize::new(most).expect("a limit of one or more"))
}

fn seconds(lab: &Lab, name: &str, time: u64) -> Job<()> {
    lab.job(name).takes(secs(time)).gives(())
}

/// What is said where a place that comes free is lost because somebody has left the line.
const LOST_TO_WHO_LEFT: &str = "a caller that waits for a place and is dropped costs one: when the \
    next place came free after that, nobody had it any more, and without such a caller the next \
    one in line has it; a place that is handed to somebody who is gone has to go on to whoever \
    stands behind";

/// Whether a place that comes free is lost where somebody has left the line, and only there.
async fn lost_to_who_left() -> bool {
    let free_again = |leaves: bool| {
        let (limit, (end, ended)) = (limit(1), oneshot::channel::<()>());
        let mut holder = task::spawn(limit.run(ended));
        let mut leaver = task::spawn(limit.run(async {}));
        let held = holder.poll().is_pending() && (!leaves || leaver.poll().is_pending());
        drop(leaver);
        let _sent = end.send(());
        let over = holder.poll().is_ready();
        drop(holder);
        let had = task::spawn(limit.run(async {})).poll().is_ready();
        held && over && had
    };
    unconstrained(async { free_again(false) && !free_again(true) }).await
}

/// Waits for those who stand in line, and says what became of their places where they never come.
async fn let_in<F: Future>(line: F, never: &str) -> F::Output {
    match timeout(secs(60), line).await {
        Ok(output) => output,
        Err(_) if lost_to_who_left().await => fail(LOST_TO_WHO_LEFT),
        Err(_) => fail(never),
    }
}

/// When the one job of this lane began, if it did.
fn began(timeline: &Timeline, name: &str) -> Option<Duration> {
    timeline.items(name).first().map(Item::begin)
}

#[test]
fn ten_jobs_of_one_second_three_at_a_time_take_four_seconds() {
    virtual_time(async |lab: Lab| {
        let running = Gauge::default();
        let jobs = (1..=10)
            .map(|n| {
                let job = lab.job(&format!("{n}")).takes(secs(1));
                job.counted_by(&running).gives(())
            })
            .collect();
        limit(3).run_all(jobs).await;
        let why = match running.peak() {
            10 => {
                "all ten ran at once, so no job held a place while it ran: a place is held until \
                 the job has ended, and a permit in `let _ = …` is given back on the spot"
            }
            _ => "there are three places, and each is held from the start of a job to its end",
        };
        lab.expect_because(
            "
                  0s    1s    2s    3s    4s
            1     |=====|
            2     |=====|
            3     |=====|
            4           |=====|
            5           |=====|
            6           |=====|
            7                 |=====|
            8                 |=====|
            9                 |=====|
            10                      |=====|
            ",
            why,
        );
    });
}

#[test]
fn everybody_shares_the_same_places() {
    virtual_time(async |lab: Lab| {
        let limit = limit(2);
        let (of_all, together) = (Gauge::default(), Gauge::default());
        let many = ["a", "b", "c"].map(|name| {
            let job = lab.job(name).takes(secs(1)).counted_by(&of_all).gives(());
            async {
                let _inside = together.enter();
                job.await;
            }
        });
        let single_at = Cell::new(None);
        let single = limit.run(async {
            single_at.set(Some(lab.now()));
            let _inside = together.enter();
            seconds(&lab, "single", 1).await;
        });
        join(limit.run_all(Vec::from(many)), single).await;
        let why = match (of_all.peak() <= 2, together.peak() <= 2, single_at.get()) {
            (true, false, _) => {
                "the jobs of `run_all` keep to the limit among themselves, and together with the \
                 one of `run` they exceed it: each call has places of its own, where all calls \
                 should share those of the one `Limit`"
            }
            (_, true, Some(Duration::ZERO)) => {
                "`run_all` was polled first, and `single` had a place at 0s all the same: its \
                 `run` was called before that poll, but a call asks for nothing, and only a first \
                 poll does"
            }
            _ => "`run_all` was polled first, so both places are for its jobs until 1s",
        };
        lab.expect_because(
            "
                    0s    1s    2s
            a       |=====|
            b       |=====|
            c             |=====|
            single        |=====|
            ",
            why,
        );
    });
}

#[test]
fn a_place_is_taken_at_the_instant_it_comes_free() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let most = draw.size(2..=4);
        let mut free_at = vec![Duration::ZERO; most];
        let mut expected = Timeline::new();
        let mut jobs = Vec::new();
        for n in 1..=draw.size(5..=10) {
            let name = format!("job {n}");
            let time = draw.off_grid(ms(11)..=ms(1999));
            jobs.push(lab.job(&name).takes(time).gives(()));
            free_at.sort();
            expected = expected.span(&name, free_at[0], free_at[0] + time);
            free_at[0] += time;
        }
        limit(most).run_all(jobs).await;
        let why = kept_for_the_order(&expected, &lab.timeline()).unwrap_or_else(|| {
            "a job that has ended gives its place to the next one at that instant, also while jobs \
             that stand before it in the list still run"
                .to_owned()
        });
        lab.expect_because(expected, &why);
    });
}

/// Whose place stood empty until a job had ended that stands before it in the list: of the first that
/// began late.
fn kept_for_the_order(expected: &Timeline, happened: &Timeline) -> Option<String> {
    let names: Vec<String> = (1..=10).map(|n| format!("job {n}")).collect();
    let begins = |name: &String| Some((began(expected, name)?, began(happened, name)?));
    let late = names.iter().filter_map(begins).filter(|(due, at)| at > due);
    let (due, at) = late.min()?;
    let ended = |instant| {
        names.iter().position(|name| {
            let items = happened.items(name);
            items.first().is_some_and(|item| item.end() == instant)
        })
    };
    let (empty, awaited) = (ended(due)?, ended(at)?);
    (awaited < empty).then(|| {
        format!(
            "`{}` had ended at {}, and its place stood empty until `{}` had ended as well, which \
             stands before it in the list: a place that comes free goes to the next job at that \
             instant, and what keeps the results in their order must not keep places",
            names[empty],
            short(due),
            names[awaited],
        )
    })
}

#[test]
fn first_come_first_served() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let most = draw.size(1..=3);
        let limit = &limit(most);
        let together = Gauge::default();
        let mut free_at = vec![Duration::ZERO; most];
        let mut asks = Duration::ZERO;
        let mut expected = Timeline::new();
        let mut callers = Vec::new();
        for caller in 1..=draw.size(3..=6) {
            let mut jobs = Vec::new();
            for n in 1..=draw.size(1..=3) {
                let name = format!("caller {caller}, job {n}");
                let time = draw.off_grid(ms(11)..=ms(499));
                let job = lab.job(&name).takes(time).counted_by(&together);
                jobs.push(job.gives(()));
                free_at.sort();
                let start = free_at[0].max(asks);
                expected = expected.span(&name, start, start + time);
                free_at[0] = start + time;
            }
            callers.push(async move {
                sleep(asks).await;
                // Alone, whichever of the two it calls.
                match jobs.len() {
                    1 => limit.run(jobs.remove(0)).await,
                    _ => drop(limit.run_all(jobs).await),
                }
            });
            asks += draw.off_grid(ms(11)..=ms(199));
        }
        draw.shuffle(&mut callers);
        join_all(callers).await;
        let why = match together.peak() > most {
            true => {
                "whoever calls, with `run` or with `run_all`, all calls share the places of one \
                 `Limit`"
            }
            false => {
                "each call asks for its places when it is polled first, `run_all` for all its jobs \
                 at once: it waits for no other call before it asks, and stands in line before \
                 everybody who asks later"
            }
        };
        lab.expect_because(expected, why);
    });
}

#[test]
fn who_asks_again_goes_to_the_end_of_the_line() {
    virtual_time(async |lab: Lab| {
        let (limit, running, patient_at) = (limit(1), Gauge::default(), Cell::new(None));
        let job = |name| lab.job(name).takes(secs(1)).counted_by(&running).gives(());
        let greedy = async {
            limit.run(job("greedy")).await;
            limit.run(job("greedy")).await;
            limit.run(job("greedy")).await;
        };
        let patient = limit.run(async {
            patient_at.set(Some(lab.now()));
            job("patient").await;
        });
        join(greedy, patient).await;
        let why = match (running.peak(), patient_at.get()) {
            (1, Some(Duration::ZERO)) => {
                "`greedy` was polled first, and `patient` had the only place at 0s all the same: \
                 its `run` was called before that poll, but a call asks for nothing, and only a \
                 first poll does"
            }
            (1, _) => {
                "`greedy` gave its place back at 1s and asked again at once, while `patient` had \
                 waited since 0s: the place that came free is for `patient`, however quickly \
                 somebody else asks"
            }
            _ => "there is one place, and both were in it at once",
        };
        lab.expect_because(
            "
                     0s    1s    2s    3s    4s
            greedy   |=====|     |=====|=====|
            patient        |=====|
            ",
            why,
        );
    });
}

#[test]
fn run_all_asks_for_all_its_jobs_before_whoever_comes_next() {
    virtual_time(async |lab: Lab| {
        let limit = limit(2);
        let many = ["a", "b", "c", "d", "e"].map(|name| seconds(&lab, name, 1));
        join(
            limit.run_all(Vec::from(many)),
            limit.run(seconds(&lab, "next", 1)),
        )
        .await;
        lab.expect_because(
            "
                  0s    1s    2s    3s
            a     |=====|
            b     |=====|
            c           |=====|
            d           |=====|
            e                 |=====|
            next              |=====|
            ",
            "`run_all` was polled with five jobs before `next` asked: all five come before `next`, \
             also those for which there was no place yet",
        );
    });
}

#[test]
fn a_thousand_jobs_wait_for_few_places() {
    virtual_time(async |lab: Lab| {
        let running = Gauge::default();
        let jobs = (0..1000).map(|n| lab.job("job").counted_by(&running).takes(ms(103)).gives(n));
        let given = limit(10).run_all(jobs.collect()).await;
        expect_eq(
            running.peak(),
            10,
            "a thousand jobs wanted to run in ten places, and another number ran at a time",
        );
        expect_eq(
            lab.now(),
            ms(103) * 100,
            "a thousand jobs of 103ms, ten at a time, take 100 times 103ms: places were free while \
             jobs waited",
        );
        expect_eq(
            given,
            (0..1000).collect(),
            "the results of a thousand jobs are not those of the jobs, in their order",
        );
    });
}

#[test]
fn who_waits_is_not_woken_before_a_place_comes_free() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let limit = limit(1);
        let mut busy = task::spawn(limit.run(sleep(A_DAY)));
        let mut next = task::spawn(limit.run(async {}));
        let mut last = task::spawn(limit.run_all(vec![async {}]));
        assert!(
            busy.poll().is_pending() && next.poll().is_pending() && last.poll().is_pending(),
            "a job that sleeps holds the only place, and somebody was done at once"
        );
        // A list of futures may ask for one more poll when it has polled each of them once.
        for _ in 0..10 {
            if last.is_woken() {
                let _ = last.poll();
            }
        }
        sleep(A_DAY - ms(1)).await;
        assert!(
            !next.is_woken() && !last.is_woken(),
            "a job held the only place for a day, and somebody who waited was woken before it was \
             free: it looks now and then, or asks for some time only and then again, and who asks \
             again has lost its turn"
        );
        sleep(ms(1)).await;
        assert!(
            busy.poll().is_ready() && next.poll().is_ready() && last.poll().is_ready(),
            "the only place came free, and not both of those who waited had their turn at that \
             instant, one after the other"
        );
    });
}

#[test]
fn who_waits_for_a_place_waits_a_day_if_need_be() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY + ms(2));
        let limit = limit(1);
        let (_, single, all) = join3(
            limit.run(lab.job("slow").takes(A_DAY).gives(())),
            limit.run(lab.job("next").takes(ms(1)).gives("next")),
            limit.run_all(vec![lab.job("last").takes(ms(1)).gives("last")]),
        )
        .await;
        expect_eq(
            (single, all, lab.now()),
            ("next", vec!["last"], A_DAY + ms(2)),
            "`slow` held the only place for a day, `next` and `last` take a millisecond each after \
             it: nobody has limited how long one waits for a place",
        );
    });
}

#[test]
fn results_keep_the_order_of_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("slow").takes(secs(3)).gives("slow"),
            lab.job("quick").takes(secs(1)).gives("quick"),
            lab.job("medium").takes(secs(1)).gives("medium"),
        ];
        expect_eq(
            limit(2).run_all(jobs).await,
            vec!["slow", "quick", "medium"],
            "the results are out of order: they belong in the order of the jobs, not of finishing",
        );
    });
}

#[test]
fn a_job_that_fails_or_panics_gives_its_place_back() {
    virtual_time(async |lab: Lab| {
        let limit = limit(1);
        let fails = lab.job("fails").takes(secs(1)).err::<(), _>("no such page");
        expect_eq(
            limit.run(fails).await,
            Err("no such page"),
            "what the job gave, here an error, should come back from `run`",
        );
        let panics = lab
            .job("panics")
            .takes(secs(1))
            .panics::<()>("out of paper");
        let caught = AssertUnwindSafe(limit.run(panics)).catch_unwind().await;
        assert!(
            caught.is_err(),
            "the panic of a job did not reach the caller of `run`"
        );
        within(
            secs(60),
            limit.run(seconds(&lab, "next", 1)),
            "the place of a job that panicked was never given back: whatever comes after the \
             job's `.await` does not run when the job panics, but guards are dropped",
        )
        .await;
        lab.expect(
            "
                    0s    1s    2s    3s
            fails   |=====x
            panics        |=====!
            next                |=====|
            ",
        );
    });
}

#[test]
fn a_panic_in_run_all_gives_all_its_places_back() {
    virtual_time(async |lab: Lab| {
        let limit = limit(2);
        let panics = lab.job("panics").takes(secs(1));
        let jobs: Vec<BoxFuture<'_, ()>> = vec![
            Box::pin(panics.panics("out of paper")),
            Box::pin(seconds(&lab, "other", 5)),
            Box::pin(seconds(&lab, "waits", 5)),
        ];
        let caught = AssertUnwindSafe(limit.run_all(jobs)).catch_unwind().await;
        assert!(
            caught.is_err(),
            "the panic of a job did not reach the caller of `run_all`"
        );
        let both = join(
            limit.run(seconds(&lab, "next", 1)),
            limit.run(seconds(&lab, "next to it", 1)),
        );
        let_in(
            both,
            "a job of `run_all` panicked, which went on to the caller, and after that two places \
             were never both free again",
        )
        .await;
        let late = began(&lab.timeline(), "next to it") > Some(secs(1));
        if late && lost_to_who_left().await {
            fail(format!(
                "after a panic in `run_all` one of the two places was lost, while a job of it had \
                 waited in line; {LOST_TO_WHO_LEFT}"
            ));
        }
        lab.expect_because(
            "
                        0s    1s    2s
            panics      |=====!
            other       |=====/
            waits
            next              |=====|
            next to it        |=====|
            ",
            "a job of `run_all` panicked at 1s, which went on to the caller: both places were free \
             from then on",
        );
    });
}

#[test]
fn a_cancelled_caller_costs_nobody_a_place_or_a_turn() {
    cancel_at_every_await(async |lab: Lab| {
        let limit = limit(1);
        let first = limit.run(seconds(&lab, "first", 1));
        let cancelled = async {
            lab.cut(limit.run(seconds(&lab, "cancelled", 1))).await;
            lab.now()
        };
        let next = async {
            let next = limit.run(seconds(&lab, "next", 1));
            let_in(
                next,
                "after a caller was cancelled its place was never given to the next in line",
            )
            .await;
            lab.now()
        };
        let ((), gone, done) = join3(first, cancelled, next).await;
        expect_eq(
            done,
            gone.max(secs(1)) + secs(1),
            "the next in line did not start at the instant the place came free",
        );
        let before = lab.now();
        let two = vec![seconds(&lab, "last", 1), seconds(&lab, "very last", 1)];
        limit.run_all(two).await;
        expect_eq(
            lab.now() - before,
            secs(2),
            "two jobs ran at once where one may: a cancelled caller gave back a place that it \
             never had",
        );
    });
}

#[test]
fn a_cancelled_run_all_gives_all_its_places_back() {
    cancel_at_every_await(async |lab: Lab| {
        let limit = limit(2);
        let jobs = ["a", "b", "c"].map(|name| seconds(&lab, name, 1));
        let cancelled = async {
            lab.cut(limit.run_all(Vec::from(jobs))).await;
            lab.now()
        };
        let next = async {
            let two = ["next", "next to it"].map(|name| seconds(&lab, name, 1));
            let_in(
                limit.run_all(Vec::from(two)),
                "after a `run_all` was cancelled two places were never both free again",
            )
            .await;
            lab.now()
        };
        let (gone, done) = join(cancelled, next).await;
        if done < gone + secs(1) {
            let happened = lab.timeline();
            fail(match began(&happened, "c") {
                Some(at) if began(&happened, "next to it") < Some(at) => format!(
                    "`run_all` was polled with `a`, `b` and `c` before another one was polled with \
                     `next` and `next to it`, and `c` had its place only at {}, after both of \
                     those: `run_all` asks in its first poll for all its jobs, also for those for \
                     which there is no place yet",
                    short(at)
                ),
                _ => format!(
                    "a `run_all` had the two places, and ended, or was cancelled, at {}; another \
                     one came after it, and its two jobs of a second each were over at {}: more \
                     jobs ran at once than there are places",
                    short(gone),
                    short(done)
                ),
            });
        }
        if done > gone + secs(1) && lost_to_who_left().await {
            fail(LOST_TO_WHO_LEFT);
        }
        expect_eq(
            done,
            gone + secs(1),
            "a `run_all` was cancelled, or had ended, and two jobs of a second each that waited \
             did not both run from then on at the latest",
        );
        let before = lab.now();
        let two = vec![seconds(&lab, "last", 1), seconds(&lab, "very last", 1)];
        limit.run_all(two).await;
        expect_eq(
            lab.now() - before,
            secs(1),
            "after a `run_all` was cancelled, two jobs of a second each did not run in the two \
             places there are",
        );
    });
}

/// What became of a limit with which no more than these ran at once, of a thousand jobs; with the one
/// before it all did.
fn cut_off(most: usize, good: Option<usize>, peak: usize) -> String {
    let told = match good {
        Some(good) => format!(
            "with a limit of {good} a thousand jobs ran at once, and with a limit of {most} no more \
             than {peak}"
        ),
        None => {
            format!("with a limit of {most} no more than {peak} of a thousand jobs ran at once")
        }
    };
    // What is left of it in so many bits, which hold the one before it.
    let left = |bits: u32| most as u64 & ((1 << bits) - 1);
    let bits = [16, 32].into_iter().find(|bits| {
        let holds = |limit: usize| limit as u64 >> bits == 0;
        good.is_none_or(holds) && !holds(most) && peak as u64 == left(*bits).max(1)
    });
    match bits {
        Some(bits) => format!(
            "{told}: your limit goes through a number of {bits} bits, as with `as u{bits}`, in which \
             {most} is {}; keep it a `usize`, and where a tool of yours does not take so much, give \
             it the smaller of the two (`min`)",
            left(bits)
        ),
        None => {
            format!("{told}: a limit may be as large as `usize::MAX`, which is no limit at all")
        }
    }
}

#[test]
fn the_largest_number_is_no_limit() {
    virtual_time(async |lab: Lab| {
        let counts = nasty::COUNTS
            .iter()
            .filter_map(|most| usize::try_from(*most).ok());
        let mut good = None;
        for most in counts.filter(|most| *most >= 1000) {
            lab.case(format!("a thousand jobs of a second, a limit of {most}"));
            let before = lab.now();
            let running = Gauge::default();
            let job = async || {
                let _inside = running.enter();
                sleep(secs(1)).await;
            };
            limit(most)
                .run_all((0..1000).map(|_| job()).collect())
                .await;
            if running.peak() != 1000 {
                fail(cut_off(most, good, running.peak()));
            }
            expect_eq(
                lab.now() - before,
                secs(1),
                format!(
                    "a thousand jobs of a second all ran at once, with a limit of {most}, and this is \
                     how long that took"
                ),
            );
            good = Some(most);
        }
    });
}

#[test]
fn seventy_thousand_jobs_run_at_once_where_there_is_no_limit() {
    virtual_time(async |_lab: Lab| {
        const JOBS: usize = 70_001;
        let (limit, running) = (limit(usize::MAX), Cell::new(0));
        // Each is polled once and stays. All in one poll, in which tokio makes nobody pause.
        unconstrained(async {
            let mut nobody = Context::from_waker(Waker::noop());
            let mut runs = Vec::new();
            for _ in 0..JOBS {
                let mut run = Box::pin(limit.run(async {
                    running.set(running.get() + 1);
                    pending::<()>().await;
                }));
                let _never_over = run.as_mut().poll(&mut nobody);
                runs.push(run);
            }
        })
        .await;
        expect_eq(
            running.get(),
            JOBS,
            "70001 jobs asked for places, with a limit of `usize::MAX`, which is none: this is how \
             many ran at once",
        );
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let limit = limit(1);
        let none: Vec<Job<u8>> = Vec::new();
        lab.case("`run_all` with no jobs");
        expect_eq(
            limit.run_all(none).await,
            vec![],
            "no jobs should give no results",
        );
        lab.case("`run_all` with no jobs while the only place is taken");
        let nothing = async {
            let none: Vec<Job<u8>> = Vec::new();
            let given = limit.run_all(none).await;
            (given, lab.now())
        };
        let (_, nothing) = join(limit.run(seconds(&lab, "busy", 1)), nothing).await;
        expect_eq(
            nothing,
            (vec![], secs(0)),
            "no jobs should give no results at once, also while all places are taken: nobody needs \
             one",
        );
        lab.case("`run_all` with a single job");
        let one = vec![lab.job("only").takes(secs(1)).gives(7)];
        expect_eq(
            limit.run_all(one).await,
            vec![7],
            "a single job should give its own result",
        );
        expect_eq(
            lab.now(),
            secs(2),
            "a job of a second in a free place should take just its own time",
        );
    });
}

#[test]
fn places_come_in_the_order_of_the_first_polls_not_of_the_calls() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (limit, log) = (limit(1), &Mutex::new(Vec::new()));
        let mut line: Vec<_> = (1..=draw.size(3..=6))
            .map(|n| {
                let job = async move {
                    tokio::task::yield_now().await;
                    note(log, n);
                };
                (n, task::spawn(limit.run(job)))
            })
            .collect();
        // Called in their order, and polled in another.
        draw.shuffle(&mut line);
        let polled: Vec<_> = line.iter().map(|(n, _)| *n).collect();
        for (n, run) in &mut line {
            assert!(
                run.poll().is_pending(),
                "job {n} gives way once, and was over in its first poll"
            );
        }
        within(
            secs(60),
            join_all(line.into_iter().map(|(_, run)| run)),
            "several called `run`, and polled it in another order, and not all had their turns",
        )
        .await;
        let (had, called) = (noted(log), Vec::from_iter(1..=polled.len()));
        if had != polled && had == called {
            fail(format!(
                "the only place was had in the order of the calls of `run`, {called:?}, and should \
                 be had in the order of the first polls, {polled:?}: a call takes no place in the \
                 line"
            ));
        }
        expect_eq(
            had,
            polled,
            "several called `run` and polled it in another order, and the only place was not had \
             in the order of the first polls: a call takes no place in the line",
        );
    });
}

#[test]
fn a_call_that_nobody_polls_takes_no_place() {
    virtual_time(async |_lab: Lab| {
        let limit = limit(1);
        let never_polled = limit.run(async {});
        let nor_these = limit.run_all(vec![sleep(secs(0)), sleep(secs(0))]);
        let mut other = task::spawn(limit.run(async {}));
        if other.poll().is_pending() {
            fail(
                "somebody called `run` and somebody else `run_all`, nobody polled them, and the \
                 only place was taken: a call takes no place, it is asked for in the first poll",
            );
        }
        drop((never_polled, nor_these));
    });
}

#[test]
fn who_leaves_the_line_changes_no_places_in_it() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let (limit, log) = (limit(1), &Mutex::new(Vec::new()));
        let mut holder = task::spawn(limit.run(sleep(secs(1))));
        assert!(
            holder.poll().is_pending(),
            "a job that sleeps was over in its first poll"
        );
        let mut line = Vec::new();
        for n in 1..=draw.size(4..=9) {
            let mut next = task::spawn(limit.run(async move { note(log, n) }));
            assert!(
                next.poll().is_pending(),
                "somebody had the only place while another job was in it"
            );
            line.push((n, next));
        }
        for _ in 0..draw.size(1..=3) {
            let leaves = draw.size(0..=line.len() - 1);
            drop(line.remove(leaves));
        }
        let left: Vec<_> = line.iter().map(|(n, _)| *n).collect();
        lab.case(format!("a line of which {left:?} are left"));
        holder.await;
        let_in(
            join_all(line.into_iter().map(|(_, next)| next)),
            "some of those who waited in line were cancelled, and somebody else never had a turn",
        )
        .await;
        expect_eq(
            noted(log),
            left,
            "some of those who waited in line were cancelled, and the others were not let in in \
             the order in which they had come: nobody changes places when somebody leaves",
        );
    });
}

fn note(log: &Mutex<Vec<usize>>, n: usize) {
    log.lock().unwrap_or_else(PoisonError::into_inner).push(n);
}

fn noted(log: &Mutex<Vec<usize>>) -> Vec<usize> {
    log.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

#[test]
fn who_waits_is_let_in_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("calls of `run` and `run_all` that are {way}"));
            let (limit, before) = (&limit(1), lab.now());
            let single = async {
                lab.polled(way, limit.run(lab.job("job").takes(ms(3)).gives(())))
                    .await;
            };
            let many = async {
                let jobs = [5, 7, 11].map(|time| lab.job("job").takes(ms(time)).gives(()));
                lab.polled(way, limit.run_all(Vec::from(jobs))).await;
            };
            within(
                secs(60),
                apart(vec![
                    Box::pin(limit.run(sleep(secs(2)))),
                    Box::pin(single),
                    Box::pin(many),
                ]),
                format!(
                    "a `run` and a `run_all` waited for the only place, and were {way}: not all of \
                     their jobs were ever let in"
                ),
            )
            .await;
            expect_eq(
                lab.now() - before,
                ms(2026),
                "jobs of 2s, 3ms, 5ms, 7ms and 11ms had the only place one after the other, and \
                 the last of them was not over after the sum of these",
            );
        }
    });
}
