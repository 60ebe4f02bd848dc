//! `second_signal`: gently at the first one, at once at the second one.

use std::any::Any;
use std::future::pending;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::task::{Context, Poll};
use std::time::Duration;

use async_katas::c21_shutdown::second_signal::{Exit, run};
use futures::stream::{self, BoxStream};
use futures::{FutureExt, Stream, StreamExt};
use lab::timeline::short;
use lab::{
    A_DAY, Fault, Lab, Probe, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    secs, virtual_time,
};
use tokio::sync::mpsc;
use tokio::time::error::Elapsed;
use tokio::time::{sleep, timeout};

/// What `run` gave, in words: what the answer's own types say of themselves is no evidence.
fn told(exit: Exit) -> &'static str {
    match exit {
        Exit::Done => DONE,
        Exit::Graceful => GRACEFUL,
        Exit::Forced => FORCED,
    }
}

const DONE: &str = "Done";
const GRACEFUL: &str = "Graceful";
const FORCED: &str = "Forced";

/// Signals that somebody else makes, and how often their end was told.
struct Signals {
    made: stream::Fuse<BoxStream<'static, ()>>,
    ends: Arc<AtomicUsize>,
}

impl Signals {
    fn of(made: impl Stream<Item = ()> + Send + 'static) -> (Self, Arc<AtomicUsize>) {
        let (made, ends) = (made.boxed().fuse(), Arc::default());
        let signals = Signals {
            made,
            ends: Arc::clone(&ends),
        };
        (signals, ends)
    }
}

impl Stream for Signals {
    type Item = ();

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<()>> {
        let next = self.made.poll_next_unpin(cx);
        if matches!(next, Poll::Ready(None)) && self.ends.fetch_add(1, SeqCst) > 100 {
            fail(
                "`signals` had ended, and was asked a hundred times more: a stream that has ended \
                 is ready at once each time, so that a loop around it never waits",
            );
        }
        next
    }
}

/// Expects that nobody has asked signals again that had ended; `case` says what was tried.
#[track_caller]
fn expect_left_alone(case: &str, ends: &AtomicUsize) {
    let more = ends.load(SeqCst).saturating_sub(1);
    if more > 0 {
        fail(format!(
            "{case}; `signals` had ended, and was asked again after that{}: what a stream does then is \
             its own affair, and many panic; note that it has given `None`, and ask it no more",
            match more {
                1 => String::new(),
                more => format!(", {more} times"),
            }
        ));
    }
}

/// When something happens. The work begins at 0s.
#[derive(Clone, Debug)]
struct Plan {
    signals: Vec<Duration>,
    /// Whether there is an end of the signals, right after the last.
    ends: bool,
    /// How long it takes; for ever if nothing is said.
    work: Option<Duration>,
    wind_down: Option<Duration>,
}

/// What should come of it.
struct Should {
    exit: &'static str,
    at: Duration,
    story: String,
}

impl Plan {
    fn should(&self) -> Should {
        let never = Duration::MAX;
        let work = self.work.unwrap_or(never);
        let nth = |n: usize| self.signals.get(n).copied().unwrap_or(never);
        let (first, second) = (nth(0), nth(1));
        if work < first {
            let story = match self.signals.first() {
                Some(first) => format!(
                    "the work ended at {}, before the first signal, which was to come at {}",
                    short(work),
                    short(*first)
                ),
                None if self.ends => format!(
                    "`signals` ended without any, and the work ended at {}; the end of `signals` \
                     is no signal",
                    short(work)
                ),
                None => format!("no signal came, and the work ended at {}", short(work)),
            };
            return Should {
                exit: DONE,
                at: work,
                story,
            };
        }
        let wind_down = self.wind_down.map_or(never, |time| first + time);
        let last = work.max(wind_down);
        if second < last {
            let still = match (work < second, wind_down < second) {
                (false, false) => "`work` and `wind_down` were both still running",
                (true, _) => "`wind_down` was still running",
                (_, true) => "`work` was still running",
            };
            return Should {
                exit: FORCED,
                at: second,
                story: format!(
                    "the second signal came at {}, when {still}: whatever still runs should be \
                     dropped at that instant",
                    short(second)
                ),
            };
        }
        let end = match self.ends {
            true => ", after which `signals` ended",
            false => "",
        };
        Should {
            exit: GRACEFUL,
            at: last,
            story: format!(
                "the first signal came at {}{end}, `work` was to end at {} and `wind_down` at {}; \
                 both should run beside each other from the signal on, and each to its end",
                short(first),
                short(work),
                short(wind_down)
            ),
        }
    }

    /// Runs it, and expects that everything comes as it should.
    async fn run(&self, lab: &Lab) {
        lab.explain("signals", "a signal, `s`");
        lab.explain("wind_down", "what `wind_down` gave");
        let (send, mut sent) = mpsc::unbounded_channel();
        let (signals, ends) = Signals::of(stream::poll_fn(move |cx| sent.poll_recv(cx)));
        let (took, gave) = (self.work, self.wind_down);
        let job = |lane: &str, time: Option<Duration>| match time {
            Some(time) => lab.job(lane).takes(time),
            None => lab.job(lane).forever(),
        };
        let work = job("work", took).gives(());
        let wind_down = job("wind_down", gave);
        let sender = async {
            for at in &self.signals {
                sleep(at.saturating_sub(lab.now())).await;
                lab.mark("signals", 's');
                let _taken = send.send(());
            }
            if self.ends {
                drop(send);
                pending::<()>().await;
            } else {
                // Never dropped.
                pending::<()>().await;
                drop(send);
            }
        };
        let should = self.should();
        let mut running = pin!(run(signals, work, move || wind_down.gives(())));
        // Long after the end; what is seen by then is seen before anything is dropped.
        let exit = tokio::select! {
            biased;
            exit = timeout(should.at + secs(61), running.as_mut()) => exit.ok(),
            () = sender => None,
        };
        let (now, tasks) = (lab.now(), lab.tasks_alive());
        let mut picture = Timeline::new();
        for at in self.signals.iter().filter(|at| **at <= now) {
            picture = picture.mark("signals", *at, 's');
        }
        let from = Duration::ZERO;
        let first = self.signals.first().filter(|_| should.exit != DONE);
        for (lane, from, time) in [("work", Some(&from), took), ("wind_down", first, gave)] {
            let Some(from) = from else { continue };
            let end = time
                .map(|time| *from + time)
                .filter(|end| *end <= should.at);
            picture = match end {
                Some(end) => picture.span(lane, *from, end),
                None => picture.cancelled(lane, *from, should.at),
            };
        }
        if exit.is_some() && tasks > 0 {
            // What was aborted gets its turn.
            sleep(ms(1)).await;
            fail(format!(
                "{}; `run` had returned, and {} still alive: what still runs should be gone by \
                 then, and {}",
                should.story,
                match tasks {
                    1 => "1 of its tasks was".to_owned(),
                    tasks => format!("{tasks} of its tasks were"),
                },
                match lab.tasks_alive() {
                    0 => "a task that is aborted is gone only when it has been awaited",
                    _ => "nobody had stopped it: a task goes on when its handle is dropped",
                }
            ));
        }
        expect_left_alone(&should.story, &ends);
        lab.expect_because(picture, &should.story);
        let Some(exit) = exit else {
            fail(format!("{}, and `run` has not returned", should.story))
        };
        if now != should.at {
            fail(format!(
                "{}, and `run` returned at {} instead of {}",
                should.story,
                short(now),
                short(should.at)
            ));
        }
        let gave = told(exit);
        expect_eq(
            gave,
            should.exit,
            format!(
                "{}; `run` gave `{}`, and should give `{}` then",
                should.story, gave, should.exit
            ),
        );
    }
}

fn plan(signals: &[Duration], work: Duration, wind_down: Duration) -> Plan {
    Plan {
        signals: signals.to_vec(),
        ends: false,
        work: Some(work),
        wind_down: Some(wind_down),
    }
}

#[test]
fn without_a_signal_it_ends_with_the_work() {
    virtual_time(async |lab: Lab| {
        plan(&[], secs(3), secs(1)).run(&lab).await;
        lab.expect(
            "
                   0s     1s     2s     3s
            work   |====================|
            ",
        );
    });
}

#[test]
fn the_first_signal_lets_both_come_to_their_end() {
    virtual_time(async |lab: Lab| {
        plan(&[secs(1)], secs(4), secs(2)).run(&lab).await;
        lab.expect(
            "
                        0s     1s     2s     3s     4s
            signals            s
            work        |===========================|
            wind_down          |=============|
            ",
        );
    });
}

#[test]
fn it_ends_when_the_later_of_the_two_does() {
    virtual_time(async |lab: Lab| {
        plan(&[secs(1)], secs(2), secs(3)).run(&lab).await;
    });
}

#[test]
fn the_second_signal_ends_both_at_once() {
    virtual_time(async |lab: Lab| {
        plan(&[secs(1), secs(3)], secs(5), secs(6)).run(&lab).await;
        lab.expect(
            "
                        0s     1s     2s     3s
            signals            s             s
            work        |====================/
            wind_down          |=============/
            ",
        );
    });
}

#[test]
fn the_second_signal_ends_what_is_left_of_them() {
    virtual_time(async |lab: Lab| {
        plan(&[ms(1_003), ms(2_507)], ms(1_503), secs(60))
            .run(&lab)
            .await;
    });
    virtual_time(async |lab: Lab| {
        plan(&[ms(1_003), ms(2_507)], secs(60), ms(503))
            .run(&lab)
            .await;
    });
}

#[test]
fn two_signals_at_one_instant_are_two() {
    virtual_time(async |lab: Lab| {
        for (at, how_many) in [(0, 2), (0, 3), (1_003, 2), (1_003, 9)] {
            lab.case(format!(
                "{how_many} signals at the same instant, after {at}ms"
            ));
            let began = lab.now();
            let signals = async move {
                sleep(ms(at)).await;
                stream::iter(vec![(); how_many])
            };
            let signals = signals.into_stream().flatten().chain(stream::pending());
            let probe = lab.probe();
            let gone = probe.watch();
            let running = run(signals.boxed(), holds(probe), || sleep(secs(7)));
            let exit = timeout(secs(60), running).await.map(told);
            if exit.is_err() {
                fail(format!(
                    "{how_many} signals were there at the same instant, {at}ms after the \
                     beginning, and a minute later `run` had not returned, as if one had come: \
                     each of them counts, so what hands them on has to know how many there were"
                ));
            }
            expect_eq(
                (exit, lab.now() - began, gone.is_dropped()),
                (Ok(FORCED), ms(at), true),
                format!(
                    "{how_many} signals were there at the same instant, {at}ms after the \
                     beginning, and each of them counts; this is what `run` gave, after what time, \
                     and whether `work` was dropped"
                ),
            );
        }
    });
}

/// Work without an end.
async fn holds(probe: Probe) {
    pending::<()>().await;
    drop(probe);
}

#[test]
fn the_end_of_the_signals_is_no_signal() {
    for signals in [vec![], vec![ms(1_003)], vec![ms(1_003), ms(1_507)]] {
        let plan = Plan {
            ends: true,
            ..plan(&signals, ms(2_503), ms(2_011))
        };
        virtual_time(async move |lab: Lab| plan.run(&lab).await);
    }
}

#[test]
fn it_waits_for_days() {
    let day = A_DAY + ms(3);
    for plan in [
        plan(&[], day, secs(1)),
        plan(&[day], day * 2, secs(1)),
        plan(&[secs(1)], secs(2), day),
        plan(&[secs(1), day], day * 2, secs(1)),
        plan(&[secs(1), day], secs(2), day * 2),
    ] {
        virtual_time(async move |lab: Lab| {
            lab.lasts(A_DAY * 6);
            plan.run(&lab).await;
        });
    }
}

#[test]
fn whatever_comes_when_it_ends_as_it_should() {
    for_seeds(60, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut all;
        loop {
            let mut signals: Vec<Duration> = (0..draw.size(0..=4))
                .map(|_| draw.off_grid(ms(1)..=secs(5)))
                .collect();
            signals.sort();
            all = Plan {
                ends: draw.coin(),
                ..plan(
                    &signals,
                    draw.off_grid(ms(1)..=secs(5)),
                    draw.off_grid(ms(1)..=secs(5)),
                )
            };
            if signals.len() > 1 && draw.size(0..=3) == 0 {
                all.work = None;
            }
            if signals.len() > 1 && draw.size(0..=3) == 0 {
                all.wind_down = None;
            }
            // Nothing ends at the very instant of a signal, and no two come at one.
            let wind_down = signals.first().zip(all.wind_down);
            let mut instants = signals.clone();
            instants.extend(all.work);
            instants.extend(wind_down.map(|(first, time)| *first + time));
            instants.sort();
            if instants.windows(2).all(|two| two[0] != two[1]) {
                break;
            }
        }
        all.run(&lab).await;
    });
}

/// What the panic says, if it is a text.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or("something that is no text".to_owned())
}

/// What comes of a `work` that panics like this, or else a `wind_down`, beside this other one, where so many
/// signals are there at once.
async fn panics_beside(
    lab: &Lab,
    (fault, in_work): (Fault, bool),
    signals: usize,
    other: impl Future<Output = ()> + Send + 'static,
) -> Result<std::thread::Result<Exit>, Elapsed> {
    let signals = stream::iter(vec![(); signals]).chain(stream::pending());
    let faulty = lab.faulty("faulty", fault);
    let running = async {
        if in_work {
            let work = async move { drop(faulty().await) };
            run(signals, work, move || other).await
        } else {
            let wind_down = move || faulty().map(drop);
            run(signals, other, wind_down).await
        }
    };
    timeout(secs(60), AssertUnwindSafe(running).catch_unwind()).await
}

#[test]
fn a_panic_goes_on_to_the_caller() {
    virtual_time(async |lab: Lab| {
        for fault in [
            Fault::PanicsWhenCalled,
            Fault::PanicsWhenPolled,
            Fault::PanicsLater,
        ] {
            for signals in [0, 1] {
                for in_work in [true, false] {
                    if in_work && fault == Fault::PanicsWhenCalled || signals == 0 && !in_work {
                        continue;
                    }
                    let who = if in_work { "`work`" } else { "`wind_down`" };
                    lab.case(format!(
                        "a {who} that {fault}, {}",
                        match signals {
                            0 => "before any signal",
                            _ => "after a signal",
                        }
                    ));
                    let began = lab.now();
                    let probe = lab.probe();
                    let other = probe.watch();
                    let outcome =
                        panics_beside(&lab, (fault, in_work), signals, holds(probe)).await;
                    let now = lab.now();
                    // What was aborted gets its turn.
                    sleep(ms(1)).await;
                    let outcome = match outcome {
                        Err(_) => "`run` did not return".to_owned(),
                        Ok(Ok(exit)) => format!("`run` gave {}", told(exit)),
                        Ok(Err(panic)) => format!("a panic with \"{}\"", message(&*panic)),
                    };
                    let due = match fault {
                        Fault::PanicsLater => Fault::LATER,
                        _ => ms(0),
                    };
                    let should = (format!("a panic with \"{}\"", Fault::MESSAGE), due);
                    let outcome = (outcome, now - began);
                    if outcome != should {
                        // The other one held on for ever; now it ends, and long after the panic.
                        let (began, ends) = (lab.now(), due + secs(3));
                        let held = sleep(ends);
                        let again = panics_beside(&lab, (fault, in_work), signals, held).await;
                        let with_its_end = signals == 1 && lab.now() - began == ends;
                        let other = if in_work {
                            "what `wind_down` gave"
                        } else {
                            "`work`"
                        };
                        let then = format!(
                            "{other} went on, and `run` did not return. Tried again with one that ends {} \
                             after the beginning,",
                            short(ends)
                        );
                        let what = match again {
                            Ok(Err(_)) if with_its_end => format!(
                                "{then} the panic came then: it was kept until the other one had ended, too"
                            ),
                            Ok(Ok(exit)) if with_its_end => format!(
                                "{then} `run` gave {} then, as if nothing had happened: the panic was lost",
                                told(exit)
                            ),
                            _ => "this came of it, so long after the beginning".to_owned(),
                        };
                        expect_eq(
                            outcome,
                            should,
                            format!(
                                "{who} panicked after {}, and {what}; the panic should go on to the caller \
                                 at that instant, and the other one of the two be dropped",
                                short(due)
                            ),
                        );
                    }
                    if other.dropped_at().is_none_or(|at| at > now) {
                        fail(format!(
                            "{who} panicked, the panic went on to the caller, and the other one of \
                             the two was not dropped at that instant"
                        ));
                    }
                    if lab.tasks_alive() > 0 {
                        fail(format!(
                            "{who} panicked, the panic went on to the caller, and a task of `run` \
                             went on"
                        ));
                    }
                }
            }
        }
    });
}

#[test]
fn dropped_it_drops_both() {
    cancel_at_every_await(async |lab: Lab| {
        let signals = stream::iter([()]).chain(stream::pending());
        let signals = stream::once(sleep(ms(107)).map(drop))
            .take(0)
            .chain(signals);
        let (work, wind_down) = (lab.probe(), lab.probe());
        let watches = [("work", work.watch()), ("wind_down", wind_down.watch())];
        let slow = async move {
            sleep(ms(503)).await;
            drop(work);
        };
        let hook = move || async move {
            sleep(ms(907)).await;
            drop(wind_down);
        };
        let exit = lab.cut(run(signals.boxed(), slow, hook)).await;
        let now = lab.now();
        if exit.is_some() {
            return;
        }
        // Tasks that were aborted get their turn.
        sleep(ms(1)).await;
        for (which, watch) in watches {
            if watch.dropped_at().is_none_or(|at| at > now) {
                fail(format!(
                    "the future of `run` was dropped at {}, and `{which}` was not dropped at that \
                     instant",
                    short(now)
                ));
            }
        }
        if lab.tasks_alive() > 0 {
            fail("the future of `run` was dropped, and a task of it went on");
        }
    });
}

#[test]
fn it_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for (count, work, expected) in [
                (usize::MAX, ms(1_511), GRACEFUL),
                (usize::MAX, A_DAY, FORCED),
                (1, ms(3_511), GRACEFUL),
                (0, ms(3_511), DONE),
            ] {
                lab.case(format!("a future of `run` that is {way}"));
                // One each time that so long has gone by, and then the end.
                let made = stream::unfold(0, move |n| async move {
                    sleep(ms(1_009)).await;
                    (n < count).then_some(((), n + 1))
                });
                let (signals, ends) = Signals::of(made);
                let work_it = async move { sleep(work).await };
                let running = run(signals, work_it, || sleep(ms(303)));
                let exit = timeout(secs(60), lab.polled(way, running)).await;
                let exit = exit.map_or("nothing, for a minute", told);
                let came = match count {
                    0 => "`signals` ended after 1009ms without any",
                    1 => "a signal came after 1009ms, and `signals` ended after 2018ms",
                    _ => "signals came after 1009ms and after 2018ms",
                };
                let case = format!(
                    "{came}, `work` took {}, `wind_down` 303ms, and the future of `run` was {way}",
                    short(work)
                );
                expect_left_alone(&case, &ends);
                expect_eq(exit, expected, format!("{case}; this is what it gave"));
            }
        }
    });
}
