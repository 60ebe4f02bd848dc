//! `reset_the_sleep`: so long after the last message, by the one timer that there is.

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use async_katas::c19_pinning::reset_the_sleep::{End, Event, Timer, until_idle};
use lab::timeline::short;
use lab::{
    A_DAY, Lab, MeterWatch, Way, background, expect_eq, fail, for_seeds, ms, nasty, secs,
    virtual_time,
};
use pin_project_lite::pin_project;
use tokio::sync::mpsc;
use tokio::time::{Duration, Instant, Sleep, sleep, timeout};
use tokio_test::task;

use super::lock::lock;

/// What came back, in words: what the answer's own types say of themselves is no evidence.
fn told(end: End) -> &'static str {
    match end {
        End::Idle => "Idle",
        End::Closed => "Closed",
    }
}

/// What may come.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Message,
    KeepAlive,
}

use Kind::{KeepAlive, Message};

impl Kind {
    /// As the event with this number.
    fn event(self, number: usize) -> Event<usize> {
        match self {
            Message => Event::Message(number),
            KeepAlive => Event::KeepAlive,
        }
    }

    /// What is noted when it is handed on.
    fn note(self, number: usize) -> String {
        match self {
            Message => format!("message {number}"),
            KeepAlive => "keep-alive".to_owned(),
        }
    }
}

/// What is noted of one that was handed on.
fn noted(event: Event<usize>) -> String {
    match event {
        Event::Message(number) => Message.note(number),
        Event::KeepAlive => KeepAlive.note(0),
    }
}

/// What became of a timer that an answer was given.
#[derive(Default)]
struct Seen {
    /// How often it was set.
    set: usize,
    /// Whether it was found ready since it was set last.
    is_ready: bool,
}

pin_project! {
    /// A timer of tokio that sees what becomes of it, and may not be moved either.
    struct Given {
        #[pin]
        sleep: Sleep,
        seen: Arc<Mutex<Seen>>,
    }
}

impl Given {
    /// Set to so long from now, where nobody sets it to something else.
    fn set_to(time: Duration) -> (Given, Arc<Mutex<Seen>>) {
        let seen = Arc::default();
        let given = Given {
            sleep: sleep(time),
            seen: Arc::clone(&seen),
        };
        (given, seen)
    }
}

impl Future for Given {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        let mut sleep = this.sleep;
        let polled = sleep.as_mut().poll(cx);
        if polled.is_ready() {
            // A future that is ready keeps no waker. tokio's does, by the way.
            let _ready = sleep.poll(&mut Context::from_waker(Waker::noop()));
        }
        lock(this.seen).is_ready = polled.is_ready();
        polled
    }
}

impl Timer for Given {
    fn reset(self: Pin<&mut Self>, at: Instant) {
        let this = self.project();
        let mut seen = lock(this.seen);
        seen.set += 1;
        seen.is_ready = false;
        this.sleep.reset(at);
    }
}

/// What came of a call.
struct Outcome {
    end: &'static str,
    /// How long after the call.
    after: Duration,
    /// What was handed on, and how long after the call.
    got: Vec<(Duration, String)>,
    watch: MeterWatch,
    timer: Arc<Mutex<Seen>>,
}

/// Calls it with events that come so long after the call, and senders that are gone at the end of it
/// all, if they are. The picture is for runs with one call.
async fn drawn(
    lab: &Lab,
    idle: Duration,
    come: &[(Duration, Kind)],
    closes: Option<Duration>,
) -> Outcome {
    lab.explain("m", "a message is handed on");
    lab.explain("k", "a keep-alive is handed on");
    lab.explain("you", "your function, from its first poll to its end");
    let call = calls(lab, Way::OnTheSpot, idle, come, closes, |glyph| {
        lab.mark("events", glyph);
    });
    lab.span("you", call).await
}

/// As [`drawn`], without a picture; `mark` is told what is handed on.
async fn calls(
    lab: &Lab,
    way: Way,
    idle: Duration,
    come: &[(Duration, Kind)],
    closes: Option<Duration>,
    mark: impl Fn(char),
) -> Outcome {
    let began = lab.now();
    let (give, mut events) = mpsc::channel(3000);
    let come_later = come.to_vec();
    let clock = lab.clone();
    background(async move {
        for (number, (at, kind)) in come_later.into_iter().enumerate() {
            sleep((began + at).saturating_sub(clock.now())).await;
            // Nobody is there any more where the call has come to its end.
            let _ = give.try_send(kind.event(number));
        }
        match closes {
            Some(at) => sleep((began + at).saturating_sub(clock.now())).await,
            None => std::future::pending().await,
        }
    });
    // What comes at once is there when the call begins.
    if come.first().is_some_and(|(at, _)| at.is_zero()) {
        tokio::task::yield_now().await;
    }
    let (given, timer) = Given::set_to(secs(60 * 60));
    let got = RefCell::new(Vec::new());
    let on = |event: Event<usize>| {
        let (glyph, note) = match event {
            Event::Message(number) => ('m', Message.note(number)),
            Event::KeepAlive => ('k', KeepAlive.note(0)),
        };
        mark(glyph);
        got.borrow_mut().push((lab.now() - began, note));
    };
    let metered = lab.meter(until_idle(given, idle, &mut events, on));
    let watch = metered.watch();
    let call = lab.polled(way, metered);
    // Longer than anything may take.
    let patience = match closes {
        Some(_) => A_DAY * 1000,
        None => (A_DAY * 1000).max(idle.saturating_mul(3)),
    };
    let end = match timeout(patience, call).await {
        Ok(end) => told(end),
        Err(_) => "nothing, for ever",
    };
    Outcome {
        end,
        after: lab.now() - began,
        got: got.into_inner(),
        watch,
        timer,
    }
}

/// What should come of it.
struct Expected {
    end: &'static str,
    after: Duration,
    got: Vec<(Duration, String)>,
    /// Whether two things fall on one instant, where it is open which is first.
    tie: bool,
}

fn expected(idle: Duration, come: &[(Duration, Kind)], closes: Option<Duration>) -> Expected {
    let (mut ends, mut got, mut tie) = (idle, Vec::new(), false);
    for (number, (at, kind)) in come.iter().enumerate() {
        tie |= *at == ends;
        if *at >= ends {
            break;
        }
        got.push((*at, kind.note(number)));
        if *kind == Message {
            ends = at.saturating_add(idle);
        }
    }
    tie |= closes == Some(ends);
    match closes {
        Some(at) if at < ends => Expected {
            end: "Closed",
            after: at,
            got,
            tie,
        },
        _ => Expected {
            end: "Idle",
            after: ends,
            got,
            tie,
        },
    }
}

/// Why it ended at a wrong instant, if just one of the usual reasons gives this one.
fn reason(idle: Duration, come: &[(Duration, Kind)], after: Duration) -> Option<String> {
    let there: Vec<&(Duration, Kind)> = come.iter().filter(|(at, _)| *at <= after).collect();
    let messages: Vec<Duration> = there
        .iter()
        .filter(|(_, kind)| *kind == Message)
        .map(|(at, _)| *at)
        .collect();
    let mut usual = Vec::new();
    if let Some((at, KeepAlive)) = there.last() {
        usual.push((
            at.saturating_add(idle),
            format!(
                "the time began anew with each event, also with the keep-alive at {}: what is made or \
                 set in each turn of a loop begins anew whatever has turned the loop, and only a \
                 message should begin it anew",
                short(*at)
            ),
        ));
    }
    if let [first, rest @ ..] = messages.as_slice() {
        usual.push((
            idle,
            "the time ran from the beginning on, and no message began it anew: the timer has to be \
             set again after each message"
                .to_owned(),
        ));
        if !rest.is_empty() {
            usual.push((
                first.saturating_add(idle),
                "the time ran from the first message on, and those after it did not begin it anew"
                    .to_owned(),
            ));
        }
        let (mut before, mut ready) = (Duration::ZERO, idle);
        while messages.iter().any(|at| before < *at && *at < ready) {
            (before, ready) = (ready, ready.saturating_add(idle));
        }
        usual.push((
            ready,
            "when the timer was ready and a message had come meanwhile, the time began anew from the \
             instant at which the timer was ready, and not from the message: what is left since the \
             message is less"
                .to_owned(),
        ));
        let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        usual.push((
            idle.saturating_mul(count + 1),
            "with each message the whole time was added to what was left of it, so that it grew: it \
             begins anew with the message, and what was left before is no matter"
                .to_owned(),
        ));
    }
    let mut fits = usual.into_iter().filter(|(ends, _)| *ends == after);
    match (fits.next(), fits.next()) {
        (Some((_, why)), None) => Some(why),
        _ => None,
    }
}

/// So many events came, in words.
fn came(count: usize) -> String {
    match count {
        0 => "nothing came".to_owned(),
        1 => "one event came".to_owned(),
        more => format!("{more} events came"),
    }
}

/// Looks at all of it; `case` says what was tried.
#[track_caller]
fn compare(
    case: &str,
    idle: Duration,
    come: &[(Duration, Kind)],
    outcome: &Outcome,
    expected: &Expected,
) {
    // One for each event, one for the end of the channel, and the timer: where it is set only when it
    // is ready, once for each message.
    let wakes = 2 * come.len() + 3;
    if outcome.watch.wakes() > wakes {
        fail(format!(
            "{case}; your future was woken {} times, and that is not by the events: it looks now and \
             then instead of being woken by the next event or by the end of the time",
            outcome.watch.wakes()
        ));
    }
    if (outcome.end, outcome.after) != (expected.end, expected.after) {
        let why = match (expected.end, outcome.end) {
            ("Idle", "Idle") => reason(idle, come, outcome.after),
            ("Closed", _) if outcome.after > expected.after => Some(
                "the end of the channel was not noticed: when all senders are gone, the channel gives \
                 `None`, and that has to be looked for"
                    .to_owned(),
            ),
            _ => None,
        };
        let how = match outcome.after.cmp(&expected.after) {
            std::cmp::Ordering::Less => "it came too early",
            std::cmp::Ordering::Equal => "the instant was right, and the end was not",
            std::cmp::Ordering::Greater => "it came too late",
        };
        fail(format!(
            "{case}; `{}` should come at {}, and {} came at {}: {}",
            expected.end,
            short(expected.after),
            match outcome.end {
                "Idle" | "Closed" => format!("`{}`", outcome.end),
                other => other.to_owned(),
            },
            short(outcome.after),
            why.unwrap_or_else(|| how.to_owned())
        ));
    }
    handed_on(case, &outcome.got, &expected.got);
    if outcome.end == "Idle" && !lock(&outcome.timer).is_ready {
        let set = lock(&outcome.timer).set;
        fail(format!(
            "{case}; `Idle` came, and the timer that your function was given was not ready: it had \
             been set {set} times, and another timer told the end; set the one that is there, in place \
             of making others"
        ));
    }
}

/// Whether the right events were handed on at the right instants.
#[track_caller]
fn handed_on(case: &str, got: &[(Duration, String)], expected: &[(Duration, String)]) {
    if got == expected {
        return;
    }
    let count = |all: &[(Duration, String)], what: &str| {
        all.iter()
            .filter(|(_, note)| note.starts_with(what))
            .count()
    };
    let [alive, should] = [got, expected].map(|all| count(all, "keep-alive"));
    let [messages, all] = [got, expected].map(|all| count(all, "message"));
    if alive < should && messages == all {
        fail(format!(
            "{case}; of {should} keep-alives {alive} were handed on: each is handed on like a message"
        ));
    }
    if let Some((at, lost)) = expected.iter().find(|event| {
        let same = |all: &[(Duration, String)]| all.iter().filter(|(_, n)| *n == event.1).count();
        same(got) < same(expected)
    }) {
        fail(format!(
            "{case}; {lost}, which came at {}, was never handed on",
            short(*at)
        ));
    }
    let (mut sorted, mut should): (Vec<_>, Vec<_>) = (got.to_vec(), expected.to_vec());
    sorted.sort();
    should.sort();
    if sorted == should {
        fail(format!(
            "{case}; all events were handed on, and not in their order: {}",
            got.iter()
                .map(|(_, note)| note.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        ));
    }
    expect_eq(
        got.to_vec(),
        expected.to_vec(),
        format!("{case}; this was handed on, and when"),
    );
}

#[test]
fn it_ends_so_long_after_the_last_message() {
    virtual_time(async |lab: Lab| {
        let come = [(secs(1), Message), (secs(3), Message), (secs(4), Message)];
        let outcome = drawn(&lab, secs(5), &come, None).await;
        let why = reason(secs(5), &come, outcome.after);
        lab.expect_because(
            "
                     0s  1s  2s  3s  4s  5s  6s  7s  8s  9s
            events       m       m   m
            you      |===================================|
            ",
            &why.unwrap_or_else(|| {
                "the idle time is 5s, and the last message came at 4s: `Idle` comes at 9s"
                    .to_owned()
            }),
        );
        expect_eq(outcome.end, "Idle", "something else than `Idle` came");
    });
}

#[test]
fn a_keep_alive_is_handed_on_and_puts_nothing_off() {
    virtual_time(async |lab: Lab| {
        let come = [
            (secs(1), Message),
            (secs(2), KeepAlive),
            (secs(4), KeepAlive),
            (secs(5), KeepAlive),
            (secs(8), KeepAlive),
        ];
        let outcome = drawn(&lab, secs(5), &come, None).await;
        let why = match outcome.got.len() {
            1 => Some("a keep-alive is handed on like a message".to_owned()),
            _ => reason(secs(5), &come, outcome.after),
        };
        lab.expect_because(
            "
                     0s  1s  2s  3s  4s  5s  6s
            events       m   k       k   k
            you      |=======================|
            ",
            &why.unwrap_or_else(|| {
                "the idle time is 5s, and the last message came at 1s: `Idle` comes at 6s, whatever \
                 keep-alives came since"
                    .to_owned()
            }),
        );
        expect_eq(outcome.end, "Idle", "something else than `Idle` came");
    });
}

#[test]
fn it_does_not_matter_how_the_timer_was_set() {
    virtual_time(async |lab: Lab| {
        for (set_to, waits) in [
            (ms(0), ms(0)),
            (ms(503), ms(0)),
            (ms(503), ms(2_000)),
            (A_DAY, ms(707)),
        ] {
            for come in [None, Some(ms(307))] {
                let (give, mut events) = mpsc::channel(10);
                // The real one, which is what programs have.
                let given = sleep(set_to);
                sleep(waits).await;
                let began = lab.now();
                background(async move {
                    if let Some(at) = come {
                        sleep(at).await;
                        let _ = give.try_send(Event::Message(1));
                    }
                    give.closed().await;
                });
                let idle = ms(1_003);
                let case = format!(
                    "whoever made the timer had set it to {} before the call, and the call came {} \
                     later; the idle time was 1003ms, and {} came",
                    short(set_to),
                    short(waits),
                    match come {
                        None => "nothing".to_owned(),
                        Some(at) => format!("a message after {}", short(at)),
                    }
                );
                lab.case(case.as_str());
                let call = until_idle(given, idle, &mut events, drop);
                let end = timeout(A_DAY * 2, call)
                    .await
                    .map_or("nothing, for ever", told);
                let after = lab.now() - began;
                if after == set_to.saturating_sub(waits) {
                    fail(format!(
                        "{case}; `{end}` came {} after the call, when the timer was ready as whoever \
                         made it had set it: it has to be set in the beginning, to the idle time from \
                         then on",
                        short(after)
                    ));
                }
                expect_eq(
                    (end, after),
                    ("Idle", come.unwrap_or_default() + idle),
                    format!("{case}; this came, so long after the call"),
                );
            }
        }
    });
}

#[test]
fn no_task_is_started() {
    virtual_time(async |lab: Lab| {
        let (give, mut events) = mpsc::channel(200);
        background(async move {
            for number in 0..100 {
                sleep(ms(7)).await;
                let _ = give.try_send(Event::Message(number));
            }
            give.closed().await;
        });
        let before = lab.tasks_alive();
        let most = RefCell::new(0);
        let on = |_: Event<usize>| {
            let mut most = most.borrow_mut();
            *most = lab.tasks_alive().max(*most);
        };
        let (given, _) = Given::set_to(secs(60 * 60));
        let end = timeout(secs(60), until_idle(given, ms(503), &mut events, on)).await;
        let more = most
            .into_inner()
            .max(lab.tasks_alive())
            .saturating_sub(before);
        if more > 0 {
            fail(format!(
                "a hundred messages came, and {more} tasks more were alive than before the call: one \
                 timer in your own future is enough, so start no task"
            ));
        }
        expect_eq(
            end.map_or("nothing, for ever", told),
            "Idle",
            "a hundred messages came, one every 7ms, then none, and this came after them",
        );
    });
}

#[test]
fn the_timer_that_it_was_given_tells_the_end() {
    virtual_time(async |lab: Lab| {
        let idle = ms(1_003);
        for come in [
            &[][..],
            &[(ms(707), Message)],
            &[(ms(307), KeepAlive), (ms(909), Message)],
        ] {
            let outcome = calls(&lab, Way::OnTheSpot, idle, come, None, |_| ()).await;
            let case = format!("the idle time was 1003ms, and {}", came(come.len()));
            compare(&case, idle, come, &outcome, &expected(idle, come, None));
        }
    });
}

#[test]
fn the_end_of_the_channel_is_told_at_that_instant() {
    virtual_time(async |lab: Lab| {
        let idle = ms(1_003);
        let three = [(ms(0), Message), (ms(0), KeepAlive), (ms(0), Message)];
        for (come, closes) in [
            (&[][..], ms(0)),
            (&[], ms(707)),
            (&three, ms(0)),
            (&three, ms(503)),
            (&[(ms(707), Message), (ms(907), KeepAlive)], ms(907)),
            (&[(ms(707), Message)], ms(1_507)),
        ] {
            let case = format!(
                "the idle time was 1003ms; {}, and all senders were gone at {}",
                came(come.len()),
                short(closes)
            );
            lab.case(case.as_str());
            let outcome = calls(&lab, Way::OnTheSpot, idle, come, Some(closes), |_| ()).await;
            let expected = expected(idle, come, Some(closes));
            handed_on(&case, &outcome.got, &expected.got);
            compare(&case, idle, come, &outcome, &expected);
        }
    });
}

#[test]
fn the_drawn_last_message_decides() {
    for_seeds(60, async |lab: Lab| {
        let mut draw = lab.draw();
        let idle = draw.off_grid(ms(100)..=secs(5));
        let mut at = Duration::ZERO;
        let come: Vec<(Duration, Kind)> = (0..draw.size(0..=9))
            .map(|_| {
                // Several may come at one instant.
                if draw.size(0..=3) > 0 {
                    at += draw.off_grid(ms(1)..=idle);
                }
                (at, if draw.coin() { Message } else { KeepAlive })
            })
            .collect();
        let closes = draw.coin().then(|| at + draw.off_grid(ms(1)..=idle));
        let expected = expected(idle, &come, closes);
        if expected.tie {
            return;
        }
        let outcome = drawn(&lab, idle, &come, closes).await;
        let list: Vec<String> = come
            .iter()
            .map(|(at, kind)| match kind {
                Message => format!("a message at {}", short(*at)),
                KeepAlive => format!("a keep-alive at {}", short(*at)),
            })
            .collect();
        let case = format!(
            "the idle time was {}, and there came {}",
            short(idle),
            match list.as_slice() {
                [] => "nothing".to_owned(),
                list => list.join(", "),
            }
        );
        compare(&case, idle, &come, &outcome, &expected);
    });
}

#[test]
fn a_message_is_in_time_when_the_timer_is_ready_as_well() {
    virtual_time(async |lab: Lab| {
        let idle = ms(1_003);
        for late in [ms(0), ms(707)] {
            let (give, mut events) = mpsc::channel(10);
            let (given, _) = Given::set_to(secs(60 * 60));
            let got = RefCell::new(Vec::new());
            let on = |event: Event<usize>| got.borrow_mut().push(noted(event));
            let mut call = task::spawn(until_idle(given, idle, &mut events, on));
            let case = format!(
                "the idle time was 1003ms; nothing came, your future was not polled before {}, and \
                 then a message was there and the timer was ready",
                short(idle + late)
            );
            lab.case(case.as_str());
            if call.poll().is_ready() {
                fail("nothing had come, no time had gone by, and your future was ready");
            }
            sleep(idle + late).await;
            assert!(
                give.try_send(Event::Message(1)).is_ok(),
                "the channel of the test is gone"
            );
            if let Poll::Ready(end) = call.poll() {
                fail(format!(
                    "{case}: `{}` came, and the message was left in the channel; ask the channel first, \
                     and the timer only when nothing is there",
                    told(end)
                ));
            }
            let handed_on = got.borrow().clone();
            expect_eq(
                handed_on,
                vec![Message.note(1)],
                format!("{case}: this was handed on"),
            );
            let began = lab.now();
            sleep(idle).await;
            if !call.is_woken() {
                fail(format!(
                    "{case}: the message was handed on, and when the time had gone by once more, nobody \
                     was woken: the timer was set again, and not polled after that, so it kept no waker"
                ));
            }
            let end = timeout(secs(60), call).await;
            expect_eq(
                (end.map_or("nothing, for ever", told), lab.now() - began),
                ("Idle", idle),
                format!(
                    "{case}: the message was handed on, the time began anew, and this came then"
                ),
            );
        }
    });
}

/// What is there, in words.
fn there(events: &[Kind]) -> String {
    let kind = |kind: &Kind| match kind {
        Message => "a message",
        KeepAlive => "a keep-alive",
    };
    match events {
        [] => "nothing".to_owned(),
        events => events.iter().map(kind).collect::<Vec<_>>().join(", then "),
    }
}

#[test]
fn what_is_there_when_the_timer_is_ready_is_in_time_if_it_is_a_message() {
    virtual_time(async |lab: Lab| {
        let idle = ms(1_003);
        for (late, gone) in [(0, false), (707, false), (0, true), (707, true)] {
            for come in [
                &[Message][..],
                &[KeepAlive],
                &[KeepAlive; 3],
                &[KeepAlive, Message],
                &[Message, KeepAlive],
                &[KeepAlive, KeepAlive, Message, KeepAlive],
            ] {
                let (give, mut events) = mpsc::channel(10);
                let (given, _) = Given::set_to(secs(60 * 60));
                let got = RefCell::new(Vec::new());
                let on = |event: Event<usize>| got.borrow_mut().push(noted(event));
                let mut call = Box::pin(until_idle(given, idle, &mut events, on));
                let at = idle + ms(late);
                let case = format!(
                    "the idle time was 1003ms; nothing came, your future was not polled before {}, and \
                     then the timer was ready and {} was there{}",
                    short(at),
                    there(come),
                    if gone {
                        ", and all senders were gone"
                    } else {
                        ""
                    }
                );
                lab.case(case.as_str());
                if futures::poll!(call.as_mut()).is_ready() {
                    fail("nothing had come, no time had gone by, and your future was ready");
                }
                sleep(at).await;
                for (number, kind) in come.iter().enumerate() {
                    let sent = give.try_send(kind.event(number));
                    assert!(sent.is_ok(), "the channel of the test is too small");
                }
                let give = (!gone).then_some(give);
                let began = lab.now();
                let end = timeout(secs(60), call).await;
                let end = end.map_or("nothing, for ever", told);
                let (after, got) = (lab.now() - began, got.take());
                let all: Vec<String> = come.iter().zip(0..).map(|(k, n)| k.note(n)).collect();
                let in_time = come.contains(&Message);
                if !in_time && end == "Idle" && !after.is_zero() {
                    fail(format!(
                        "{case}: `Idle` came {} later, and should at that instant: the time was over, \
                         and a keep-alive puts nothing off; only a message that is there is in time",
                        short(after)
                    ));
                }
                if in_time && end == "Idle" && after.is_zero() {
                    fail(format!(
                        "{case}: `Idle` came at that instant, and {} of {} events were handed on: the \
                         message was there, so it was in time, and the time should begin anew",
                        got.len(),
                        all.len()
                    ));
                }
                let due = match (in_time, gone) {
                    (true, true) => vec![("Closed", ms(0))],
                    (true, false) => vec![("Idle", idle)],
                    (false, true) => vec![("Idle", ms(0)), ("Closed", ms(0))],
                    (false, false) => vec![("Idle", ms(0))],
                };
                if !due.contains(&(end, after)) {
                    expect_eq(
                        (end, after),
                        due[0],
                        format!("{case}: this came, so long after that instant"),
                    );
                }
                // Which of two is first is open; what is handed on is so in order.
                let is_open = !in_time && end == "Idle" && all.starts_with(&got);
                if !is_open {
                    expect_eq(
                        got,
                        all,
                        format!("{case}: `{end}` came, and this had been handed on"),
                    );
                }
                drop(give);
            }
        }
    });
}

#[test]
fn with_an_idle_time_of_zero_what_is_there_is_handed_on() {
    virtual_time(async |lab: Lab| {
        for come in [
            &[][..],
            &[Message],
            &[Message; 3],
            &[KeepAlive; 2],
            &[KeepAlive, Message, KeepAlive],
            &[Message, KeepAlive, KeepAlive, Message],
        ] {
            let (give, mut events) = mpsc::channel(10);
            let (given, _) = Given::set_to(secs(60 * 60));
            for (number, kind) in come.iter().enumerate() {
                let sent = give.try_send(kind.event(number));
                assert!(sent.is_ok(), "the channel of the test is too small");
            }
            let case = format!(
                "the idle time was 0ms, and this was in the channel when your function was called: {}",
                there(come)
            );
            lab.case(case.as_str());
            let began = lab.now();
            let mut got = 0;
            let call = until_idle(given, secs(0), &mut events, |_| got += 1);
            let end = timeout(secs(60), call)
                .await
                .map_or("nothing, for ever", told);
            let after = lab.now() - began;
            if got < come.len() && end == "Idle" {
                fail(match got {
                    0 => format!("{case}; `Idle` came without a look into the channel"),
                    got => format!(
                        "{case}; `Idle` came when {got} of {} were handed on, and all of them should \
                         be before",
                        come.len()
                    ),
                });
            }
            expect_eq(
                (end, got, after),
                ("Idle", come.len(), secs(0)),
                format!("{case}; this came, so many were handed on, and so long it took"),
            );
            drop(give);
        }
    });
}

#[test]
fn no_idle_time_is_too_long() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 400 * 1_000);
        // A day, and a bit, with a keep-alive every half minute.
        let idle = A_DAY + ms(3);
        let come: Vec<_> = (1..2_500)
            .map(|n| (ms(31_003) * n, if n == 1_003 { Message } else { KeepAlive }))
            .collect();
        let outcome = calls(&lab, Way::OnTheSpot, idle, &come, None, |_| ()).await;
        compare(
            "the idle time was a day, and a keep-alive came every half minute, but once a message",
            idle,
            &come,
            &outcome,
            &expected(idle, &come, None),
        );
        // An instant can hold the end of a century.
        for years in [3, 31, 101] {
            let idle = A_DAY * 365 * years + ms(1_003);
            for come in [&[][..], &[(ms(1_503), Message), (A_DAY * 300, KeepAlive)]] {
                let case = format!(
                    "the idle time was {years} years and 1003ms, and {} came",
                    match come {
                        [] => "nothing",
                        _ => "a message after 1503ms",
                    }
                );
                lab.case(case.as_str());
                let outcome = calls(&lab, Way::OnTheSpot, idle, come, None, |_| ()).await;
                let expected = expected(idle, come, None);
                if outcome.end == "Idle" && outcome.after < expected.after {
                    fail(format!(
                        "{case}; `Idle` came after {} days already: no idle time is too long, and                          another instant may stand in the place of its end only where an `Instant`                          cannot hold that, which it can here",
                        outcome.after.as_secs() / A_DAY.as_secs()
                    ));
                }
                compare(&case, idle, come, &outcome, &expected);
            }
        }
        // Whoever waits for far longer than a year hears of the end of the channel after a year.
        for idle in nasty::DURATIONS
            .iter()
            .copied()
            .filter(|time| *time > A_DAY * 400)
        {
            let come = [(ms(1_503), Message)];
            let closes = Some(A_DAY * 366);
            let case = format!(
                "the idle time was {idle:?}, a message came after 1503ms, and all senders were gone \
                 after a year"
            );
            lab.case(case.as_str());
            let outcome = calls(&lab, Way::OnTheSpot, idle, &come, closes, |_| ()).await;
            if outcome.end == "Idle" {
                fail(format!(
                    "{case}; `Idle` came after {}: where an `Instant` cannot hold the end of the time, \
                     any instant will do that is more than a year away, and none that is nearer",
                    short(outcome.after)
                ));
            }
            compare(&case, idle, &come, &outcome, &expected(idle, &come, closes));
        }
    });
}

#[test]
fn thousands_of_events_are_handed_on_at_once() {
    virtual_time(async |lab: Lab| {
        let idle = ms(1_003);
        let come: Vec<_> = (0..3_000)
            .map(|n| (ms(0), if n % 3 == 0 { KeepAlive } else { Message }))
            .collect();
        let outcome = calls(&lab, Way::OnTheSpot, idle, &come, None, |_| ()).await;
        let expected = expected(idle, &come, None);
        if outcome.got != expected.got {
            let right = outcome.got.iter().zip(&expected.got);
            fail(format!(
                "3000 events were there at once; {} were handed on, the first {} of them rightly",
                outcome.got.len(),
                right.take_while(|(got, should)| got == should).count()
            ));
        }
        compare(
            "3000 events were there at once",
            idle,
            &come,
            &outcome,
            &expected,
        );
    });
}

#[test]
fn it_ends_in_time_however_it_is_polled() {
    virtual_time(async |lab: Lab| {
        let idle = ms(2_003);
        for way in Way::ALL {
            let case = format!("a future that is {way}, with an idle time of 2003ms");
            lab.case(case.as_str());
            let come = [(ms(1_507), Message), (ms(2_909), KeepAlive)];
            let outcome = calls(&lab, way, idle, &come, None, |_| ()).await;
            expect_eq(
                (outcome.end, outcome.after),
                ("Idle", ms(1_507) + idle),
                format!("{case}, and a message after 1507ms: this came, so long after the call"),
            );
            let later = match way {
                Way::Later => Way::LATER,
                _ => ms(0),
            };
            let outcome = calls(&lab, way, idle, &[], None, |_| ()).await;
            expect_eq(
                (outcome.end, outcome.after),
                ("Idle", later + idle),
                format!(
                    "{case}, and nothing that came: this came, so long after the call; the time counts \
                     from the first poll"
                ),
            );
        }
    });
}
