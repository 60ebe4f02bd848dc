//! `starving_branch`: what is rare has its turn, however much of the rest there is.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_katas::c24_fairness::starving_branch::{End, Work, serve};
use futures::future::join;
use lab::timeline::short;
use lab::{
    A_DAY, Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs, virtual_time,
    within,
};
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::aside::aside;
use super::spent::spend_the_budget;

/// What was begun, in the words of the proof.
#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Urgent(usize),
    Normal(usize),
    Tick,
}

use What::{Normal, Tick, Urgent};

impl What {
    /// Decided by `match`.
    fn of(work: Work<usize>) -> Self {
        match work {
            Work::Urgent(number) => Urgent(number),
            Work::Normal(number) => Normal(number),
            Work::Tick => Tick,
        }
    }

    fn lane(self) -> String {
        match self {
            Urgent(number) => format!("urgent {number}"),
            Normal(number) => format!("normal {number}"),
            Tick => "tick".to_owned(),
        }
    }
}

/// How it ended. Decided by `match`.
fn told(end: End) -> &'static str {
    match end {
        End::Stopped => "Stopped",
        End::Drained => "Drained",
    }
}

fn patience(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap_or(NonZeroUsize::MIN)
}

/// A queue with these in it, numbered from 1.
fn filled(count: usize) -> (mpsc::Sender<usize>, mpsc::Receiver<usize>) {
    let (sender, receiver) = mpsc::channel(count + 1);
    for number in 1..=count {
        let _there_is_room = sender.try_send(number);
    }
    (sender, receiver)
}

/// What is still in a queue.
fn left(queue: &mut mpsc::Receiver<usize>) -> Vec<usize> {
    std::iter::from_fn(|| queue.try_recv().ok()).collect()
}

/// What should have come back by now, in words where it hangs.
async fn returns<T>(call: impl Future<Output = T>, what: &str) -> T {
    returns_within(secs(3000), call, what).await
}

async fn returns_within<T>(limit: Duration, call: impl Future<Output = T>, what: &str) -> T {
    within(
        limit,
        call,
        format!("{what}, and your function has not come back"),
    )
    .await
}

/// What comes when, and how long each takes.
#[derive(Debug)]
struct Load {
    patience: usize,
    every: Duration,
    urgent: Vec<(Duration, Duration)>,
    normal: Vec<(Duration, Duration)>,
    tick: Duration,
    stop: Duration,
    /// Whether the senders stay when all was sent.
    stay: bool,
}

/// What was begun, and from when to when it was in hand; without an end it was given up.
type Story = Vec<(What, Duration, Option<Duration>)>;

fn only_after(urgent: usize) -> String {
    match urgent {
        0 => "none was begun".to_owned(),
        1 => "only one was begun".to_owned(),
        n => format!("only {n} were begun"),
    }
}

/// Whether as many urgent messages as this patience says come before a normal one where no tick comes.
fn is_right_without_ticks(number: usize) -> bool {
    let right = aside(async move || {
        let ((_more, mut urgent_queue), (_others, mut normal_queue)) =
            (filled(2 * number + 10), filled(1));
        let begun = RefCell::new(Vec::new());
        let handle = async |work| {
            begun.borrow_mut().push(What::of(work));
            sleep(ms(1)).await;
        };
        let every = A_DAY;
        let stop = sleep(secs(600));
        let patience = patience(number);
        serve(
            &mut urgent_queue,
            &mut normal_queue,
            patience,
            every,
            stop,
            handle,
        )
        .await;
        let first = begun.borrow().iter().position(|what| *what == Normal(1));
        (first == Some(number)).then(|| "right".to_owned())
    });
    right.is_some()
}

/// What a tick has to do with it where more urgent ones passed than this patience allows, and fewer since
/// the last tick: nothing, if it happens without ticks as well.
fn counted_from(ticked: Option<(Duration, usize)>, patience: usize) -> String {
    match ticked {
        Some((at, since)) if since < patience && is_right_without_ticks(patience) => format!(
            "; a tick was begun at {}, and {since} of the urgent ones after it. Without ticks your function \
             lets as many pass as it should: the count began anew at the tick, which only a normal message \
             should do",
            short(at)
        ),
        _ => String::new(),
    }
}

/// What is wrong with what was begun, and when, if anything is. What depends on two things at one
/// instant is not asked, and nothing after it.
fn fault(load: &Load, story: &Story, end: &str, at: Duration) -> Option<String> {
    let (mut now, mut due) = (secs(0), load.every);
    let (mut urgent, mut normal) = (0, 0);
    // Urgent ones since the last normal one, and those that passed the one that waits.
    let (mut since, mut passed) = (0, 0);
    // The last tick after the last normal one, and the urgent ones since then.
    let mut ticked: Option<(Duration, usize)> = None;
    let comes = |all: &[(Duration, Duration)], next: usize| all.get(next).map(|(at, _)| *at);
    for (place, step) in story.iter().map(Some).chain([None]).enumerate() {
        let next_urgent = comes(&load.urgent, urgent);
        let next_normal = comes(&load.normal, normal);
        let all = [next_urgent, next_normal, Some(due), Some(load.stop)];
        let all: Vec<Duration> = all.into_iter().flatten().collect();
        let first = all.iter().min().copied().unwrap_or(now).max(now);
        let at_once = all.iter().filter(|at| **at == first).count();
        let ties = if first > now {
            at_once > 1
        } else {
            at_once > 0 && now > secs(0)
        };
        if ties {
            return None;
        }
        let is_there = |at: Option<Duration>| at.is_some_and(|at| at <= first);
        let drained = !load.stay && next_urgent.is_none() && next_normal.is_none();
        let ends = if drained { now } else { first };
        let Some((what, began, ended)) = step else {
            return match (end, drained) {
                ("Drained", false) => Some(format!(
                    "your function gave `Drained` at {}, and there were messages or senders left",
                    short(at)
                )),
                ("Stopped", false) if load.stop > first => Some(format!(
                    "your function gave `Stopped` at {}, and there was more to do before `stop` was \
                     done at {}",
                    short(at),
                    short(load.stop)
                )),
                (_, true) if due <= now || load.stop <= now => None,
                _ if at != ends => Some(format!(
                    "your function gave `{end}` at {} instead of {}, when {} and nothing was in hand",
                    short(at),
                    short(ends),
                    if drained {
                        "both queues were at their end"
                    } else {
                        "`stop` was done"
                    }
                )),
                _ => None,
            };
        };
        let (lane, began) = (what.lane(), *began);
        if drained && (load.stop <= now || (due <= now && *what == Tick)) {
            return None;
        }
        // When the time to the next tick began.
        let before = match due == load.every {
            true => "the beginning",
            false => "the tick before it had ended",
        };
        let wrong = match *what {
            _ if drained => format!(
                "and both queues were at their end since {}: `Drained` should have been given then",
                short(now)
            ),
            _ if load.stop <= first => format!(
                "and `stop` was done since {}: nothing more should have been begun, whatever else \
                 was ready",
                short(load.stop)
            ),
            Tick if due > began => format!(
                "and a tick was due at {} only, when {} had gone by since {}",
                short(due),
                short(load.every),
                before
            ),
            Urgent(_) | Normal(_) if due <= first => format!(
                "and a tick was due since {}, when {} had gone by since {}: it comes before all messages, \
                 {}",
                short(due),
                short(load.every),
                before,
                match (*what, story.get(place + 1).map(|(next, ..)| *next)) {
                    (Normal(_), Some(Tick)) if since >= load.patience => format!(
                        "also before a normal one whose turn it is, as it was that of `{lane}` after \
                         {since} urgent ones, and not behind it"
                    ),
                    (_, Some(Tick)) => format!("and it was begun only behind `{lane}`"),
                    _ => "and the time counts on while messages are handled".to_owned(),
                }
            ),
            Urgent(_) if is_there(next_normal) && passed >= load.patience => format!(
                "and `normal {}` had waited since {} and let {passed} of the urgent ones pass: with \
                 a patience of {} it was the turn of that one{}",
                normal + 1,
                short(next_normal.unwrap_or_default()),
                load.patience,
                counted_from(ticked, load.patience)
            ),
            Urgent(_) if is_there(next_normal) && since >= load.patience => format!(
                "and `normal {}` had waited since {}, and {} begun since {}: with a patience of {} it \
                 was the turn of that one, also if it came only when so many were begun{}",
                normal + 1,
                short(next_normal.unwrap_or_default()),
                match since {
                    1 => "1 urgent one was".to_owned(),
                    n => format!("{n} urgent ones were"),
                },
                match normal {
                    0 => "the beginning",
                    _ => "the last normal one",
                },
                load.patience,
                counted_from(ticked, load.patience)
            ),
            Normal(_) if is_there(next_urgent) && since < load.patience => format!(
                "and `urgent {}` waited: with a patience of {} urgent ones come first, and {} since \
                 the last normal one",
                urgent + 1,
                load.patience,
                only_after(since)
            ),
            Urgent(number) if number != urgent + 1 => format!(
                "and the next one of its queue was `urgent {}`: they come in their order",
                urgent + 1
            ),
            Normal(number) if number != normal + 1 => format!(
                "and the next one of its queue was `normal {}`: they come in their order",
                normal + 1
            ),
            _ if began != first => format!(
                "and not at {}, when nothing was in hand and there was something to do",
                short(first)
            ),
            _ => String::new(),
        };
        if !wrong.is_empty() {
            return Some(format!("`{lane}` was begun at {}, {wrong}", short(began)));
        }
        let Some(ended) = *ended else {
            return Some(format!(
                "`{lane}` was in hand when `stop` was done at {}, and was given up: it should have \
                 been awaited to its end",
                short(load.stop)
            ));
        };
        match *what {
            Urgent(_) => {
                passed += usize::from(is_there(next_normal));
                (urgent, since) = (urgent + 1, since + 1);
                ticked = ticked.map(|(at, urgent)| (at, urgent + 1));
            }
            Normal(_) => (normal, since, passed, ticked) = (normal + 1, 0, 0, None),
            Tick => (due, ticked) = (ended + load.every, Some((began, 0))),
        }
        now = ended;
    }
    None
}

/// Fails with what is wrong, if anything is.
fn judge(load: &Load, story: &Story, end: &str, at: Duration) {
    if let Some(fault) = fault(load, story, end, at) {
        fail(fault);
    }
}

/// Sends each message when it comes, numbered from 1.
async fn sends(lab: &Lab, sender: mpsc::Sender<usize>, all: &[(Duration, Duration)], stay: bool) {
    for (number, (at, _)) in (1..).zip(all) {
        sleep(at.saturating_sub(lab.now())).await;
        let _whoever_reads_may_have_stopped = sender.send(number).await;
    }
    if stay {
        pending::<()>().await;
    }
}

/// Runs it with such a load.
async fn run(lab: &Lab, load: &Load, draws: bool) -> (Story, &'static str, Duration) {
    run_with(lab, load, draws, false).await
}

/// Runs it with such a load, and a `handle` that may use up at its end what tokio lets its task do in
/// one poll.
async fn run_with(
    lab: &Lab,
    load: &Load,
    draws: bool,
    spends: bool,
) -> (Story, &'static str, Duration) {
    let ((urgent, mut urgent_queue), (normal, mut normal_queue)) =
        (mpsc::channel(2000), mpsc::channel(2000));
    let story = RefCell::new(Story::new());
    let handle = async |work| {
        let (what, began) = (What::of(work), lab.now());
        let takes = match what {
            Urgent(number) => load.urgent[number - 1].1,
            Normal(number) => load.normal[number - 1].1,
            Tick => load.tick,
        };
        let this = story.borrow().len();
        story.borrow_mut().push((what, began, None));
        if draws {
            lab.span(&what.lane(), sleep(takes)).await;
        } else {
            sleep(takes).await;
        }
        if spends {
            spend_the_budget();
        }
        story.borrow_mut()[this].2 = Some(lab.now());
    };
    let call = serve(
        &mut urgent_queue,
        &mut normal_queue,
        patience(load.patience),
        load.every,
        sleep(load.stop),
        handle,
    );
    let call = async {
        let limit = load.stop + secs(3000);
        let end = told(returns_within(limit, call, "`stop` was done").await);
        (end, lab.now())
    };
    let sending = join(
        sends(lab, urgent, &load.urgent, load.stay),
        sends(lab, normal, &load.normal, load.stay),
    );
    // What is sent at the beginning is there before the call.
    let (sending, call) = (pin!(sending), pin!(call));
    let (end, at) = match futures::future::select(sending, call).await {
        futures::future::Either::Right((ended, _)) => ended,
        futures::future::Either::Left((_, call)) => call.await,
    };
    (story.take(), end, at)
}

#[test]
fn nothing_starves_beside_a_queue_that_is_never_empty() {
    virtual_time(async |lab: Lab| {
        lab.explain("stop", "from here on nothing more should be begun");
        lab.explain("back", "your function has returned");
        let load = Load {
            patience: 2,
            every: ms(2500),
            urgent: vec![(secs(0), secs(1)); 9],
            normal: vec![(secs(0), secs(1)); 3],
            tick: secs(1),
            stop: ms(7500),
            stay: true,
        };
        let stops = async {
            sleep(load.stop).await;
            lab.mark("stop", '*');
        };
        let call = async {
            let (story, end, at) = run(&lab, &load, true).await;
            lab.mark("back", '*');
            fault(&load, &story, end, at).unwrap_or_default()
        };
        let (fault, ()) = join(call, stops).await;
        lab.expect_because(
            "
                       0s  1s  2s  3s  4s  5s  6s  7s  8s
            urgent 1   |===|
            urgent 2       |===|
            normal 1           |===|
            tick                   |===|           |===|
            urgent 3                   |===|
            urgent 4                       |===|
            normal 2                           |===|
            stop                                     *
            back                                       *
            ",
            &fault,
        );
    });
}

#[test]
fn whatever_comes_everything_has_its_turn() {
    for_seeds(80, async |lab: Lab| {
        let mut draw = lab.draw();
        // From a trickle to far more than can be handled.
        let pace = ms(*draw.pick(&[20, 60, 200, 600]));
        let mut queue = |most: usize| {
            let mut at = secs(0);
            let all = (0..draw.size(0..=most)).map(|_| {
                at += draw.off_grid(ms(1)..=pace);
                (at, draw.off_grid(ms(1)..=ms(150)))
            });
            all.collect::<Vec<_>>()
        };
        let (urgent, normal) = (queue(40), queue(15));
        let load = Load {
            patience: draw.size(1..=6),
            every: draw.off_grid(ms(50)..=ms(900)),
            urgent,
            normal,
            tick: draw.off_grid(ms(1)..=ms(300)),
            stop: draw.off_grid(ms(1)..=secs(6)),
            stay: draw.coin(),
        };
        lab.case(format!(
            "{} urgent messages and {} normal ones, a patience of {}, a tick every {}, `stop` at {}",
            load.urgent.len(),
            load.normal.len(),
            load.patience,
            short(load.every),
            short(load.stop)
        ));
        let (story, end, at) = run(&lab, &load, false).await;
        judge(&load, &story, end, at);
    });
}

#[test]
fn when_stop_is_done_nothing_more_is_begun() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        // When it comes, and how many had begun by then: each takes 10ms.
        for (at, begun) in [(ms(0), 0), (ms(5), 1), (ms(4003), 401)] {
            lab.case(format!(
                "a thousand messages in each queue, and `stop` at {}",
                short(at)
            ));
            let (_urgent, mut urgent) = filled(1000);
            let (_normal, mut normal) = filled(1000);
            let (start, count) = (lab.now(), RefCell::new((0, 0)));
            let handle = async |work| {
                count.borrow_mut().0 += 1;
                sleep(ms(10)).await;
                let _work: Work<usize> = work;
                count.borrow_mut().1 += 1;
            };
            let stop = async {
                if at > ms(0) {
                    sleep(at).await;
                }
            };
            let call = serve(
                &mut urgent,
                &mut normal,
                patience(3),
                secs(10_000),
                stop,
                handle,
            );
            let end = returns(call, "`stop` was done, and two thousand messages waited").await;
            let (began, ended) = count.into_inner();
            if ended < began {
                fail(
                    "`stop` was done while something was in hand, and that was given up: it should \
                     have been awaited to its end",
                );
            }
            if began > begun {
                fail(format!(
                    "`stop` was done after {}, when {begun} messages had been begun, and {} were \
                     begun after that: nothing more should be, however much is waiting",
                    short(at),
                    began - begun
                ));
            }
            expect_eq(
                (told(end), lab.now() - start, began),
                ("Stopped", ms(10) * begun, begun),
                "this came back, after so long, when so many had been begun",
            );
            expect_eq(
                left(&mut urgent).len() + left(&mut normal).len(),
                2000 - begun as usize,
                "of two thousand messages, this many were left in their queues when it had stopped: \
                 what was not begun should stay there",
            );
        }
        lab.case("nothing to do, and `stop` after 703ms");
        let (_urgent, mut urgent) = filled(0);
        let (_normal, mut normal) = filled(0);
        let start = lab.now();
        let nothing = async |_: Work<usize>| {};
        let stop = sleep(ms(703));
        let call = serve(
            &mut urgent,
            &mut normal,
            patience(1),
            secs(10_000),
            stop,
            nothing,
        );
        let end = returns(call, "there was nothing to do, and `stop` was done").await;
        expect_eq(
            (told(end), lab.now() - start),
            ("Stopped", ms(703)),
            "there was nothing to do, and `stop` was done after 703ms: this came back, after so long",
        );
    });
}

#[test]
fn a_tick_comes_before_the_messages() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 9);
        let load = |urgent: usize, every, tick, stop| Load {
            patience: 3,
            every,
            urgent: vec![(secs(0), ms(100)); urgent],
            normal: Vec::new(),
            tick,
            stop,
            stay: true,
        };
        // Nothing else to do; messages without an end; ticks that take longer than what is between them.
        for (load, what) in [
            (load(0, ms(703), ms(9), ms(60_000)), "and no messages"),
            (load(1500, ms(703), ms(9), ms(60_050)), "and 1500 messages"),
            (
                load(1500, ms(45), ms(907), ms(60_050)),
                "each of which takes 907ms, and 1500 messages",
            ),
            (
                load(3, A_DAY + ms(703), A_DAY + ms(9), A_DAY * 7),
                "each of which takes a day",
            ),
        ] {
            lab.case(format!("a tick every {}, {what}", short(load.every)));
            let start = lab.now();
            let (mut story, end, at) = run(&lab, &load, false).await;
            for (_, began, ended) in &mut story {
                (*began, *ended) = (*began - start, ended.map(|ended| ended - start));
            }
            judge(&load, &story, end, at - start);
        }
    });
}

#[test]
fn a_handle_that_spends_the_budget_holds_no_tick_up() {
    virtual_time(async |lab: Lab| {
        for (urgent, normal) in [(40, 12), (40, 0), (0, 40)] {
            for spends in [false, true] {
                lab.case(format!(
                    "{urgent} urgent messages and {normal} normal ones, a tick every 45ms, and a `handle` \
                     that {} what tokio lets a task do in one poll",
                    match spends {
                        true => "uses up",
                        false => "does not use up",
                    }
                ));
                let start = lab.now();
                let load = Load {
                    patience: 3,
                    every: ms(45),
                    urgent: vec![(secs(0), ms(10)); urgent],
                    normal: vec![(secs(0), ms(10)); normal],
                    tick: ms(6),
                    stop: secs(1000),
                    stay: false,
                };
                let (mut story, end, at) = run_with(&lab, &load, false, spends).await;
                for (_, began, ended) in &mut story {
                    (*began, *ended) = (*began - start, ended.map(|ended| ended - start));
                }
                let fault = fault(&load, &story, end, at - start);
                match fault {
                    Some(fault) if spends => fail(format!(
                        "each call of `handle` used up, at its end, what tokio lets a task do in one \
                         poll. After that {fault}. Whatever of tokio's is asked then says that it is \
                         not ready, a `sleep` as well, until the task has given way. Who asks in \
                         passing, as by `now_or_never`, and goes on with what is always answered, as \
                         `try_recv`, does not hear of it for as long as there are messages"
                    )),
                    Some(fault) => fail(fault),
                    None => {}
                }
            }
        }
    });
}

#[test]
fn without_a_tick_it_goes_on_for_days() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 12);
        for every in [A_DAY * 3, Duration::MAX] {
            lab.case(format!(
                "a message that takes a day, and another one a day later, with a tick \
                              every {every:?}"
            ));
            let start = lab.now();
            let (urgent, mut urgent_queue) = mpsc::channel(1);
            let (normal, mut normal_queue) = mpsc::channel(1);
            let sending = async move {
                let _sent = urgent.send(1).await;
                sleep(A_DAY * 2).await;
                let _sent = normal.send(1).await;
                drop(urgent);
            };
            let begun = RefCell::new(Vec::new());
            let ended = Cell::new(0);
            let handle = async |work| {
                begun.borrow_mut().push((What::of(work), lab.now() - start));
                sleep(if lab.now() == start { A_DAY } else { ms(3) }).await;
                ended.set(ended.get() + 1);
            };
            let call = serve(
                &mut urgent_queue,
                &mut normal_queue,
                patience(1),
                every,
                pending(),
                handle,
            );
            let (end, ()) = join(
                returns_within(A_DAY * 5, call, "both queues were at their end"),
                sending,
            )
            .await;
            if ended.get() < begun.borrow().len() {
                fail(
                    "a message takes a day, and was given up before that: no limit was named, and \
                     each should be awaited to its end",
                );
            }
            let should = vec![(Urgent(1), secs(0)), (Normal(1), A_DAY * 2)];
            expect_eq(
                (told(end), begun.into_inner()),
                ("Drained", should),
                "this came back, and this was begun, at these times",
            );
        }
    });
}

#[test]
fn at_the_end_of_both_queues_it_is_drained() {
    virtual_time(async |lab: Lab| {
        // When each queue is closed, and when each gets its last message.
        for (closed, last) in [
            ([0, 0], [None, None]),
            ([0, 703], [None, None]),
            ([703, 0], [None, None]),
            ([0, 703], [None, Some(701)]),
            ([703, 0], [Some(701), None]),
            ([307, 703], [Some(0), Some(509)]),
            ([703, 307], [Some(509), Some(0)]),
        ] {
            lab.case(format!(
                "the urgent queue and the normal one are closed after {closed:?} milliseconds, and \
                 have their last message after {last:?}"
            ));
            let start = lab.now();
            let (urgent, mut urgent_queue) = mpsc::channel(1);
            let (normal, mut normal_queue) = mpsc::channel(1);
            let sending = async |sender: mpsc::Sender<usize>, closed: u64, last: Option<u64>| {
                if let Some(last) = last {
                    sleep(ms(last)).await;
                    let _sent = sender.send(1).await;
                }
                sleep(ms(closed) - ms(last.unwrap_or(0))).await;
            };
            let sending = join(
                sending(urgent, closed[0], last[0]),
                sending(normal, closed[1], last[1]),
            );
            let begun = RefCell::new(0);
            let handle = async |_: Work<usize>| {
                *begun.borrow_mut() += 1;
                sleep(ms(11)).await;
            };
            let call = async {
                let call = serve(
                    &mut urgent_queue,
                    &mut normal_queue,
                    patience(2),
                    secs(10_000),
                    pending(),
                    handle,
                );
                let end = returns(call, "both queues were at their end").await;
                (told(end), lab.now() - start)
            };
            let (ended, _) = join(call, sending).await;
            let messages = last.iter().flatten().count();
            let work = last.iter().flatten().map(|last| ms(last + 11)).max();
            let closed = ms(*closed.iter().max().unwrap_or(&0));
            let should = closed.max(work.unwrap_or_default());
            let (end, at) = ended;
            if begun.into_inner() < messages || at < should {
                fail(format!(
                    "your function gave `{end}` after {}, and a queue had a sender or a message left, \
                     or something was in hand, until {}: when only one queue is at its end, or empty, \
                     the other goes on",
                    short(at),
                    short(should)
                ));
            }
            expect_eq(
                ended,
                ("Drained", should),
                "both queues were at their end: this came back, after so long",
            );
        }
    });
}

/// What an answer did that let so many of all urgent ones pass. One with a patience of 255 came before
/// one of 256, and let as many pass as it should.
fn too_many(patience: usize, passed: usize, all: usize) -> String {
    let passed = match passed == all {
        true => format!("all {all} urgent messages"),
        false => format!("{passed} urgent messages"),
    };
    let told = format!(
        "with a patience of {patience}, {passed} were begun in a row, and normal ones waited all the while"
    );
    match patience {
        256 => format!(
            "with a patience of 255, 255 urgent messages were begun before a normal one, as it should be; \
             {told}: what you count them in does not come to 256, as a byte (`u8`) does not, which goes no \
             further than 255; count in the type of `patience`"
        ),
        _ => format!("{told}: after {patience} of them it was the turn of one"),
    }
}

#[test]
fn a_normal_message_lets_as_many_pass_as_it_should() {
    virtual_time(async |lab: Lab| {
        for (number, urgent) in [(1, 40), (2, 40), (255, 800), (256, 800), (300, 1200)] {
            lab.case(format!(
                "{urgent} urgent messages, and a patience of {number}"
            ));
            let (urgent_sender, mut urgent_queue) = filled(urgent);
            let (normal_sender, mut normal_queue) = filled(urgent);
            drop((urgent_sender, normal_sender));
            let begun = RefCell::new(Vec::new());
            let handle = async |work| {
                begun.borrow_mut().push(What::of(work));
                let takes = begun.borrow().len() % 7 * 3 + 1;
                sleep(ms(takes as u64)).await;
            };
            let call = serve(
                &mut urgent_queue,
                &mut normal_queue,
                patience(number),
                secs(10_000),
                pending(),
                handle,
            );
            returns(call, "both queues were at their end").await;
            let begun = begun.into_inner();
            let mut in_a_row = 0;
            for (n, what) in begun.iter().enumerate() {
                let urgent_left = begun[n..].iter().any(|what| matches!(what, Urgent(_)));
                match what {
                    Urgent(_) if in_a_row == number => {
                        let more = begun[n..].iter();
                        let more = more.take_while(|what| matches!(what, Urgent(_))).count();
                        fail(too_many(number, number + more, urgent))
                    }
                    Urgent(_) => in_a_row += 1,
                    _ if in_a_row < number && urgent_left => fail(format!(
                        "with a patience of {number}, a normal message was begun, and urgent ones \
                         waited, of which {} since the last normal one",
                        only_after(in_a_row)
                    )),
                    _ => in_a_row = 0,
                }
            }
            expect_eq(
                begun.len(),
                urgent * 2,
                "this is how many were begun, of all that was in the two queues",
            );
        }
        lab.case("a thousand urgent messages, and a patience without an end");
        let (urgent_sender, mut urgent_queue) = filled(1000);
        let (normal_sender, mut normal_queue) = filled(3);
        drop((urgent_sender, normal_sender));
        let begun = RefCell::new(Vec::new());
        let handle = async |work| {
            begun.borrow_mut().push(What::of(work));
            sleep(ms(1)).await;
        };
        let call = serve(
            &mut urgent_queue,
            &mut normal_queue,
            NonZeroUsize::MAX,
            secs(10_000),
            pending(),
            handle,
        );
        returns(call, "both queues were at their end").await;
        expect_eq(
            begun.into_inner().split_off(1000),
            [Normal(1), Normal(2), Normal(3)].to_vec(),
            "with a patience without an end all urgent messages come first, and this was begun after \
             the first thousand",
        );
    });
}

#[test]
fn urgent_ones_count_also_while_no_normal_one_waits() {
    // With urgent ones that wait, or with pauses between them; and ticks between them, too.
    for (pause, every) in [(0, 1_000_000), (27, 1_000_000), (27, 143), (0, 45)] {
        for patience in [1, 2, 3, 7] {
            for before in [
                0,
                patience - 1,
                patience,
                patience + 1,
                patience * 3 - 1,
                patience * 5 + 1,
            ] {
                virtual_time(async move |lab: Lab| {
                    lab.case(format!(
                        "a patience of {patience}, and a normal message that comes, while urgent ones \
                         wait, when {} urgent ones were begun {}, and all that a second time",
                        before + 1,
                        match pause {
                            0 => "at one go",
                            _ => "with pauses",
                        }
                    ));
                    let takes = ms(10);
                    let (mut urgent, mut normal, mut at) = (Vec::new(), Vec::new(), ms(0));
                    for _ in 0..2 {
                        for _ in 0..before {
                            urgent.push((at, takes));
                            at += ms(pause) + if pause > 0 { takes } else { ms(0) };
                        }
                        urgent.extend(vec![(at, takes); patience + 3]);
                        if pause == 0 {
                            at += takes * before as u32;
                        }
                        normal.push((at + ms(3), takes));
                        at += ms(1_201);
                    }
                    let load = Load {
                        patience,
                        every: ms(every),
                        urgent,
                        normal,
                        tick: ms(6),
                        stop: at + secs(1),
                        stay: false,
                    };
                    let (story, end, at) = run(&lab, &load, false).await;
                    judge(&load, &story, end, at);
                });
            }
        }
    }
}

#[test]
fn whenever_it_is_dropped_no_message_is_lost() {
    cancel_at_every_await(async |lab: Lab| {
        let (urgent_sender, mut urgent) = filled(4);
        let (normal_sender, mut normal) = filled(2);
        drop(urgent_sender);
        let begun = RefCell::new(Vec::new());
        let handle = async |work| {
            begun.borrow_mut().push(What::of(work));
            sleep(ms(10)).await;
        };
        let sending = async {
            sleep(ms(83)).await;
            let _sent = normal_sender.send(3).await;
        };
        let call = lab.cut(serve(
            &mut urgent,
            &mut normal,
            patience(2),
            ms(25),
            sleep(ms(127)),
            handle,
        ));
        let (_end, ()) = join(call, sending).await;
        let begun = begun.into_inner();
        for (queue, name, all) in [(&mut urgent, "urgent", 4), (&mut normal, "normal", 3)] {
            let mut numbers: Vec<usize> = begun
                .iter()
                .filter_map(|what| match (*what, name) {
                    (Urgent(number), "urgent") | (Normal(number), "normal") => Some(number),
                    _ => None,
                })
                .collect();
            numbers.extend(left(queue));
            expect_eq(
                numbers,
                (1..=all).collect(),
                format!(
                    "your future was dropped, and these are the {name} messages that were begun or \
                     are still in their queue: what was taken out should have been begun"
                ),
            );
        }
    });
}

#[test]
fn dropped_where_the_budget_is_spent_it_loses_no_message() {
    cancel_at_every_await(async |lab: Lab| {
        // More than tokio grants in one go, and none of them takes any time.
        let (_urgent_sender, mut urgent) = filled(400);
        let (_normal_sender, mut normal) = filled(1);
        let begun = RefCell::new(0);
        let handle = async |work| {
            let _begun: Work<usize> = work;
            *begun.borrow_mut() += 1;
        };
        let call = serve(
            &mut urgent,
            &mut normal,
            patience(1000),
            secs(10_000),
            sleep(ms(3)),
            handle,
        );
        let _end = lab.cut(call).await;
        let (begun, left) = (
            begun.into_inner(),
            left(&mut urgent).len() + left(&mut normal).len(),
        );
        if begun + left != 401 {
            fail(format!(
                "your future was dropped when {begun} of 401 messages had been begun, and {left} were \
                 left in their queues: whatever awaits something between taking a message out and \
                 beginning it, a `select!` around it say, may have to give way there, and loses it"
            ));
        }
    });
}

#[test]
fn it_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call that is {way}"));
            let (urgent, mut urgent_queue) = mpsc::channel(1);
            let (normal, mut normal_queue) = mpsc::channel(1);
            let late = if way == Way::Later { Way::LATER } else { ms(0) };
            let start = lab.now() + late;
            let sending = tokio::spawn(async move {
                sleep(late + ms(103)).await;
                let _sent = normal.send(1).await;
                sleep(ms(100)).await;
                let _sent = urgent.send(1).await;
                drop(normal);
                sleep(ms(200)).await;
            });
            let begun = RefCell::new(Vec::new());
            let handle = async |work| {
                begun.borrow_mut().push((What::of(work), lab.now() - start));
                sleep(ms(7)).await;
            };
            let call = serve(
                &mut urgent_queue,
                &mut normal_queue,
                patience(1),
                ms(250),
                pending(),
                handle,
            );
            let end = returns(lab.polled(way, call), "both queues were at their end").await;
            let _sent = sending.await;
            expect_eq(
                (told(end), begun.into_inner()),
                (
                    "Drained",
                    vec![(Normal(1), ms(103)), (Urgent(1), ms(203)), (Tick, ms(250))],
                ),
                format!("the call was {way}, and this came back, and this was begun, and when"),
            );
        }
    });
}
