//! `full_mailbox`: who waits, who is refused, which message is dropped, and what never is.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Mutex;
use std::task::Poll;
use std::time::Duration;

use async_katas::c22_actors::full_mailbox::{
    Counts, Inbox, SendError, Sender, Sent, WhenFull, mailbox,
};
use futures::FutureExt;
use futures::future::{join, join_all};
use lab::timeline::short;
use lab::{
    A_DAY, Lab, Order, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, race,
    real_time_on, secs, virtual_time, within,
};
use tokio::task::unconstrained;
use tokio::time::{sleep, timeout};
use tokio_test::task;

use super::let_go::let_go;
use super::lock::lock;
use super::orders::{NTH, orders};
use super::sparingly::sparingly;
use super::spent::spend_the_budget;

const ALL: [WhenFull; 4] = [
    WhenFull::Wait,
    WhenFull::Refuse,
    WhenFull::DropNewest,
    WhenFull::DropOldest,
];

fn named(when_full: WhenFull) -> &'static str {
    match when_full {
        WhenFull::Wait => "`Wait`",
        WhenFull::Refuse => "`Refuse`",
        WhenFull::DropNewest => "`DropNewest`",
        WhenFull::DropOldest => "`DropOldest`",
    }
}

fn room_for<T: Send>(room: usize, when_full: WhenFull) -> (Sender<T>, Inbox<T>) {
    mailbox(
        NonZeroUsize::new(room).unwrap_or(NonZeroUsize::MIN),
        when_full,
    )
}

/// What a sender was told. Decided by `match`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Told<T> {
    Kept,
    Dropped,
    Full(T),
    Closed(T),
}

fn told<T>(outcome: Result<Sent, SendError<T>>) -> Told<T> {
    match outcome {
        Ok(Sent::Kept) => Told::Kept,
        Ok(Sent::Dropped) => Told::Dropped,
        Err(SendError::Full(message)) => Told::Full(message),
        Err(SendError::Closed(message)) => Told::Closed(message),
    }
}

fn control<T>(outcome: Result<(), SendError<T>>) -> Told<T> {
    told(outcome.map(|()| Sent::Kept))
}

/// The fields by name: waiting, given, dropped, refused.
fn counted(counts: Counts) -> [(&'static str, u64); 4] {
    let Counts {
        waiting,
        given,
        dropped,
        refused,
    } = counts;
    fields(waiting, given, dropped, refused)
}

fn fields(waiting: u64, given: u64, dropped: u64, refused: u64) -> [(&'static str, u64); 4] {
    [
        ("waiting", waiting),
        ("given", given),
        ("dropped", dropped),
        ("refused", refused),
    ]
}

/// Sends what needs no waiting, in its first poll, and this is why.
fn at_once<T: Send>(sender: &Sender<T>, message: T, why: &str) -> Told<T> {
    // tokio lets a task do only so much in one poll, which is not what is asked here.
    match unconstrained(sender.send(message)).now_or_never() {
        Some(outcome) => told(outcome),
        None => fail(format!("{why}, and `send` waited")),
    }
}

/// As it says of a mailbox with room.
const HAS_ROOM: &str = "the mailbox had room";

/// An actor that handles each message for two seconds, on the lane of the message; a message at once,
/// and four more in a burst after a second, with room for two.
async fn burst(lab: &Lab, when_full: WhenFull, expected: &str, why: &str) {
    let (sender, mut inbox) = room_for(2, when_full);
    lab.explain("+", "`send` has kept the message");
    lab.explain("<", "`send` has given it back");
    lab.explain("~", "`send` has dropped it");
    let actor = async {
        while let Some(message) = inbox.recv().await {
            lab.job(message).takes(secs(2)).gives(()).await;
        }
    };
    let told_of = RefCell::new(Vec::new());
    let send = async |message: &'static str, lane: &str, at| {
        sleep(at).await;
        let outcome = told(lab.wait(lane, sender.send(message)).await);
        if lab.now() > at && outcome != Told::Kept {
            fail(format!(
                "`send` waited for {:?} before it refused or dropped the message: without room it \
                 does so at once",
                lab.now() - at
            ));
        }
        let glyph = match outcome {
            Told::Kept => '+',
            Told::Dropped => '~',
            Told::Full(back) if back == message => '<',
            Told::Full(_) => fail("`send` gave back another message than the one it was given"),
            Told::Closed(_) => fail("`send` said that nobody reads the mailbox, and somebody did"),
        };
        lab.mark(lane, glyph);
        told_of
            .borrow_mut()
            .push((message.to_owned(), glyph, lab.now()));
    };
    let sends = async {
        join_all([
            send("1", "send 1", secs(0)),
            send("2", "send 2", secs(1)),
            send("3", "send 3", secs(1)),
            send("4", "send 4", secs(1)),
            send("5", "send 5", secs(1)),
        ])
        .await;
    };
    let until = timeout(secs(20), join(actor, sends));
    let _still_waiting = until.await;
    for number in 1..=5 {
        lab.explain(&number.to_string(), "the actor handles this message");
    }
    let handled: Vec<String> = ["1", "2", "3", "4", "5"]
        .into_iter()
        .filter(|message| !lab.timeline().items(message).is_empty())
        .map(str::to_owned)
        .collect();
    if let Some(fault) = at_fault(when_full, &told_of.into_inner(), &handled) {
        fail(fault);
    }
    lab.expect_because(expected, why);
}

/// What is wrong with what became of the five messages, if anything is: message 1 is being handled, 2
/// and 3 find room, and at that instant 4 and 5 find none.
fn at_fault(
    when_full: WhenFull,
    told: &[(String, char, Duration)],
    handled: &[String],
) -> Option<String> {
    let policy = named(when_full);
    let of = |message: &str| {
        let mut these = told.iter().filter(|(other, ..)| other == message);
        these.next().map(|(_, glyph, at)| (*glyph, *at))
    };
    let in_words = |glyph| match glyph {
        '+' => "kept",
        '<' => "refused",
        _ => "dropped",
    };
    if let Some((glyph @ ('<' | '~'), _)) = of("3") {
        return Some(format!(
            "there is room for two, message 1 was being handled, message 2 waited, and message 3 was {}: \
             there was room for it. A message has its room only until `recv` gives it",
            in_words(glyph)
        ));
    }
    let full = "messages 2 and 3 waited in a mailbox with room for two";
    let was_handled = |message: &str| handled.iter().any(|other| other == message);
    match (when_full, of("4")) {
        (WhenFull::Wait, Some(('+', at))) if at < secs(2) => Some(format!(
            "{full}, and message 4 was kept beside them at {}: it finds room only when the actor takes \
             a message, at 2s",
            short(at)
        )),
        (WhenFull::Refuse | WhenFull::DropNewest, Some(('+', _))) if handled.len() == 5 => {
            Some(format!(
                "{full}, message 4 came, and with {policy} it was kept beside them and handled, and so \
                 was message 5: the mailbox has more room than it was given"
            ))
        }
        (WhenFull::DropNewest, Some(('+', _))) if !was_handled("3") => Some(format!(
            "{full}, message 4 came, and with {policy} it was kept, and message 3, which was there \
             before, was dropped for it: the new one itself is to be dropped, and what was in the \
             mailbox before it stays"
        )),
        (WhenFull::DropNewest, Some(('+', _))) if !was_handled("4") => Some(format!(
            "{full}, message 4 came, and with {policy} it was dropped, as it should be, and `send` said \
             `Kept` and not `Dropped`"
        )),
        (WhenFull::DropOldest, _) if handled.len() == 5 => Some(format!(
            "{full}, messages 4 and 5 came, and with {policy} all five were handled: 2 and 3, which had \
             waited longest, should have been dropped for them"
        )),
        (WhenFull::DropOldest, _) if handled.len() == 3 && !was_handled("4") => Some(format!(
            "{full}, messages 4 and 5 came, and with {policy} the actor handled {}: message 4 was dropped \
             for message 5, and the one that has waited longest should be, which is never the last that \
             came",
            handled.join(", ")
        )),
        (WhenFull::DropOldest, _) if handled.len() < 3 => Some(format!(
            "{full}, messages 4 and 5 came, and with {policy} the actor handled {} only, and not 1, 4 and \
             5: it was dropped though there was room for two",
            handled.join(" and ")
        )),
        _ => None,
    }
}

#[test]
fn a_burst_waits() {
    virtual_time(async |lab: Lab| {
        let why = "with `Wait` nothing is lost: a sender goes on at the instant at which the actor \
                   takes a message and so makes room";
        burst(
            &lab,
            WhenFull::Wait,
            "
                    0s  1s  2s  3s  4s  5s  6s  7s  8s  9s  10s
            send 1  +
            send 2      +
            send 3      +
            send 4      ....+
            send 5      ............+
            1       |=======|
            2               |=======|
            3                       |=======|
            4                               |=======|
            5                                       |=======|
            ",
            why,
        )
        .await;
    });
}

#[test]
fn a_burst_is_refused() {
    virtual_time(async |lab: Lab| {
        let why = "with `Refuse` a message without room comes back at once, and what was in the \
                   mailbox before it stays";
        burst(
            &lab,
            WhenFull::Refuse,
            "
                    0s  1s  2s  3s  4s  5s  6s
            send 1  +
            send 2      +
            send 3      +
            send 4      <
            send 5      <
            1       |=======|
            2               |=======|
            3                       |=======|
            ",
            why,
        )
        .await;
    });
}

#[test]
fn a_burst_loses_its_newest() {
    virtual_time(async |lab: Lab| {
        let why = "with `DropNewest` a message without room is dropped, and what was in the mailbox \
                   before it stays";
        burst(
            &lab,
            WhenFull::DropNewest,
            "
                    0s  1s  2s  3s  4s  5s  6s
            send 1  +
            send 2      +
            send 3      +
            send 4      ~
            send 5      ~
            1       |=======|
            2               |=======|
            3                       |=======|
            ",
            why,
        )
        .await;
    });
}

#[test]
fn a_burst_loses_its_oldest() {
    virtual_time(async |lab: Lab| {
        let why = "with `DropOldest` a message without room takes the place of the one that has \
                   waited longest, which the actor never sees";
        burst(
            &lab,
            WhenFull::DropOldest,
            "
                    0s  1s  2s  3s  4s  5s  6s
            send 1  +
            send 2      +
            send 3      +
            send 4      +
            send 5      +
            1       |=======|
            4               |=======|
            5                       |=======|
            ",
            why,
        )
        .await;
    });
}

/// A message of the test below.
#[derive(Clone, Debug)]
struct Letter {
    at: Duration,
    control: bool,
    takes: Duration,
    gives_up: Option<Duration>,
}

/// `at 128ms for 305ms`
impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.control {
            f.write_str("(control) ")?;
        }
        write!(f, "at {} for {}", short(self.at), short(self.takes))?;
        match self.gives_up.filter(|_| !self.control) {
            Some(at) => write!(f, ", gives up at {}", short(at)),
            None => Ok(()),
        }
    }
}

/// What should happen.
#[derive(Debug, Default)]
struct Story {
    /// Which messages the actor handles, and from when on.
    begun: Vec<(usize, Duration)>,
    /// What each sender is told, and when; `None` has given up.
    told: Vec<Option<(Told<usize>, Duration)>>,
    /// When messages were dropped, and when they were refused.
    dropped: Vec<Duration>,
    refused: Vec<Duration>,
}

impl Story {
    /// The counts at this instant, at which nothing else happens, and how many wait for room then.
    fn counts(&self, letters: &[Letter], when_full: WhenFull, now: Duration) -> ([u64; 4], u64) {
        let until_now = |times: &[Duration]| times.iter().filter(|at| **at <= now).count();
        let kept = self.told.iter().flatten();
        let kept = kept.filter(|(told, at)| *told == Told::Kept && *at <= now);
        let kept = kept.count();
        let given = self.begun.iter().filter(|(_, at)| *at <= now).count();
        let (dropped, refused) = (until_now(&self.dropped), until_now(&self.refused));
        let dropped_later = match when_full {
            WhenFull::DropOldest => dropped,
            _ => 0,
        };
        let in_line = letters.iter().zip(&self.told).filter(|(letter, told)| {
            letter.at <= now
                && told.is_none_or(|(_, at)| at > now)
                && letter.gives_up.is_none_or(|at| at > now)
        });
        let counts = [kept - given - dropped_later, given, dropped, refused];
        (counts.map(|count| count as u64), in_line.count() as u64)
    }
}

struct Desk<'a> {
    letters: &'a [Letter],
    control: VecDeque<usize>,
    messages: VecDeque<usize>,
    line: VecDeque<usize>,
    /// The instant from which on the actor is free.
    free: Duration,
    story: Story,
}

impl Desk<'_> {
    /// Lets the actor go on up to this instant.
    fn until(&mut self, now: Duration) {
        while self.free <= now {
            let taken = self.control.pop_front();
            let Some(number) = taken.or_else(|| self.messages.pop_front()) else {
                return;
            };
            self.story.begun.push((number, self.free));
            if taken.is_none() {
                self.first_in_line();
            }
            self.free += self.letters[number].takes;
        }
    }

    fn first_in_line(&mut self) {
        while let Some(number) = self.line.pop_front() {
            let gives_up = self.letters[number].gives_up;
            if gives_up.is_none_or(|at| at > self.free) {
                self.messages.push_back(number);
                self.story.told[number] = Some((Told::Kept, self.free));
                return;
            }
        }
    }
}

fn story(letters: &[Letter], room: usize, when_full: WhenFull) -> Story {
    let mut desk = Desk {
        letters,
        control: VecDeque::new(),
        messages: VecDeque::new(),
        line: VecDeque::new(),
        free: secs(0),
        story: Story::default(),
    };
    for (number, letter) in letters.iter().enumerate() {
        let now = letter.at;
        desk.until(now);
        desk.free = desk.free.max(if desk.free <= now { now } else { secs(0) });
        let has_room = desk.messages.len() < room;
        let mut outcome = Some((Told::Kept, now));
        match when_full {
            _ if letter.control => desk.control.push_back(number),
            _ if has_room => desk.messages.push_back(number),
            WhenFull::Wait => {
                desk.line.push_back(number);
                outcome = None;
            }
            WhenFull::Refuse => {
                desk.story.refused.push(now);
                outcome = Some((Told::Full(number), now));
            }
            WhenFull::DropNewest => {
                desk.story.dropped.push(now);
                outcome = Some((Told::Dropped, now));
            }
            WhenFull::DropOldest => {
                desk.story.dropped.push(now);
                desk.messages.pop_front();
                desk.messages.push_back(number);
            }
        }
        desk.story.told.push(outcome);
        desk.until(now);
    }
    desk.until(Duration::MAX);
    desk.story
}

/// A control message that `recv` gave at this instant, as in a sentence.
fn control_given_at(
    letters: &[Letter],
    begun: &[(usize, Duration)],
    at: Duration,
) -> Option<String> {
    let given = begun.iter().find(|(number, when)| {
        *when == at && letters.get(*number).is_some_and(|letter| letter.control)
    });
    given.map(|(number, _)| {
        format!(
            "that is when `recv` gave control message {number}: a control message has no room, so none \
             comes free when it is given"
        )
    })
}

/// What is said of the first message that was given out of its place, if one was.
fn out_of_place(
    letters: &[Letter],
    story: &Story,
    told: &[Option<(Told<usize>, Duration)>],
    begun: &[(usize, Duration)],
    should: &[usize],
) -> Option<String> {
    let got: Vec<usize> = begun.iter().map(|(number, _)| *number).collect();
    let place = (0..got.len().max(should.len())).find(|n| got.get(*n) != should.get(*n))?;
    let kind = |number: usize| match letters.get(number) {
        Some(letter) if letter.control => format!("control message {number}"),
        _ => format!("message {number}"),
    };
    let sent = |number: usize| letters.get(number).map_or(secs(0), |letter| letter.at);
    let became = |told: Option<&Option<(Told<usize>, Duration)>>| match told {
        Some(Some((Told::Full(_), at))) => format!("was refused at {}", short(*at)),
        Some(Some((Told::Dropped, at))) => format!("was dropped at {}", short(*at)),
        Some(Some((Told::Kept, at))) => format!("was kept at {}", short(*at)),
        Some(Some((Told::Closed(_), at))) => {
            format!("came back at {}, as if nobody read", short(*at))
        }
        _ => "was given up by its sender".to_owned(),
    };
    let (came, due) = (got.get(place).copied(), should.get(place).copied());
    if let Some(extra) = came.filter(|number| !should.contains(number)) {
        let why = match story.told.get(extra) {
            Some(None) => {
                let letter = letters.get(extra);
                let gave_up = letter.and_then(|letter| letter.gives_up).unwrap_or_default();
                match told.get(extra) {
                    Some(Some((Told::Kept, at))) => format!(
                        "`send` had kept it at {}, and {}",
                        short(*at),
                        control_given_at(letters, begun, *at).unwrap_or_else(|| format!(
                            "there was no room for it until its sender would have given up, at {}",
                            short(gave_up)
                        ))
                    ),
                    _ => format!(
                        "its sender had waited for room and given up at {}, with no room until then: \
                         its message should go with it",
                        short(gave_up)
                    ),
                }
            }
            Some(Some((Told::Kept, _))) => {
                "it had waited longest when another one came and there was no room, and should have \
                 been dropped then"
                    .to_owned()
            }
            Some(Some((Told::Dropped, at))) => {
                format!("there was no room for it at {}, and it should have been dropped", short(*at))
            }
            _ => format!(
                "there was no room for it at {}, and it should have been refused",
                short(sent(extra))
            ),
        };
        return Some(format!("`recv` gave {}: {why}", kind(extra)));
    }
    let due = due?;
    if !got.contains(&due) {
        return Some(format!(
            "{} {}, and `recv` never gave it: {}",
            kind(due),
            became(told.get(due)),
            match story.told.get(due) {
                _ if letters[due].control =>
                    "a control message needs no room, and is not dropped for another one".to_owned(),
                Some(Some((_, at))) => format!(
                    "there was room for it at {}, and it was not the one that had waited longest when \
                     there was none for another one",
                    short(*at)
                ),
                _ => "there was room for it".to_owned(),
            }
        ));
    }
    let came = came?;
    Some(match (letters[due].control, letters[came].control) {
        (true, false) => format!(
            "`recv` gave {} before {}, which was in the mailbox since {}: control messages come before \
             all others",
            kind(came),
            kind(due),
            short(sent(due))
        ),
        (false, true) => format!("`recv` gave {} before {}", kind(came), kind(due)),
        _ => format!(
            "`recv` gave {} before {}, which was sent before it: they come in the order in which they \
             were sent",
            kind(came),
            kind(due)
        ),
    })
}

/// Expects these counts, and names the one that is wrong.
fn expect_counts(got: [(&'static str, u64); 4], should: [(&'static str, u64); 4], when: &str) {
    let wrong: Vec<_> = got
        .iter()
        .zip(&should)
        .filter(|(got, should)| got != should)
        .collect();
    let [(got_1, should_1), ..] = wrong[..] else {
        return;
    };
    let ((name, got), (_, should)) = (*got_1, *should_1);
    let of = |name| match name {
        "waiting" => "that were in the mailbox",
        "given" => "that `recv` had given",
        "dropped" => "that were dropped, as the newest or as the oldest",
        _ => "that came back, as there was no room",
    };
    fail(format!(
        "{when}, `counts` told `{name}: {got}`, and there {} {}: each message is counted where it is \
         now, and nowhere else, so one that is dropped or refused no longer counts as waiting",
        match should {
            0 => "were none".to_owned(),
            1 => "was 1".to_owned(),
            should => format!("were {should}"),
        },
        of(name)
    ));
}

/// As it says, where so many senders wait for room: their messages are not in the mailbox.
fn expect_counts_beside(
    in_line: u64,
    found: Counts,
    [waiting, given, dropped, refused]: [u64; 4],
    when: &str,
) {
    let found = counted(found);
    if in_line > 0 && found == fields(waiting + in_line, given, dropped, refused) {
        fail(format!(
            "{when}, `counts` told `waiting: {}`: {waiting} in the mailbox, and as many more as \
             senders waited for room, {in_line}. Their messages are not in the mailbox until there \
             is room, and `waiting` counts those that are",
            waiting + in_line
        ));
    }
    expect_counts(found, fields(waiting, given, dropped, refused), when);
}

#[test]
fn whatever_is_sent_each_message_is_where_it_should_be() {
    for_seeds(60, async |lab: Lab| {
        let mut draw = lab.draw();
        let when_full = ALL[draw.size(0..=3)];
        let room = draw.size(1..=3);
        let (mut at, mut letters) = (secs(0), Vec::new());
        for _ in 0..draw.size(1..=12) {
            // No two of them happen at one instant: counted in steps of 16 ms, a message is sent at
            // 0, work ends somewhere before 14, which is where the counts are looked at, and 15 is
            // where somebody gives up.
            at += draw.times(ms(16), 1..=25);
            let waits = draw.times(ms(16), 0..=60) + ms(15);
            letters.push(Letter {
                at,
                control: draw.size(0..=4) == 0,
                takes: draw.times(ms(16), 1..=60) + ms(1),
                gives_up: (draw.size(0..=1) == 0).then_some(at + waits),
            });
        }
        let all = letters.iter().enumerate();
        let all = all.map(|(number, letter)| format!("{number} {letter}"));
        lab.case(format!(
            "{} with room for {room}, and messages that come and are handled for so long: {}",
            named(when_full),
            all.collect::<Vec<_>>().join("; ")
        ));
        let (sender, mut inbox) = room_for(room, when_full);
        let actor = async {
            let mut begun = Vec::new();
            while let Some(number) = inbox.recv().await {
                begun.push((number, lab.now()));
                let letter: Option<&Letter> = letters.get(number);
                sleep(letter.map_or(secs(0), |letter| letter.takes)).await;
            }
            (begun, inbox)
        };
        let watching = sender.clone();
        let sends = letters.iter().cloned().enumerate().map(|(number, letter)| {
            let (sender, lab) = (sender.clone(), &lab);
            async move {
                sleep(letter.at).await;
                if letter.control {
                    return Some((control(sender.send_control(number)), lab.now()));
                }
                let patience = letter.gives_up.map_or(A_DAY, |at| at - lab.now());
                let outcome = timeout(patience, sender.send(number)).await;
                outcome.ok().map(|outcome| (told(outcome), lab.now()))
            }
        });
        let sends = join_all(sends);
        let_go(sender);
        let counts = async {
            let looks = async {
                let mut looks = Vec::new();
                sleep(ms(14)).await;
                // Long after the last message was handled.
                while lab.now() < secs(60) {
                    looks.push((lab.now(), watching.counts()));
                    sleep(ms(16) * if lab.now() < secs(15) { 5 } else { 500 }).await;
                }
                looks
            };
            let both = join(sends, looks).await;
            let_go(watching);
            both
        };
        let both = join(actor, counts);
        let ((begun, _inbox), (told, looks)) = within(
            secs(300),
            both,
            "all senders were gone, `recv` had waited since before that, and it still waits: whoever \
             drops the last sender should wake it, and it should give `None` then",
        )
        .await;
        let story = story(&letters, room, when_full);
        let numbers = |begun: &[(usize, Duration)]| -> Vec<usize> {
            begun.iter().map(|(number, _)| *number).collect()
        };
        let policy = named(when_full);
        let (got, should) = (numbers(&begun), numbers(&story.begun));
        if let Some(fault) = out_of_place(&letters, &story, &told, &begun, &should) {
            fail(format!("with {policy} and room for {room}, {fault}"));
        }
        expect_eq(
            got,
            should,
            format!(
                "with {policy} and room for {room}, the actor was given other messages than those \
                 that should be in the mailbox, or in another order (each with its number)"
            ),
        );
        for (number, (was, should)) in told.iter().zip(&story.told).enumerate() {
            if let Some((Told::Kept, at)) = was
                && was != should
                && let Some(why) = control_given_at(&letters, &begun, *at)
                && matches!(should, None | Some((Told::Kept, _)))
            {
                fail(format!(
                    "with {policy} and room for {room}, message {number} waited for room and was kept at \
                     {}, and {why}",
                    short(*at)
                ));
            }
        }
        expect_eq(
            told,
            story.told.clone(),
            format!(
                "with {policy} and room for {room}, not every sender was told what became of its \
                 message, at the instant at which that was clear (`None` has given up)"
            ),
        );
        expect_eq(
            begun,
            story.begun.clone(),
            "`recv` did not give each message at the instant at which it was there and the actor \
             asked for it (number, and when)",
        );
        for (at, found) in looks {
            let (should, in_line) = story.counts(&letters, when_full, at);
            let when = format!("with {policy} and room for {room}, at {at:?}");
            expect_counts_beside(in_line, found, should, &when);
        }
    });
}

#[test]
fn a_mailbox_has_as_much_room_as_it_was_given() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 20);
        for when_full in ALL {
            for room in [1usize, 2, 1000] {
                let policy = named(when_full);
                lab.case(format!(
                    "{policy} with room for {room}, and nobody reads for a day"
                ));
                let (sender, mut inbox) = room_for(room, when_full);
                for number in 0..room {
                    if at_once(&sender, number, HAS_ROOM) != Told::Kept {
                        fail(format!(
                            "{} in a mailbox with room for {room}, and the next one was not kept",
                            match number {
                                0 => "nothing was".to_owned(),
                                1 => "1 message was".to_owned(),
                                number => format!("{number} messages were"),
                            }
                        ));
                    }
                }
                let (one_more, meanwhile) = join(timeout(A_DAY, sender.send(room)), async {
                    sleep(A_DAY / 2).await;
                    sender.counts()
                })
                .await;
                let one_more = one_more.ok().map(told);
                let (should_be_told, counts) = match when_full {
                    WhenFull::Wait => (None, [room, 0, 0, 0]),
                    WhenFull::Refuse => (Some(Told::Full(room)), [room, 0, 0, 1]),
                    WhenFull::DropNewest => (Some(Told::Dropped), [room, 0, 1, 0]),
                    WhenFull::DropOldest => (Some(Told::Kept), [room, 0, 1, 0]),
                };
                let why = match (when_full, one_more) {
                    (WhenFull::Wait, Some(Told::Full(_))) => {
                        "it waited for room, and lost its patience: no limit was named"
                    }
                    (WhenFull::DropNewest, Some(Told::Kept)) => {
                        "`send` said `Kept`, and there was no room: with `DropNewest` the new one \
                         itself is dropped, and `send` says so"
                    }
                    (WhenFull::Wait | WhenFull::Refuse, Some(Told::Kept)) => {
                        "it was kept, though there was no room: without a bound the memory fills"
                    }
                    _ => "this is not what should have become of it (`None`: it waits after a day)",
                };
                expect_eq(
                    one_more,
                    should_be_told,
                    format!(
                        "{} in a mailbox with room for {room} and {policy}, and one more was sent: \
                         {why}",
                        match room {
                            1 => "1 message was".to_owned(),
                            room => format!("{room} messages were"),
                        }
                    ),
                );
                let counts = counts.map(|count| count as u64);
                let in_line = u64::from(matches!(when_full, WhenFull::Wait));
                let when = format!("the mailbox was full, one more was sent with {policy}, and");
                let [later, in_the_end] = ["half a day later", "more than a day later"]
                    .map(|later| format!("{when} {later}"));
                expect_counts_beside(in_line, meanwhile, counts, &later);
                expect_counts_beside(in_line, sender.counts(), counts, &in_the_end);
                let first = inbox.recv().await;
                let oldest = usize::from(matches!(when_full, WhenFull::DropOldest));
                expect_eq(
                    first,
                    Some(oldest),
                    format!(
                        "the mailbox was full, and with {policy} one more was sent: this is what \
                         `recv` gave first, and it should give the one that has waited longest of \
                         those that were not dropped"
                    ),
                );
                expect_eq(
                    at_once(
                        &sender,
                        room + 1,
                        "`recv` had given a message, which had room until then",
                    ),
                    Told::Kept,
                    "a message was taken from a full mailbox, and there was no room for another one",
                );
            }
        }
    });
}

#[test]
fn room_goes_to_the_first_who_waits() {
    virtual_time(async |lab: Lab| {
        for gives_up in [false, true] {
            let (sender, mut inbox) = room_for(1, WhenFull::Wait);
            let _ = at_once(&sender, 0, HAS_ROOM);
            let (mut first, mut second) =
                (task::spawn(sender.send(1)), task::spawn(sender.send(2)));
            if first.poll().is_ready() || second.poll().is_ready() {
                fail("the mailbox was full, and `send` with `Wait` did not wait");
            }
            lab.case(match gives_up {
                false => "room for 1, two who wait for it, and one who comes as room is made",
                true => "room for 1, two who wait for it, and the first gives up as it gets it",
            });
            expect_eq(
                inbox.recv().await,
                Some(0),
                "one message was in the mailbox",
            );
            if gives_up {
                drop(first);
                // Its message may have been in the mailbox by then.
                if !second.is_woken() && inbox.recv().now_or_never() != Some(Some(1)) {
                    fail(
                        "`recv` made room, the first of two who waited for it gave up just then, and \
                         neither did the second go on nor was the message of the first there: the \
                         room is lost",
                    );
                }
            } else {
                let mut late = task::spawn(sender.send(3));
                if late.poll().is_ready() {
                    fail(
                        "two senders waited for room, `recv` made some, and a third one that came \
                         only then had it: who has just woken up finds none, and may wait for ever",
                    );
                }
                if first.poll().is_pending() {
                    fail(
                        "`recv` made room, and the first of those who waited for it did not go on",
                    );
                }
                expect_eq(
                    inbox.recv().await,
                    Some(1),
                    "the first had room, and kept its message",
                );
            }
            if !second.is_woken() || second.poll().is_pending() {
                fail(
                    "the first of two who waited for room was done with it, or gave up as it got it, \
                     and the second did not go on: the room is lost",
                );
            }
        }
    });
}

#[test]
fn whoever_gives_up_the_others_keep_their_places() {
    virtual_time(async |_lab: Lab| {
        unconstrained(async {
            for leave in orders(4).iter().filter(|leave| leave.len() < 4) {
                the_line_without(leave);
            }
        })
        .await;
    });
}

/// Four wait for room, some of them give up in this order, and then one message is taken after another.
fn the_line_without(leave: &[usize]) {
    let (sender, mut inbox) = room_for(1, WhenFull::Wait);
    let _ = at_once(&sender, 0, HAS_ROOM);
    let mut line = [1, 2, 3, 4].map(|number| Some(task::spawn(sender.send(number))));
    for waits in line.iter_mut().flatten() {
        if waits.poll().is_ready() {
            fail("the mailbox was full, and `send` with `Wait` did not wait");
        }
    }
    for n in leave {
        let_go(line[*n].take());
    }
    let mut given = Vec::new();
    for _ in 0..10 {
        given.extend(inbox.recv().now_or_never().flatten());
        for waits in &mut line {
            if let Some(one) = waits
                && one.is_woken()
                && one.poll().is_ready()
            {
                let_go(waits.take());
            }
        }
    }
    let stay = (1..=4).filter(|number| !leave.contains(&(number - 1)));
    let expected: Vec<usize> = [0].into_iter().chain(stay).collect();
    if given != expected {
        let gone: Vec<&str> = leave.iter().map(|n| NTH[*n]).collect();
        fail(format!(
            "four waited for room with the messages 1 to 4, and these gave up: the {}; then one message \
             after another was taken. They were {given:?}, and should be {expected:?}: {}",
            gone.join(", then the "),
            match given.len() < expected.len() {
                true => "whoever gives up keeps nobody from going on, and here the room was lost",
                false => {
                    "room goes to the first who waits, and whoever gives up leaves the others in their \
                     order"
                }
            }
        ));
    }
}

#[test]
fn what_is_dropped_is_gone_at_once() {
    virtual_time(async |lab: Lab| {
        for (when_full, gone) in [(WhenFull::DropNewest, 1), (WhenFull::DropOldest, 0)] {
            lab.case(format!(
                "{} with room for 1, and two messages",
                named(when_full)
            ));
            let (sender, _inbox) = room_for(1, when_full);
            let messages = [lab.probe(), lab.probe()];
            let watches = [messages[0].watch(), messages[1].watch()];
            for message in messages {
                let _outcome = sender.send(message).await;
            }
            let [first, second] = watches.map(|watch| watch.is_dropped());
            let which = match gone {
                0 => "the first, which had waited longest,",
                _ => "the second, for which there was no room,",
            };
            match (first, second) {
                (false, false) => fail(format!(
                    "two messages were sent to a mailbox with room for one, and when the second \
                     `send` had returned, both were still there: {which} is to be dropped at once, \
                     and not when somebody reads"
                )),
                (true, true) => fail("two messages were sent, and both were dropped"),
                _ if first != (gone == 0) => fail(format!(
                    "two messages were sent to a mailbox with room for one, and the wrong one was \
                     dropped: it should be {which} and the other one stays"
                )),
                _ => {}
            }
        }
    });
}

#[test]
fn control_messages_come_first_and_need_no_room() {
    virtual_time(async |lab: Lab| {
        for when_full in ALL {
            let policy = named(when_full);
            lab.case(format!(
                "{policy} with room for 2, a full mailbox and a thousand control messages"
            ));
            let (sender, mut inbox) = room_for(2, when_full);
            for number in 0..1000 {
                if number == 500 {
                    expect_eq(
                        [
                            at_once(&sender, 2000, HAS_ROOM),
                            at_once(&sender, 2001, HAS_ROOM),
                        ],
                        [Told::Kept, Told::Kept],
                        "five hundred control messages waited, no other message did, and there was \
                         no room: control messages need none",
                    );
                }
                expect_eq(
                    control(sender.send_control(number)),
                    Told::Kept,
                    "a control message came back, though there was somebody to read it: it needs no \
                     room, however many there are",
                );
            }
            // Whatever is done with these, it is not done at the cost of control messages.
            let _without_room = [2002, 2003].map(|number| sender.send(number).now_or_never());
            let dropped = 2 * u64::from(matches!(
                when_full,
                WhenFull::DropNewest | WhenFull::DropOldest
            ));
            let refused = 2 * u64::from(matches!(when_full, WhenFull::Refuse));
            expect_counts(
                counted(sender.counts()),
                fields(1002, 0, dropped, refused),
                "a thousand control messages and two others waited, two more were sent without room, and",
            );
            let_go(sender);
            let mut given = Vec::new();
            while let Some(number) = inbox.recv().await {
                given.push(number);
            }
            let others = match when_full {
                WhenFull::DropOldest => [2002, 2003],
                _ => [2000, 2001],
            };
            let should: Vec<u64> = (0..1000).chain(others).collect();
            let place = (0..should.len()).find(|n| given.get(*n) != should.get(*n));
            if let Some(place) = place {
                let before = "a thousand control messages and two others were in the mailbox";
                let (came, due) = (given.get(place).copied(), should[place]);
                let missing = !given.contains(&due);
                fail(match came {
                    None if given.len() < should.len() && missing => format!(
                        "{before}, the sender was dropped, and `recv` gave {} of them and then `None`: \
                         it should first give what is still there",
                        given.len()
                    ),
                    Some(came) if came >= 2000 && due < 1000 && !missing => format!(
                        "{before}, and `recv` gave message {came} before control message {due}: control \
                         messages come before all others"
                    ),
                    Some(came) if came < 1000 && !missing => format!(
                        "{before}, and `recv` gave control message {came} before control message {due}, \
                         which was sent before it: they come in the order in which they were sent"
                    ),
                    Some(came) => format!(
                        "{before}, two more were sent without room, and `recv` gave message {came} \
                         (numbers from 2000 on are no control messages), where {due} should come: with \
                         {policy} {}",
                        match when_full {
                            WhenFull::DropOldest =>
                                "the two that had waited longest are dropped for them",
                            _ => "what was in the mailbox before them stays",
                        }
                    ),
                    None => format!("{before}, and `recv` gave {} messages", given.len()),
                });
            }
            expect_eq(given.len(), should.len(), "`recv` gave more than was sent");
        }
    });
}

#[test]
fn the_last_sender_ends_it_when_the_mailbox_is_empty() {
    virtual_time(async |lab: Lab| {
        for when_full in ALL {
            lab.case(format!("{} and two senders", named(when_full)));
            let (sender, mut inbox) = room_for(2, when_full);
            let other = sender.clone();
            let before = lab.now();
            let senders = async {
                let _ = at_once(&sender, 1, HAS_ROOM);
                let_go(sender);
                sleep(ms(1003)).await;
                let _ = (at_once(&other, 2, HAS_ROOM), control(other.send_control(3)));
                let_go(other);
            };
            let reader = async {
                let mut given = Vec::new();
                while let Some(number) = inbox.recv().await {
                    given.push((number, lab.now() - before));
                    sleep(ms(501)).await;
                }
                (given, lab.now() - before)
            };
            let ((given, ended), ()) = within(
                secs(60),
                join(reader, senders),
                "both senders were gone and the mailbox was empty, and `recv` still waits",
            )
            .await;
            if given.len() < 3 {
                fail(format!(
                    "the last sender was dropped right after it had sent two messages, and `recv` \
                     gave {given:?} and then `None`: it should first give what is still there"
                ));
            }
            expect_eq(
                given,
                vec![(1, ms(0)), (3, ms(1003)), (2, ms(1504))],
                "one message was sent at 0s, a sender was dropped, and the other one sent a message \
                 and a control message at 1.003s and was dropped: this is what `recv` gave, and when",
            );
            expect_eq(
                ended,
                ms(2005),
                "`recv` should give `None` as soon as it is asked, as all senders are gone and \
                 nothing is left",
            );
            expect_eq(
                inbox.recv().now_or_never(),
                Some(None),
                "`recv` gave `None`, and was asked once more",
            );
        }
    });
}

#[test]
fn a_reader_that_waits_is_told_when_the_last_sender_goes() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        let (sender, mut inbox) = room_for::<u8>(1, WhenFull::Wait);
        let leaves = async {
            sleep(A_DAY).await;
            let_go(sender);
        };
        let reads = async { (inbox.recv().await, lab.now()) };
        let ((given, at), ()) = within(
            A_DAY * 2,
            join(reads, leaves),
            "the last sender was dropped while `recv` waited, and nobody woke it: it still waits a \
             day later",
        )
        .await;
        if at < A_DAY {
            fail(format!(
                "there was a sender for a day, and `recv` gave {given:?} after {at:?}: it waits as \
                 long as there is a sender"
            ));
        }
        expect_eq(
            (given, at),
            (None, A_DAY),
            "the last sender was dropped after a day, while `recv` waited",
        );
    });
}

#[test]
fn whoever_sends_to_nobody_has_the_message_back() {
    virtual_time(async |lab: Lab| {
        for when_full in ALL {
            lab.case(format!(
                "{} with room for 1, and an inbox that is dropped",
                named(when_full)
            ));
            let (sender, inbox) = room_for(1, when_full);
            let kept = lab.probe();
            let watch = kept.watch();
            let first = sender.send(kept).await;
            if first.is_err() {
                fail(
                    "nothing was in a mailbox with room for one, and the first message was not kept",
                );
            }
            let before = lab.now();
            let waits = async {
                match when_full {
                    WhenFull::Wait => {
                        let waits = timeout(secs(60), sender.send(lab.probe())).await;
                        let outcome = match waits {
                            Err(_) => "waits for ever",
                            Ok(outcome) => came_back(told(outcome)),
                        };
                        (outcome, lab.now() - before)
                    }
                    _ => ("came back: nobody reads", ms(1003)),
                }
            };
            let leaves = async {
                sleep(ms(1003)).await;
                let_go(inbox);
            };
            let (outcome, ()) = join(waits, leaves).await;
            if outcome.0 == "waits for ever" {
                fail(
                    "somebody waited for room, the inbox was dropped, and a minute later the sender \
                     still waits: nobody has told it that there will be no room",
                );
            }
            expect_eq(
                outcome,
                ("came back: nobody reads", ms(1003)),
                "somebody waited for room, the inbox was dropped, and this is what came of the \
                 message, and when",
            );
            let later = sender.send(lab.probe()).now_or_never();
            let later = later.map(|outcome| came_back(told(outcome)));
            expect_eq(
                later,
                Some("came back: nobody reads"),
                match later {
                    Some("came back: no room") => {
                        "a message was sent after the inbox was dropped, and came back as \
                         `SendError::Full`, as if somebody could still make room: look whether the inbox \
                         is gone before you look for room, and give it back as `SendError::Closed`, \
                         whatever was in the mailbox"
                    }
                    Some("was dropped") => {
                        "a message was sent after the inbox was dropped, and was dropped as if there were \
                         no room: look whether the inbox is gone before you look for room, and give it \
                         back as `SendError::Closed`"
                    }
                    Some(_) => {
                        "a message was sent after the inbox was dropped, and was kept: nobody will read \
                         it, and it should come back"
                    }
                    None => {
                        "a message was sent after the inbox was dropped, and `send` waited, as if \
                         somebody could still make room: nobody will read it, and it should come back at \
                         once"
                    }
                },
            );
            expect_eq(
                came_back(control(sender.send_control(lab.probe()))),
                "came back: nobody reads",
                "a control message was sent after the inbox was dropped: nobody will read it, and it \
                 should come back",
            );
            let_go(sender);
            expect_eq(
                watch.is_dropped(),
                true,
                "inbox and senders are gone, and a message that nobody had read is still there",
            );
        }
    });
}

#[test]
fn all_who_wait_have_their_messages_back_when_the_inbox_goes() {
    virtual_time(async |lab: Lab| {
        // So many places are free again when it goes, and those who are to have them have not run.
        for free in 0..=2 {
            lab.case(format!(
                "room for 2, four who wait for it, {}, and an inbox that is dropped",
                match free {
                    0 => "nothing taken",
                    1 => "one message taken",
                    _ => "two messages taken",
                }
            ));
            let (sender, mut inbox) = room_for(2, WhenFull::Wait);
            for number in [10, 11] {
                let _kept = at_once(&sender, number, HAS_ROOM);
            }
            let mut waiting = [0, 1, 2, 3].map(|number| task::spawn(sender.send(number)));
            for waits in &mut waiting {
                if waits.poll().is_ready() {
                    fail("the mailbox was full, and `send` with `Wait` did not wait");
                }
            }
            for _ in 0..free {
                let _taken = inbox.recv().await;
            }
            let_go(inbox);
            let taken = match free {
                0 => "",
                1 => ", one message was taken",
                _ => ", two messages were taken",
            };
            for (number, waits) in waiting.iter_mut().enumerate() {
                let who = format!(
                    "four waited for room{taken}, the inbox was dropped, and the {} of them",
                    NTH[number]
                );
                if !waits.is_woken() {
                    fail(format!(
                        "{who} was not woken: nobody has told it that there will be no room. All who \
                         wait should have their messages back"
                    ));
                }
                let Poll::Ready(outcome) = waits.poll() else {
                    fail(format!(
                        "{who} was woken, and waits on: there will be no room any more"
                    ))
                };
                match told(outcome) {
                    Told::Closed(back) if back == number => {}
                    // It may have been in the mailbox by then.
                    Told::Kept if number < free => {}
                    outcome => fail(format!(
                        "{who}, which sent message {number}, was told `{outcome:?}`: its message should \
                         come back, as nobody reads the mailbox any more"
                    )),
                }
            }
        }
    });
}

fn came_back(told: Told<lab::Probe>) -> &'static str {
    match told {
        Told::Kept => "was kept",
        Told::Dropped => "was dropped",
        Told::Full(_) => "came back: no room",
        Told::Closed(_) => "came back: nobody reads",
    }
}

#[test]
fn a_sender_that_gives_up_takes_nobodys_place() {
    cancel_at_every_await(async |lab: Lab| a_sender_gives_up(&lab, false).await);
}

#[test]
fn a_sender_that_gives_up_where_tokio_makes_it_give_way_takes_nobodys_place() {
    cancel_at_every_await(async |lab: Lab| a_sender_gives_up(&lab, true).await);
}

async fn a_sender_gives_up(lab: &Lab, gives_way: bool) {
    let (sender, mut inbox) = room_for(1, WhenFull::Wait);
    let reads = async {
        let mut given = Vec::new();
        while let Some(number) = inbox.recv().await {
            given.push(number);
            sleep(ms(10)).await;
        }
        given
    };
    let sends = async {
        let _ = sender.send(0).await;
        sleep(ms(1)).await;
        let (cut, last) = tokio::join!(
            async {
                let first = sender.send(1).await;
                let before = lab.now();
                let cut = match gives_way {
                    true => lab.cut(sparingly(sender.send(2))).await,
                    false => lab.cut(sender.send(2)).await,
                };
                // Message 1 is taken at 10ms, and until then there is no room for another.
                let at_once = cut.is_some() && lab.now() == before && lab.now() < ms(10);
                (told(first.map_err(|_| SendError::Closed(1))), at_once)
            },
            async {
                sleep(ms(2)).await;
                timeout(secs(60), sender.send(3)).await.is_ok()
            }
        );
        let_go(sender);
        (cut, last)
    };
    let (given, ((first, cut), last)) = join(reads, sends).await;
    if cut {
        fail("one message was in a mailbox with room for one, and `send` with `Wait` did not wait");
    }
    if first != Told::Kept || !last {
        fail(
            "a sender gave up waiting for room, and another one that waited behind it never had \
             any: the room is lost",
        );
    }
    if matches!(*given, [0] | [0, 1] | [0, 1, 2]) {
        fail(format!(
            "message 3 was kept, its sender went, and `recv` gave {given:?} and then `None`: it \
             should first give what is still there"
        ));
    }
    if !matches!(*given, [0, 1, 2, 3] | [0, 1, 3]) {
        fail(format!(
            "a sender gave up waiting with message 2, and `recv` gave {given:?}: all others \
             should come, once and in their order"
        ));
    }
}

/// What is said of three messages of which `recv` gave only these, before and after this.
fn all_given(given: &[i32], dropped: &str) -> String {
    match given {
        [2, 3] => format!(
            "{dropped}, and message 1 was lost with it: it had been taken out of the mailbox and was not \
             given yet, and nothing may wait between taking a message and giving it"
        ),
        [] | [1] | [1, 2] => format!(
            "{dropped}. Asked again, `recv` gave no more than this and then `None`, as the sender was \
             gone: it should first give what is still there"
        ),
        _ => format!("{dropped}, and asked again: this is all that it gave"),
    }
}

#[test]
fn a_reader_that_gives_up_takes_nothing() {
    cancel_at_every_await(async |lab: Lab| a_reader_gives_up(&lab, false).await);
}

#[test]
fn a_reader_that_gives_up_where_tokio_makes_it_give_way_takes_nothing() {
    cancel_at_every_await(async |lab: Lab| a_reader_gives_up(&lab, true).await);
}

async fn a_reader_gives_up(lab: &Lab, gives_way: bool) {
    let (sender, mut inbox) = room_for(1, WhenFull::Wait);
    let sends = async {
        for number in 1..=3 {
            sleep(ms(10)).await;
            let _ = sender.send(number).await;
        }
        let_go(sender);
    };
    let reads = async {
        let mut given = Vec::new();
        let first = match gives_way {
            true => lab.cut(sparingly(inbox.recv())).await,
            false => lab.cut(inbox.recv()).await,
        };
        if let Some(Some(number)) = first {
            given.push(number);
        }
        while let Some(number) = inbox.recv().await {
            given.push(number);
        }
        given
    };
    let (given, ()) = join(reads, sends).await;
    expect_eq(
        given.clone(),
        vec![1, 2, 3],
        all_given(&given, "`recv` was cancelled while it waited"),
    );
}

#[test]
fn a_reader_that_gives_up_when_its_turn_is_spent_takes_nothing() {
    virtual_time(async |_lab: Lab| {
        let (sender, mut inbox) = room_for(3, WhenFull::Wait);
        for number in 1..=3 {
            let _ = sender.send(number).await;
        }
        let_go(sender);
        // tokio lets a task do only so much in one poll; then what it asks for is pending.
        let first = poll_fn(|cx| {
            spend_the_budget();
            Poll::Ready(pin!(inbox.recv()).poll(cx))
        });
        let mut given = Vec::new();
        if let Poll::Ready(Some(number)) = first.await {
            given.push(number);
        }
        while let Some(number) = inbox.recv().await {
            given.push(number);
        }
        let dropped = "`recv` was polled once by a task that had spent what tokio lets it do in one poll, \
                       and dropped";
        expect_eq(given.clone(), vec![1, 2, 3], all_given(&given, dropped));
    });
}

#[test]
fn senders_on_many_threads_lose_nothing() {
    real_time_on(4, async |lab: Lab| {
        for when_full in ALL {
            lab.case(format!(
                "{} with room for 3, and four tasks on four threads",
                named(when_full)
            ));
            let (sender, mut inbox) = room_for(3, when_full);
            let watching = sender.clone();
            let senders = (0..4u64).map(|_| {
                let sender = sender.clone();
                tokio::spawn(async move {
                    let mut kept = 0;
                    for number in 0..500u64 {
                        kept += match told(sender.send(number).await) {
                            Told::Kept => 1,
                            _ => 0,
                        };
                        if number % 50 == 0 {
                            let _ = sender.send_control(number);
                        }
                    }
                    kept
                })
            });
            let senders = senders.collect::<Vec<_>>();
            let_go(sender);
            let reader = tokio::spawn(async move {
                let mut given = 0u64;
                while given < 2040 {
                    match timeout(secs(1), inbox.recv()).await {
                        Ok(Some(_)) => given += 1,
                        Ok(None) => fail("`recv` gave `None`, and there was a sender"),
                        Err(_) => break,
                    }
                    tokio::task::yield_now().await;
                    if watching.counts().waiting == 0 && given >= 40 && is_over(&watching, given) {
                        break;
                    }
                }
                (given, counted(watching.counts()))
            });
            let kept = lab.span("senders", join_all(senders)).await;
            let kept: u64 = kept.into_iter().map(Result::unwrap_or_default).sum();
            let Ok((given, counts)) = lab.span("reader", reader).await else {
                fail("the reader did not come to its end")
            };
            let [.., (_, dropped), (_, refused)] = counts;
            let dropped_later = match when_full {
                WhenFull::DropOldest => dropped,
                _ => 0,
            };
            expect_eq(
                given,
                kept + 40 - dropped_later,
                "this many messages came out of those that were kept and not dropped later, and of \
                 forty control messages",
            );
            expect_eq(
                counts,
                fields(0, given, dropped, refused),
                "all senders were done and nothing was left in the mailbox",
            );
            expect_eq(
                given + dropped + refused,
                2040,
                "2000 messages and 40 control messages were sent, and this is how many were given, \
                 dropped or refused",
            );
        }
    });
}

/// What a reader found on one thread while another one sent the last message and left.
type Found = Option<Option<u8>>;

/// One look into the mailbox.
fn looks(inbox: &Mutex<Inbox<u8>>) -> Found {
    lock(inbox).recv().now_or_never()
}

#[test]
fn what_another_thread_sends_before_it_leaves_is_not_lost() {
    let mut round = 0;
    race(
        move || {
            round += 1;
            let (sender, inbox) = room_for(1, ALL[round / 2 % 4]);
            (Mutex::new(Some(sender)), Mutex::new(inbox), round % 2 == 0)
        },
        |(_, inbox, _)| {
            let mut looked = None;
            for _ in 0..30 {
                looked = looks(inbox);
                if looked.is_some() {
                    break;
                }
            }
            looked
        },
        |(sender, _, is_control)| {
            let Some(sender) = lock(sender).take() else {
                return;
            };
            // The reader finds the mailbox in use now and then, and takes longer for a look.
            for _ in 0..10 {
                let _counts = sender.counts();
            }
            let _kept = match is_control {
                true => control(sender.send_control(1)),
                false => at_once(&sender, 1, HAS_ROOM),
            };
            let_go(sender);
        },
        |(_, inbox, _), looked, ()| {
            let found = looked.or_else(|| looks(inbox));
            if found != Some(Some(1)) {
                fail(match found {
                    Some(_) => {
                        "the last sender sent a message and was dropped on one thread, `recv` was at \
                         work on another, and gave `None`: the message is lost. It had found the \
                         mailbox empty, then came the message, and then it found no sender: look for \
                         both in one step, or for senders first"
                    }
                    None => {
                        "the last sender sent a message and was dropped on one thread, `recv` was at \
                         work on another, and, asked again after that, waits for ever: it should give \
                         the message"
                    }
                });
            }
            match looked {
                Some(_) => Order::OtherFirst,
                None => Order::OneFirst,
            }
        },
    );
}

/// Whether all that was sent is accounted for.
fn is_over(sender: &Sender<u64>, given: u64) -> bool {
    let [.., (_, dropped), (_, refused)] = counted(sender.counts());
    given + dropped + refused >= 2040
}

#[test]
fn a_sender_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a `send` and a `recv` that are {way}"));
            let (sender, mut inbox) = room_for(1, WhenFull::Wait);
            // Each in a task of its own, so that only its own waker brings it on.
            let reads = lab.clone();
            let reader = tokio::spawn(async move {
                let first = reads.polled(way, inbox.recv()).await;
                sleep(secs(5)).await;
                (first, inbox.recv().await, inbox.recv().await)
            });
            sleep(secs(2)).await;
            let _ = at_once(&sender, 1, HAS_ROOM);
            let last = match way {
                Way::OnTheSpot | Way::Later => "",
                _ => ": whoever polled it last should be woken",
            };
            let waits = format!(
                "`recv` waited, by a future that was {way}, message 1 was put into the mailbox, and a \
                 minute later `recv` had not taken it{last}"
            );
            let _ = within(secs(60), sender.send(2), waits).await;
            let sends = lab.clone();
            let waits = tokio::spawn(async move {
                let _ = sends.polled(way, sender.send(3)).await;
            });
            let still_waits = format!(
                "`send` waited for room, by a future that was {way}, a message was taken, and a minute \
                 later its own had not come{last}"
            );
            let (given, _) = within(secs(60), join(reader, waits), still_waits).await;
            let given = given.ok();
            expect_eq(
                given,
                Some((Some(1), Some(2), Some(3))),
                match given {
                    Some((Some(1), _, None)) => {
                        "three messages were sent, the sender was gone when the last was in the mailbox, \
                         and `recv` gave `None` before it had given what is still there"
                    }
                    _ => "three messages were sent, and this is what `recv` gave",
                },
            );
        }
    });
}
