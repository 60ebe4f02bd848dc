//! `ask_an_actor`: each message in its turn, each reply to its own caller, and whoever waits for a
//! dead actor is told so.

use std::fmt;
use std::mem::ManuallyDrop;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use async_katas::c22_actors::ask_an_actor::{Actor, Gone, Handle, start};
use futures::future::{BoxFuture, join, join_all};
use futures::stream::FuturesOrdered;
use futures::{StreamExt, poll};
use lab::timeline::{counted, short};
use lab::{
    A_DAY, Fault, Lab, Probe, Watch, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    real_time_on, secs, virtual_time,
};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::{JoinError, JoinHandle, yield_now};
use tokio::time::{sleep, timeout};

use super::let_go::let_go;
use super::lock::lock;
use super::orders::{NTH, orders};
use super::sparingly::sparingly;

/// What the actor is to do.
struct Message {
    number: usize,
    does: Does,
    /// Dropped when it is handled, or when it is thrown away.
    _held: Option<Probe>,
}

enum Does {
    Work(Duration),
    Fault(Fault),
}

fn work(number: usize, time: Duration) -> Message {
    Message {
        number,
        does: Does::Work(time),
        _held: None,
    }
}

/// Such a message, and what tells when it was handled or thrown away.
fn watched(lab: &Lab, number: usize, time: Duration) -> (Message, Watch) {
    let held = lab.probe();
    let watch = held.watch();
    let message = Message {
        _held: Some(held),
        ..work(number, time)
    };
    (message, watch)
}

/// An actor that notes which messages it has begun, and when.
struct Clerk {
    lab: Lab,
    begun: Vec<(usize, Duration)>,
    /// What was dropped in its middle, and when.
    cut: Arc<Mutex<Vec<(usize, Duration)>>>,
}

/// A message that is being handled.
struct InHand {
    number: usize,
    lab: Lab,
    cut: Arc<Mutex<Vec<(usize, Duration)>>>,
    done: bool,
}

impl InHand {
    fn finish(mut self) {
        self.done = true;
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        if !self.done {
            lock(&self.cut).push((self.number, self.lab.now()));
        }
    }
}

impl Actor for Clerk {
    type Message = Message;
    /// The number of the message, and how many had been begun by then.
    type Reply = (usize, usize);

    fn handle(&mut self, message: Message) -> impl Future<Output = (usize, usize)> + Send {
        let Message { number, does, .. } = message;
        self.begun.push((number, self.lab.now()));
        let reply = (number, self.begun.len());
        let (job, fault) = match does {
            Does::Work(time) => (Some(self.lab.job("actor").takes(time).gives(())), None),
            Does::Fault(fault) => (None, Some(self.lab.faulty("actor", fault)())),
        };
        let in_hand = InHand {
            number,
            lab: self.lab.clone(),
            cut: Arc::clone(&self.cut),
            done: false,
        };
        async move {
            if let Some(job) = job {
                job.await;
            }
            if let Some(fault) = fault {
                let _ = fault.await;
            }
            in_hand.finish();
            reply
        }
    }
}

type Office = (Handle<Clerk>, JoinHandle<Clerk>);

fn open(lab: &Lab, room: usize) -> Office {
    lab.explain("actor", "each span is a message that it handles");
    let clerk = Clerk {
        lab: lab.clone(),
        begun: Vec::new(),
        cut: Arc::default(),
    };
    start(clerk, NonZeroUsize::new(room).unwrap_or(NonZeroUsize::MIN))
}

/// What a caller was told. Decided by `match`.
fn told<T>(outcome: Result<T, Gone>) -> Result<T, &'static str> {
    match outcome {
        Ok(reply) => Ok(reply),
        Err(Gone) => Err("gone"),
    }
}

/// Asks on a lane of its own, from this instant on.
async fn asks(
    lab: &Lab,
    handle: &Handle<Clerk>,
    lane: &str,
    from: Duration,
    message: Message,
) -> Result<(usize, usize), &'static str> {
    sleep(from).await;
    let outcome = told(lab.wait(lane, handle.ask(message)).await);
    lab.explain("*", "the caller has its reply");
    lab.explain("-", "the caller is told that the actor is gone");
    lab.mark(lane, if outcome.is_ok() { '*' } else { '-' });
    outcome
}

/// The numbers of the messages that the actor had begun, and the instants at which it had, when its
/// task has ended within a minute.
async fn begun(task: JoinHandle<Clerk>, when: &str) -> Vec<(usize, Duration)> {
    ended(task, when).await.begun
}

/// The actor, when its task has ended within a minute.
async fn ended(task: JoinHandle<Clerk>, when: &str) -> Clerk {
    match timeout(secs(60), task).await {
        Ok(Ok(clerk)) => clerk,
        Ok(Err(ended)) => fail(format!(
            "{when}, the task of the actor should end and give the actor back: it {}",
            how(&ended)
        )),
        Err(_) => fail(format!(
            "{when}, and a minute later the task of the actor had still not ended: it waits for \
             messages that nobody can send any more, as it does for ever if the task itself holds \
             a handle, or whatever else keeps its mailbox open"
        )),
    }
}

/// The end of a test that does not ask how an actor ends: it is aborted.
async fn let_die(lab: &Lab, task: JoinHandle<Clerk>) {
    task.abort();
    sleep(ms(1)).await;
    let alive = lab.tasks_alive();
    if alive > 0 {
        fail(format!(
            "the task that came with the handle was aborted, and a millisecond later {} still alive: \
             the `JoinHandle` should be that of the very task that handles the messages, and not of \
             one that waits for it",
            match alive {
                1 => "another one was".to_owned(),
                _ => format!("{alive} others were"),
            }
        ));
    }
}

/// An actor that takes a day for each message.
struct Slow;

impl Actor for Slow {
    type Message = ();
    type Reply = ();

    async fn handle(&mut self, _message: ()) {
        sleep(A_DAY).await;
    }
}

/// How many calls of `tell` find room at once in a mailbox with room for one, beside the message that
/// is being handled. There are ten.
async fn tells_that_find_room() -> usize {
    let (handle, task) = start(Slow, NonZeroUsize::MIN);
    let _told = timeout(secs(1), handle.tell(())).await;
    sleep(secs(1)).await;
    let tells = (0..10).map(|_| timeout(secs(1), handle.tell(())));
    let found = join_all(tells).await;
    task.abort();
    found
        .iter()
        .filter(|told| matches!(told, Ok(Ok(()))))
        .count()
}

/// An actor that takes ten seconds for each message.
struct Steady;

impl Actor for Steady {
    type Message = ();
    type Reply = ();

    async fn handle(&mut self, _message: ()) {
        sleep(secs(10)).await;
    }
}

/// How many calls of `tell` find room in a mailbox with room for two that was full, when the actor has
/// begun the second of three messages: there is room for one. There are ten.
async fn tells_that_find_room_later() -> usize {
    let Some(room) = NonZeroUsize::new(2) else {
        return 0;
    };
    let (handle, task) = start(Steady, room);
    let _told = timeout(secs(1), handle.tell(())).await;
    sleep(secs(1)).await;
    for _ in 0..2 {
        let _told = timeout(secs(1), handle.tell(())).await;
    }
    sleep(secs(11)).await;
    let tells = (0..10).map(|_| timeout(secs(1), handle.tell(())));
    let found = join_all(tells).await;
    task.abort();
    found
        .iter()
        .filter(|told| matches!(told, Ok(Ok(()))))
        .count()
}

fn how(ended: &JoinError) -> &'static str {
    match ended.is_panic() {
        true => "panicked",
        false => "was aborted",
    }
}

#[test]
fn one_message_at_a_time_in_the_order_of_asking() {
    virtual_time(async |lab: Lab| {
        let (handle, task) = open(&lab, 5);
        let replies = join_all([
            asks(&lab, &handle, "a", secs(0), work(1, secs(2))),
            asks(&lab, &handle, "b", secs(1), work(2, secs(1))),
            asks(&lab, &handle, "c", secs(2), work(3, secs(2))),
        ])
        .await;
        lab.expect_because(
            "
                    0s  1s  2s  3s  4s  5s
            actor   |=======|===|=======|
            a       ........*
            b           ........*
            c               ............*
            ",
            "the actor takes the next message when it is done with the one before, and each caller \
             goes on when its own message has been handled",
        );
        expect_eq(
            replies,
            vec![Ok((1, 1)), Ok((2, 2)), Ok((3, 3))],
            "three asked, and not each of them has the reply to its own message: the number of the \
             message, and how many the actor had handled by then",
        );
        let_die(&lab, task).await;
    });
}

/// A caller of the test below: when it comes, what it asks for, and when it gives up.
#[derive(Clone)]
struct Caller {
    comes: Duration,
    takes: Duration,
    gives_up: Option<Duration>,
}

/// `at 450ms for 276ms, gives up at 1.226s`
impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {} for {}", short(self.comes), short(self.takes))?;
        match self.gives_up {
            Some(at) => write!(f, ", gives up at {}", short(at)),
            None => Ok(()),
        }
    }
}

/// The number of the message that a caller has a reply to, and when, unless it has given up.
type Answer = Option<(Result<usize, &'static str>, Duration)>;

/// What should happen.
#[derive(Default)]
struct Story {
    /// When each message is begun.
    begun: Vec<(usize, Duration)>,
    /// When each caller has its reply.
    replies: Vec<Answer>,
    /// From when on there is room for the message of each caller.
    has_room: Vec<Duration>,
}

/// One that gives up before its message has found room has sent nothing.
fn expected(callers: &[Caller], room: usize) -> Story {
    let (mut story, mut free) = (Story::default(), secs(0));
    let Story {
        begun,
        replies,
        has_room: rooms,
    } = &mut story;
    for (number, caller) in callers.iter().enumerate() {
        let has_room = match begun.len().checked_sub(room) {
            Some(taken) => begun[taken].1.max(caller.comes),
            None => caller.comes,
        };
        rooms.push(has_room);
        let gives_up = caller.gives_up.unwrap_or(Duration::MAX);
        if gives_up < has_room {
            replies.push(None);
            continue;
        }
        let begins = has_room.max(free);
        free = begins + caller.takes;
        begun.push((number, begins));
        replies.push((free < gives_up).then_some((Ok(number), free)));
    }
    story
}

/// What is said of a caller that was told that the actor is gone, at this instant, though a handle was
/// there.
fn gone_too_soon(
    callers: &[Caller],
    story: &Story,
    caller: usize,
    at: Duration,
    has_ended: bool,
) -> String {
    let told = format!(
        "caller {caller} was told at {} that the actor is gone",
        short(at)
    );
    if !has_ended {
        return match story.has_room[caller] > callers[caller].comes {
            true => format!(
                "{told}, which was alive: the mailbox was full, and whoever finds no room waits until \
                 there is some"
            ),
            false => format!("{told}, which was alive, and there was room for the message"),
        };
    }
    let gave_up = callers.iter().map(|caller| caller.gives_up);
    let before = gave_up
        .enumerate()
        .filter_map(|(number, gave_up)| Some((gave_up.filter(|gave_up| *gave_up < at)?, number)));
    let why = match before.max() {
        Some((gave_up, number)) => format!(
            "caller {number} had given up at {}, and a reply that nobody waits for is no reason to end",
            short(gave_up)
        ),
        None => "nobody had given up, and there was a handle".to_owned(),
    };
    format!("{told}: its task had ended by then. {why}")
}

/// What is said of a message that was never handled, and was thrown away at this instant.
fn lost(
    callers: &[Caller],
    story: &Story,
    (caller, dropped): (usize, Option<Duration>),
    room: usize,
    without_handles: Duration,
) -> String {
    let gave_up = callers[caller].gives_up;
    let has_room = story.has_room[caller];
    match (dropped, gave_up) {
        (Some(dropped), Some(gave_up)) if dropped == gave_up => {
            let before = story.begun.iter().filter(|(number, _)| *number < caller);
            let waiting = before.filter(|(_, begins)| *begins > has_room).count();
            format!(
                "caller {caller} gave up at {}, and its message was still in the hands of `ask` and \
                 was dropped with it. It should have been in the mailbox since {}: there was room for \
                 {room}, and {} of others waited there, beside the one that was being handled. So \
                 `ask` had waited for something else than room",
                short(gave_up),
                short(has_room),
                counted(waiting, "message")
            )
        }
        (Some(dropped), _) if dropped >= without_handles => format!(
            "the message of caller {caller} was in the mailbox when the last handle was dropped, at \
             {}, and was thrown away at {}: the actor handles what is there before it ends",
            short(without_handles),
            short(dropped)
        ),
        (Some(dropped), Some(gave_up)) => format!(
            "the message of caller {caller} was in the mailbox when its caller gave up, at {}, and was \
             thrown away at {}: what is in the mailbox is handled, whether anybody waits for the reply \
             or not",
            short(gave_up),
            short(dropped)
        ),
        (Some(dropped), None) => format!(
            "the message of caller {caller} was thrown away at {}, and was never handled",
            short(dropped)
        ),
        (None, _) => {
            format!("the message of caller {caller} was never handled, and somebody still holds it")
        }
    }
}

#[test]
fn whoever_comes_and_whoever_gives_up_the_others_have_their_replies() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let room = draw.size(1..=3);
        let mut comes = secs(0);
        let mut callers = Vec::new();
        for _ in 0..draw.size(1..=9) {
            // Nobody gives up at an instant at which something else happens: those are even.
            comes += draw.times(ms(2), 1..=303);
            let gives_up = draw.size(0..=1) == 1;
            callers.push(Caller {
                comes,
                takes: draw.times(ms(2), 1..=403),
                gives_up: gives_up.then(|| comes + draw.times(ms(2), 0..=700) + ms(1)),
            });
        }
        let told_of = callers.iter().enumerate();
        let told_of = told_of.map(|(number, caller)| format!("{number} {caller}"));
        lab.case(format!(
            "room for {room}, and callers, each with a message that takes so long: {}",
            told_of.collect::<Vec<_>>().join("; ")
        ));
        let (handle, task) = open(&lab, room);
        let abort = task.abort_handle();
        let (sent, watches): (Vec<_>, Vec<_>) = callers
            .iter()
            .enumerate()
            .map(|(number, caller)| watched(&lab, number, caller.takes))
            .unzip();
        let asking = callers.iter().zip(sent).map(|(caller, message)| {
            let (lab, handle, abort) = (&lab, &handle, &abort);
            async move {
                sleep(caller.comes).await;
                let patience = caller.gives_up.map_or(A_DAY, |at| at - lab.now());
                let reply = timeout(patience, handle.ask(message)).await;
                let at = lab.now();
                let reply = told(reply.ok()?).map(|(number, _)| number);
                yield_now().await;
                Some((reply, at, abort.is_finished()))
            }
        });
        let replies = join_all(asking).await;
        let story = expected(&callers, room);
        for (caller, reply) in replies.iter().enumerate() {
            match reply {
                Some((Ok(number), ..)) if *number != caller => fail(format!(
                    "caller {caller} has the reply to the message of caller {number}: each message \
                     needs a way back of its own, also where another caller has given up"
                )),
                Some((Err(_), at, has_ended)) => {
                    fail(gone_too_soon(&callers, &story, caller, *at, *has_ended));
                }
                _ => {}
            }
        }
        let replies: Vec<Answer> = replies
            .into_iter()
            .map(|reply| reply.map(|(reply, at, _)| (reply, at)))
            .collect();
        sleep(ms(1)).await;
        let without_handles = lab.now();
        let_go(handle);
        let Clerk { begun, cut, .. } = ended(task, "the last handle was dropped").await;
        if let Some((number, at)) = lock(&cut).first() {
            let gave_up = callers[*number].gives_up == Some(*at);
            fail(format!(
                "`handle` was dropped at {} in the middle of the message of caller {number}{}: a \
                 message is handled to its end, whether anybody waits for the reply or not",
                short(*at),
                if gave_up {
                    ", who gave up just then"
                } else {
                    ""
                }
            ));
        }
        let numbers = |begun: &[(usize, Duration)]| -> Vec<usize> {
            begun.iter().map(|(number, _)| *number).collect()
        };
        let (handled, should) = (numbers(&begun), numbers(&story.begun));
        if let Some(extra) = handled.iter().find(|number| !should.contains(number)) {
            let gave_up = callers[*extra].gives_up.unwrap_or_default();
            let (first, later) = (
                tells_that_find_room().await,
                tells_that_find_room_later().await,
            );
            fail(match first {
                0 | 1 if later > 1 => format!(
                    "caller {extra} gave up at {}, when there should have been no room for its message, and \
                     the message was handled: the mailbox takes more than it has room for, once it has been \
                     full. In one with room for two, when one message had been handled, one was being handled \
                     and one waited, {later} of ten found room, and there is room for one: a message keeps \
                     its room until `handle` is called with it, so take one at a time out of the mailbox",
                    short(gave_up)
                ),
                0 | 1 => format!(
                    "caller {extra} gave up at {}, before there was room for its message, and the \
                     message was handled all the same: `ask` had handed it to somebody else, a task \
                     say, who waited for room in its place and put it into the mailbox later",
                    short(gave_up)
                ),
                found => format!(
                    "caller {extra} gave up at {}, when there should have been no room for its \
                     message, and the message was handled: the mailbox takes more than it has room \
                     for. In one with room for one, beside the message that is handled, {found} of \
                     ten found room",
                    short(gave_up)
                ),
            });
        }
        if let Some(caller) = should.iter().find(|number| !handled.contains(number)) {
            let dropped = watches[*caller].dropped_at();
            fail(lost(
                &callers,
                &story,
                (*caller, dropped),
                room,
                without_handles,
            ));
        }
        expect_eq(
            begun,
            story.begun,
            "the actor did not begin each message in the order of asking, at the instant at which \
             the one before was done (number of the caller, and when)",
        );
        expect_eq(
            replies,
            story.replies,
            "not every caller had its reply at the instant at which its message had been handled \
             (one entry is one caller: the number in the reply, and when; `None` has given up)",
        );
    });
}

#[test]
fn who_tells_goes_on_when_the_message_is_in_the_mailbox() {
    virtual_time(async |lab: Lab| {
        let (handle, task) = open(&lab, 1);
        let tells = async |lane: &str, from: Duration, message: Message| {
            sleep(from).await;
            let outcome = told(lab.wait(lane, handle.tell(message)).await);
            if outcome.is_err() {
                fail(match task.is_finished() {
                    true => format!("`{lane}` was told that the actor is gone: its task had ended"),
                    false => format!(
                        "`{lane}` was told that the actor is gone, which was alive: the mailbox was \
                         full, and whoever finds no room waits until there is some"
                    ),
                });
            }
            lab.explain("+", "the message is in the mailbox");
            lab.mark(lane, '+');
            lab.now()
        };
        let went_on = join_all([
            tells("a", secs(0), work(1, secs(3))),
            tells("b", secs(1), work(2, secs(2))),
            tells("c", secs(2), work(3, secs(1))),
            tells("d", secs(4), work(4, secs(1))),
        ])
        .await;
        let_go(handle);
        let without_handles = lab.now();
        let begun = begun(task, "the last handle was dropped").await;
        let numbers: Vec<usize> = begun.into_iter().map(|(number, _)| number).collect();
        let why = match &went_on[..] {
            [first, ..] if *first > secs(0) => {
                "the actor had nothing to do when `a` came, and `a` went on only when its message had \
                 been handled: `tell` waits until the message is in the mailbox, and not for a reply"
                    .to_owned()
            }
            [_, second, ..] if *second > secs(1) => {
                "the message of `a` was being handled, and as long as it was, there was no room for \
                 that of `b`: room is for messages that wait, and the one that is being handled needs \
                 none"
                    .to_owned()
            }
            [_, _, third, _] if *third < secs(3) => {
                "there is room for one message that waits. That of `b` waited until 3s, and that of \
                 `c` found room beside it: the mailbox takes more than it has room for"
                    .to_owned()
            }
            _ if numbers.len() < 4 => format!(
                "messages were in the mailbox when the last handle was dropped, at {}, and the actor \
                 ended without handling them",
                short(without_handles)
            ),
            _ => {
                "there is room for one message beside the one that is being handled, and whoever tells \
                 waits for room and for nothing else"
                    .to_owned()
            }
        };
        lab.expect_because(
            "
                    0s  1s  2s  3s  4s  5s  6s  7s
            actor   |===========|=======|===|===|
            a       +
            b           +
            c               ....+
            d                       ....+
            ",
            &why,
        );
        expect_eq(
            numbers,
            vec![1, 2, 3, 4],
            "four messages were sent by `tell`, and the actor has not handled all of them in the \
             order in which they were sent",
        );
    });
}

#[test]
fn the_mailbox_has_as_much_room_as_it_was_given() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        for room in [1, 2, 1000] {
            lab.case(format!(
                "room for {room}, an actor that is at work on one message for a day, and {} more",
                room + 100
            ));
            let (handle, task) = open(&lab, room);
            let first = timeout(secs(1), handle.tell(work(0, A_DAY)));
            expect_eq(
                first.await.ok().map(told),
                Some(Ok(())),
                "an actor with nothing to do was told something, and `tell` had not returned a second \
                 later: it waits until the message is in the mailbox, and not until it has been handled",
            );
            sleep(secs(1)).await;
            let tells = (1..=room + 100).map(|number| {
                let tell = handle.tell(work(number, secs(0)));
                async { matches!(timeout(secs(1), tell).await, Ok(Ok(()))) }
            });
            let sent = join_all(tells).await.into_iter().filter(|sent| *sent);
            let sent = sent.count();
            if sent > room {
                let found = format!(
                    "the mailbox had room for {room}, the actor was at work on one message, and {sent} \
                     more found room"
                );
                fail(match sent == room + 100 {
                    true => format!(
                        "{found}, all that came: without a bound, callers that are too fast fill the \
                         memory"
                    ),
                    false => format!(
                        "{found}: a message needs its room until `handle` is called with it, also if \
                         it is taken out of the mailbox before that"
                    ),
                });
            }
            if sent < room {
                fail(format!(
                    "the mailbox was empty and had room for {room}, the actor was at work on one \
                     message, and only {sent} more found room: the one that is being handled needs \
                     none"
                ));
            }
            let_die(&lab, task).await;
        }
    });
}

#[test]
fn a_caller_that_gives_up_stops_nothing() {
    virtual_time(async |lab: Lab| {
        let (handle, task) = open(&lab, 5);
        let (second, watch) = watched(&lab, 2, secs(1));
        let gives_up = async |lane: &str, from: Duration, message: Message| {
            sleep(from).await;
            let _given_up = timeout(secs(1), lab.wait(lane, handle.ask(message))).await;
        };
        let ((), (), later) = tokio::join!(
            gives_up("gives up", secs(0), work(1, secs(2))),
            gives_up("too", secs(0), second),
            asks(&lab, &handle, "waits", secs(1), work(3, secs(1))),
        );
        let_go(handle);
        if later.is_err() {
            fail(match task.is_finished() {
                true => {
                    "two callers gave up, and the next one was told that the actor is gone: its task \
                     had ended. Nobody wants the reply of a caller that has given up, and that is no \
                     reason to end"
                }
                false => {
                    "two callers gave up, and the next one was told that the actor is gone, which was \
                     alive and had room for the message"
                }
            });
        }
        if let Ok((number @ (1 | 2), _)) = later {
            fail(format!(
                "two callers gave up, and the third was given the reply to message {number}, which is \
                 that of one of the two: each message needs a way back of its own"
            ));
        }
        let Clerk { begun, cut, .. } = ended(
            task,
            "two callers had given up, and the last handle was dropped",
        )
        .await;
        if !begun.iter().any(|(number, _)| *number == 2) {
            fail(match watch.dropped_at() {
                Some(at) if at == secs(1) => {
                    "a caller gave up at 1s, and its message was still in the hands of `ask` and was \
                     dropped with it, though it was the only one beside that which was being handled, \
                     and there was room for five: `ask` had waited for something else than room"
                        .to_owned()
                }
                Some(at) => format!(
                    "a caller gave up at 1s, when its message was in the mailbox, and the message was \
                     thrown away at {}: what has been sent is handled, whether anybody waits for the \
                     reply or not",
                    short(at)
                ),
                None => "a caller gave up at 1s, and its message was never handled".to_owned(),
            });
        }
        let why = match lock(&cut).first() {
            Some((number, at)) => format!(
                "`handle` was dropped at {} in the middle of message {number}, whose caller gave up \
                 then: a message is handled to its end, whether anybody waits for the reply or not",
                short(*at)
            ),
            None => "two callers gave up at 1s, one while its message was being handled, one while it \
                     was in the mailbox: both messages should be handled to their end, and then the \
                     third"
                .to_owned(),
        };
        lab.expect_because(
            "
                      0s  1s  2s  3s  4s
            actor     |=======|===|===|
            gives up  ..../
            too       ..../
            waits         ............*
            ",
            &why,
        );
        expect_eq(
            (later, begun.len()),
            (Ok((3, 3)), 3),
            "two callers gave up, and the reply that the third one had, and how many messages were \
             handled, are not as they should be",
        );
    });
}

#[test]
fn whoever_gives_up_the_others_keep_their_places() {
    virtual_time(async |lab: Lab| {
        for leave in orders(4).iter().filter(|leave| leave.len() < 4) {
            let (handle, task) = open(&lab, 1);
            // One that is in hand, and one in the mailbox.
            for (number, time) in [(10, ms(103)), (11, ms(3))] {
                let _sent = told(handle.tell(work(number, time)).await);
                sleep(ms(1)).await;
            }
            let mut line =
                [0, 1, 2, 3].map(|number| Some(Box::pin(handle.tell(work(number, ms(3))))));
            for waits in line.iter_mut().flatten() {
                if poll!(waits.as_mut()).is_ready() {
                    fail(
                        "room for one message was taken by one that waits, and somebody who told \
                         another one did not wait for room",
                    );
                }
            }
            for n in leave {
                let_go(line[*n].take());
            }
            let gone: Vec<&str> = leave.iter().map(|n| NTH[*n]).collect();
            let what = format!(
                "four waited for room with the messages 0 to 3, and these gave up: the {}",
                gone.join(", then the ")
            );
            let rest = join_all(line.into_iter().flatten());
            if timeout(secs(60), rest).await.is_err() {
                fail(format!(
                    "{what}; a minute later others still wait for room, though the actor has nothing to \
                     do: whoever gives up leaves the room to the next one"
                ));
            }
            let_go(handle);
            let begun = begun(task, &format!("{what}, and the last handle was dropped")).await;
            let numbers: Vec<usize> = begun.into_iter().map(|(number, _)| number).collect();
            let stay = (0..4).filter(|number| !leave.contains(number));
            let expected: Vec<usize> = [10, 11].into_iter().chain(stay).collect();
            if numbers != expected {
                fail(format!(
                    "{what}; the actor handled {numbers:?}, where {expected:?} should be: messages are \
                     handled in the order in which they were sent, and whoever gives up leaves the \
                     others in their order"
                ));
            }
        }
    });
}

#[test]
fn cut_off_anywhere_a_caller_leaves_the_actor_as_it_was() {
    cancel_at_every_await(async |lab: Lab| the_second_is_cut_off(&lab, false).await);
}

#[test]
fn cut_off_where_tokio_makes_it_give_way_a_caller_leaves_the_actor_as_it_was() {
    cancel_at_every_await(async |lab: Lab| the_second_is_cut_off(&lab, true).await);
}

async fn the_second_is_cut_off(lab: &Lab, gives_way: bool) {
    let (handle, task) = open(lab, 1);
    let second = async {
        let asks = handle.ask(work(2, ms(10)));
        match gives_way {
            true => lab.cut(sparingly(asks)).await,
            false => lab.cut(asks).await,
        }
    };
    let (first, cut, third) = tokio::join!(
        told_of(handle.ask(work(1, ms(10)))),
        second,
        told_of(async {
            sleep(ms(5)).await;
            handle.ask(work(3, ms(10))).await
        }),
    );
    let last = told(handle.ask(work(4, ms(10))).await);
    let gone = matches!(cut, Some(Err(_))) || [first, third, last].iter().any(Result::is_err);
    if gone {
        fail(match task.is_finished() {
            true => {
                "the second of four callers was cancelled, and another one was told that the actor \
                 is gone: its task had ended, which one reply that nobody waits for is no reason for"
            }
            false => {
                "one of four callers was told that the actor is gone, which was alive: there was no \
                 room for the message, and whoever finds none waits until there is some"
            }
        });
    }
    let_go(handle);
    let begun = begun(
        task,
        "a caller was cancelled, and the last handle was dropped",
    )
    .await;
    let numbers: Vec<usize> = begun.into_iter().map(|(number, _)| number).collect();
    if !matches!(*numbers, [1, 2, 3, 4] | [1, 3, 4]) {
        fail(format!(
            "the second of four callers was cancelled, and the messages that the actor handled \
             were {numbers:?}: the others should each be handled once, in their order"
        ));
    }
    let all = numbers.len();
    expect_eq(
        (first, third, last),
        (Ok((1, 1)), Ok((3, all - 1)), Ok((4, all))),
        "the second of four callers was cancelled, and another caller did not have the reply to \
         its own message",
    );
}

async fn told_of<T>(asking: impl Future<Output = Result<T, Gone>>) -> Result<T, &'static str> {
    told(asking.await)
}

/// Awaits all of them, each of which is polled only when it is woken itself, and in this order first.
async fn apart<T>(all: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    all.into_iter()
        .collect::<FuturesOrdered<_>>()
        .collect()
        .await
}

/// Five who wait for an actor that dies after 1.503 s: one for the reply to what it dies of, two with
/// a message in the mailbox, two for room, one of each with `tell`. One more comes after that.
async fn everybody_is_told(lab: &Lab, (handle, task): Office, dies_of: Message, death: &str) {
    let before = lab.now();
    let outcome = async |who: &'static str, from: Duration, asking| {
        sleep(from).await;
        let asking: BoxFuture<'_, Result<&str, Gone>> = asking;
        match timeout(secs(60), asking).await {
            Ok(outcome) => (who, told(outcome), lab.now() - before),
            Err(_) => fail(format!(
                "{death}, and {who} still waits a minute later: nobody has told it that the actor is \
                 gone. What the actor's task owns is dropped when it dies. So if the way back, or \
                 the side of the mailbox that is read, is held nowhere else, whoever waits there \
                 notices"
            )),
        }
    };
    let ask = |message| -> BoxFuture<'_, _> {
        Box::pin(async { handle.ask(message).await.map(|_reply| "has a reply") })
    };
    let tell = |message| -> BoxFuture<'_, _> {
        Box::pin(async { handle.tell(message).await.map(|()| "is in the mailbox") })
    };
    let outcomes = apart([
        outcome("who asked first", ms(0), ask(dies_of)),
        outcome(
            "who asked and is in the mailbox",
            ms(100),
            ask(work(2, secs(1))),
        ),
        outcome(
            "who told and is in the mailbox",
            ms(200),
            tell(work(3, secs(1))),
        ),
        outcome(
            "who asked and waits for room",
            ms(300),
            ask(work(4, secs(1))),
        ),
        outcome(
            "who told and waits for room",
            ms(400),
            tell(work(5, secs(1))),
        ),
        outcome("who asks later", ms(2000), ask(work(6, secs(1)))),
        outcome("who tells later", ms(2001), tell(work(7, secs(1)))),
    ])
    .await;
    let at = ms(1503);
    let should = [
        (Err("gone"), at),
        (Err("gone"), at),
        (Ok("is in the mailbox"), ms(200)),
        (Err("gone"), at),
        (Err("gone"), at),
        (Err("gone"), ms(2000)),
        (Err("gone"), ms(2001)),
    ];
    for ((who, outcome, told), (should, due)) in outcomes.into_iter().zip(should) {
        if (outcome, told) != (should, due) {
            fail(format!(
                "{death}, and {}",
                astray(who, outcome, told, (should, due))
            ));
        }
    }
    match timeout(secs(60), task).await {
        Ok(Err(_)) => {}
        Ok(Ok(_)) => fail(format!(
            "{death}, and its task gave the actor back as if all were well: nobody knows what state it \
             was left in, and the task should end with that"
        )),
        Err(_) => fail(format!(
            "{death}, and a minute later its task had not ended: it should end with that"
        )),
    }
}

/// What is said of somebody who was told this, at that instant, and should have been told something
/// else, or at another instant. It goes on from "the actor died, and".
fn astray(
    who: &str,
    outcome: Result<&str, &str>,
    told: Duration,
    (should, due): (Result<&str, &str>, Duration),
) -> String {
    let at = short(told);
    match (outcome, should) {
        (Ok("has a reply"), _) => format!(
            "{who} has a reply, from an actor that went on after that: nobody knows what state it was \
             left in"
        ),
        (Ok(_), Err(_)) if told < ms(1503) => format!(
            "{who} went on at {at}, long before that: three were before it, one of them being handled, \
             and with room for two there should be none for it"
        ),
        (Ok(_), _) if should.is_err() => format!(
            "{who} was told at {at} that its message is in the mailbox: there is no actor any more, \
             and the message went nowhere"
        ),
        (Err(_), Ok(_)) if told == ms(1503) => format!(
            "{who} still waited then, and was told that the actor is gone: there was room for its \
             message, and `tell` should have returned at {}, and not wait until it is handled",
            short(due)
        ),
        (Err(_), _) if told < due || should.is_ok() => format!(
            "{who} was told at {at} that the actor is gone, which was alive then: {}",
            match who.contains("room") {
                true => "it should wait for room",
                false => "it should wait",
            }
        ),
        _ => format!(
            "{who} was told so at {at} only, and should be told at {}",
            short(due)
        ),
    }
}

#[test]
fn a_panic_is_told_to_all_who_wait_and_to_all_who_come_later() {
    virtual_time(async |lab: Lab| {
        for fault in [
            Fault::PanicsWhenCalled,
            Fault::PanicsWhenPolled,
            Fault::PanicsLater,
        ] {
            lab.case(format!("a `handle` that {fault}"));
            let later = match fault {
                Fault::PanicsLater => Fault::LATER,
                _ => secs(0),
            };
            // One more, as the first message is at work when the others come.
            let (handle, task) = open(&lab, 3);
            let first = told(handle.tell(work(0, ms(1503) - later)).await);
            expect_eq(
                first,
                Ok(()),
                "somebody told an actor something, and was refused",
            );
            sleep(secs(0)).await;
            let dies_of = Message {
                number: 1,
                does: Does::Fault(fault),
                _held: None,
            };
            let death = "`handle` panicked at 1.503s";
            everybody_is_told(&lab, (handle, task), dies_of, death).await;
        }
    });
}

#[test]
fn an_actor_that_is_aborted_is_told_to_all() {
    virtual_time(async |lab: Lab| {
        let (handle, task) = open(&lab, 2);
        let abort = task.abort_handle();
        let killer = async {
            sleep(ms(1503)).await;
            abort.abort();
        };
        let death = "the task of the actor was aborted at 1.503s";
        join(
            everybody_is_told(&lab, (handle, task), work(1, secs(9)), death),
            killer,
        )
        .await;
    });
}

/// A message that holds a handle to the very actor that it is sent to, for whoever is asked next.
struct Own {
    /// What its work is preceded by.
    waits_for: Option<oneshot::Receiver<()>>,
    does: Does,
    _back: Handle<Keeper>,
}

/// An actor for such messages, which counts them.
struct Keeper(Lab, usize);

impl Actor for Keeper {
    type Message = Own;
    type Reply = usize;

    async fn handle(&mut self, message: Own) -> usize {
        let Own {
            waits_for,
            does,
            _back,
        } = message;
        self.1 += 1;
        if let Some(waits_for) = waits_for {
            let _came = waits_for.await;
        }
        match does {
            Does::Work(time) => sleep(time).await,
            Does::Fault(fault) => {
                let _ = self.0.faulty("actor", fault)().await;
            }
        }
        self.1
    }
}

#[test]
fn a_dead_actor_lets_go_of_messages_that_hold_its_own_handle() {
    // Whoever waits for a lock that he holds himself waits on a thread of his own here.
    real_time_on(3, async |lab: Lab| {
        for panics in [false, true] {
            let death = match panics {
                false => "the task of an actor was aborted",
                true => "`handle` of an actor panicked",
            };
            lab.case(format!(
                "{death}, with messages in its mailbox that hold a handle to this very actor"
            ));
            let (handle, task) = start(Keeper(lab.clone(), 0), THREE);
            let (goes_on, waits_for) = oneshot::channel();
            let first = Own {
                waits_for: Some(waits_for),
                does: Does::Fault(Fault::PanicsWhenPolled),
                _back: handle.clone(),
            };
            expect_eq(
                told(handle.tell(first).await),
                Ok(()),
                "an actor with nothing to do was told something, and refused",
            );
            // Three wait in the mailbox behind the one that is handled, and two for room.
            let asked = Arc::new(Semaphore::new(0));
            let asking = [(); 5].map(|()| {
                let (handle, _back, asked) = (handle.clone(), handle.clone(), Arc::clone(&asked));
                tokio::spawn(async move {
                    let own = Own {
                        waits_for: None,
                        does: Does::Work(secs(0)),
                        _back,
                    };
                    let mut asks = Box::pin(handle.ask(own));
                    let first = poll!(asks.as_mut());
                    asked.add_permits(1);
                    match first {
                        Poll::Ready(outcome) => told(outcome).is_err(),
                        Poll::Pending => told(asks.await).is_err(),
                    }
                })
            });
            let _all = asked.acquire_many(5).await;
            match panics {
                false => task.abort(),
                true => {
                    let _goes_on = goes_on.send(());
                }
            }
            let callers = lab.span("the callers", join_all(asking));
            let both = join(timeout(secs(2), task), timeout(secs(2), callers)).await;
            if both.0.is_err() || both.1.is_err() {
                // Dropped, it might wait for ever as well.
                let _undropped = ManuallyDrop::new(handle);
            }
            match both {
                (Err(_), _) => fail(format!(
                    "{death}, messages were in its mailbox that hold a handle to this very actor, and two \
                     seconds later its task had not come to its end: with the mailbox its messages are \
                     dropped, and with them those handles, which must not wait for what is held \
                     meanwhile, a lock say"
                )),
                (_, Err(_)) => fail(format!(
                    "{death}, messages were in its mailbox that hold a handle to this very actor, and two \
                     seconds later not all who had asked had been told that it is gone"
                )),
                (_, Ok(gone)) => expect_eq(
                    gone.into_iter().map(Result::unwrap_or_default).collect(),
                    vec![true; 5],
                    format!("{death}, and these of five callers were told that it is gone"),
                ),
            }
        }
    });
}

/// Room for so many.
const THREE: NonZeroUsize = NonZeroUsize::MIN.saturating_add(2);

#[test]
fn the_last_handle_may_lie_in_the_mailbox() {
    virtual_time(async |lab: Lab| {
        for waiting in [1, 2, 3] {
            lab.case(format!(
                "{} with a handle each to the very actor, and no other handle left",
                counted(waiting, "message")
            ));
            let before = lab.now();
            let (handle, task) = start(Keeper(lab.clone(), 0), THREE);
            for _ in 0..waiting {
                let own = Own {
                    waits_for: None,
                    does: Does::Work(ms(501)),
                    _back: handle.clone(),
                };
                expect_eq(
                    told(handle.tell(own).await),
                    Ok(()),
                    "a message was sent to an actor with room for it, and refused",
                );
            }
            let_go(handle);
            let what = "the last handles to an actor were in its own mailbox, each in a message";
            match timeout(secs(60), task).await {
                Ok(Ok(Keeper(_, handled))) => expect_eq(
                    (handled, lab.now() - before),
                    (waiting, ms(501) * waiting as u32),
                    format!("{what}: so many were handled, and then the task ended"),
                ),
                Ok(Err(ended)) => fail(format!("{what}, and its task {}", how(&ended))),
                Err(_) => fail(format!(
                    "{what}, and a minute later its task had not ended: the last handle was gone when \
                     the last message was"
                )),
            }
        }
    });
}

#[test]
fn an_actor_that_never_began_is_told_to_all() {
    virtual_time(async |lab: Lab| {
        for waits_by_then in [false, true] {
            lab.case(match waits_by_then {
                false => "room for 1; the actor is aborted before its first turn, then three callers come",
                true => "room for 1 and three callers; then the actor is aborted before its first turn",
            });
            let before = lab.now();
            let (handle, task) = open(&lab, 1);
            let abort = async |now: bool| {
                if now {
                    task.abort();
                }
            };
            type Asking<'a> = BoxFuture<'a, Result<&'static str, Gone>>;
            let ask = |number| -> Asking<'_> {
                let message = work(number, secs(1));
                Box::pin(async { handle.ask(message).await.map(|_reply| "has a reply") })
            };
            let tell = |number| -> Asking<'_> {
                let message = work(number, secs(1));
                Box::pin(async { handle.tell(message).await.map(|()| "is in the mailbox") })
            };
            let outcome = async |who: &'static str, from: Duration, asking: Asking<'_>| {
                if from > secs(0) {
                    sleep(from).await;
                }
                match timeout(secs(60), asking).await {
                    Ok(outcome) => (who, told(outcome), lab.now() - before),
                    Err(_) => fail(format!(
                        "the task of the actor was aborted before it had its first turn, and {who} \
                         still waits a minute later: such a task runs no line of its body, and only \
                         drops what was moved into it. Either the body was to make what tells the \
                         callers, or somebody else holds their way back"
                    )),
                }
            };
            let callers = apart([
                outcome("who asked and is in the mailbox", ms(0), ask(1)),
                outcome("who asked and waits for room", ms(0), ask(2)),
                outcome("who told and waits for room", ms(0), tell(3)),
                outcome("who asks later", ms(7), ask(4)),
                outcome("who tells later", ms(9), tell(5)),
            ]);
            // They are polled in this order, and nobody else has a turn in between.
            let (((), outcomes), ()) =
                join(join(abort(!waits_by_then), callers), abort(waits_by_then)).await;
            let should = [ms(0), ms(0), ms(0), ms(7), ms(9)];
            for ((who, outcome, at), due) in outcomes.into_iter().zip(should) {
                let (at, due, late) = (short(at), short(due), at != due);
                let what = match outcome {
                    Ok("has a reply") => format!(
                        "{who} has a reply: another task handles the messages, and the `JoinHandle` \
                         should be that of the very task that does"
                    ),
                    Ok(_) => format!(
                        "{who} was told at {at} that its message is in the mailbox: there was no room \
                         for it, and there is no actor any more"
                    ),
                    Err(_) if late => {
                        format!("{who} was told so at {at} only, and should be told at {due}")
                    }
                    Err(_) => continue,
                };
                fail(format!(
                    "the task of the actor was aborted before it had its first turn, and {what}"
                ));
            }
        }
    });
}

#[test]
fn a_reply_that_was_sent_before_the_end_is_there() {
    virtual_time(async |lab: Lab| {
        let faults = [
            Some(Fault::PanicsWhenCalled),
            Some(Fault::PanicsWhenPolled),
            Some(Fault::PanicsLater),
            None,
        ];
        for dies_of in faults {
            for looks_later in [false, true] {
                let how = match dies_of {
                    Some(fault) => format!("the next one {fault}"),
                    None => "its task is aborted a second later".to_owned(),
                };
                lab.case(format!(
                    "an actor has replied to one message, and {how}; the caller looks {}",
                    match looks_later {
                        false => "when it is woken",
                        true => "only after that",
                    }
                ));
                let (handle, task) = open(&lab, 2);
                let mut asks = Box::pin(handle.ask(work(1, ms(503))));
                if poll!(asks.as_mut()).is_ready() {
                    fail("somebody asked, the message had not been handled, and `ask` was ready");
                }
                if let Some(fault) = dies_of {
                    let dies_of = Message {
                        number: 2,
                        does: Does::Fault(fault),
                        _held: None,
                    };
                    let _sent = told(handle.tell(dies_of).await);
                }
                let dies = async {
                    sleep(ms(1503)).await;
                    task.abort();
                };
                let looks = async {
                    if looks_later {
                        sleep(secs(3)).await;
                    }
                    timeout(secs(60), asks).await
                };
                let ((), looked) = join(dies, looks).await;
                let _ended = timeout(secs(60), task).await;
                match looked {
                    Err(_) => fail(
                        "the actor replied, and died after that, and a minute later the caller still \
                         waits",
                    ),
                    Ok(Err(Gone)) => fail(
                        "the actor had sent its reply, and died only after that, and the caller was \
                         told that it is gone: it looked whether the actor is dead, and not first \
                         whether there is a reply. `Gone` is for those who have none",
                    ),
                    Ok(Ok((number, _))) => expect_eq(
                        number,
                        1,
                        "a caller should have the reply to its own message",
                    ),
                }
            }
        }
    });
}

#[test]
fn the_last_handle_ends_it_when_the_mailbox_is_empty() {
    virtual_time(async |lab: Lab| {
        for (waiting, second) in [(0, ms(5203)), (1, ms(203)), (3, ms(203))] {
            let before = lab.now();
            let (handle, task) = open(&lab, 5);
            let clone = handle.clone();
            lab.case(format!(
                "{} of 501ms sent, then of two handles one is dropped at once and the other at {}",
                match waiting {
                    0 => "nothing".to_owned(),
                    waiting => counted(waiting, "message"),
                },
                short(second)
            ));
            for number in 1..=waiting {
                expect_eq(
                    told(handle.tell(work(number, ms(501))).await),
                    Ok(()),
                    "a message was sent to an actor with room for it, and refused",
                );
            }
            let_go(handle);
            sleep(second).await;
            let_go(clone);
            let begun = begun(task, "the last handle was dropped").await;
            let numbers: Vec<usize> = begun.into_iter().map(|(number, _)| number).collect();
            expect_eq(
                numbers,
                (1..=waiting).collect(),
                "the last handle was dropped while messages were in the mailbox: the actor should \
                 handle all of them before it ends",
            );
            expect_eq(
                lab.now() - before,
                second.max(ms(501) * waiting as u32),
                "the task should end at the instant at which the last handle is gone and nothing is \
                 left to handle",
            );
        }
    });
}

#[test]
fn a_reply_may_take_a_day_and_an_actor_may_wait_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 3);
        let (handle, task) = open(&lab, 1);
        let clone = handle.clone();
        let_go(handle);
        let asks = async |number, time| {
            let reply = told(clone.ask(work(number, time)).await);
            if reply.is_err() {
                let at = short(lab.now());
                fail(match (task.is_finished(), number) {
                    (true, _) => format!("a caller was told at {at} that the actor is gone: its task had ended"),
                    (false, 2) if lab.now() == secs(0) => {
                        "a caller was told at once that the actor is gone, which was alive: there was \
                         no room, and whoever finds none waits until there is some"
                            .to_owned()
                    }
                    (false, _) => format!(
                        "the actor was at work on a message that takes a day, and at {at} a caller was \
                         told that it is gone: no limit was named for how long a reply may take"
                    ),
                });
            }
            reply
        };
        expect_eq(
            join(asks(1, A_DAY), asks(2, ms(3))).await,
            (Ok((1, 1)), Ok((2, 2))),
            "the actor took a day to handle a message, another one waited behind it, and a caller did \
             not have the reply to its own",
        );
        sleep(A_DAY).await;
        expect_eq(
            told(clone.ask(work(3, ms(3))).await),
            Ok((3, 3)),
            "nobody had asked for a day, there was still a handle, and who asked then did not have \
             its reply: an actor waits for messages as long as there is a handle",
        );
        let_go(clone);
        begun(task, "the last handle was dropped").await;
    });
}

#[test]
fn callers_on_many_threads_have_their_own_replies() {
    real_time_on(4, async |lab: Lab| {
        let (handle, task) = open(&lab, 3);
        let callers = (0..8).map(|caller| {
            let handle = handle.clone();
            tokio::spawn(async move {
                let mut wrong = Vec::new();
                for number in caller * 100..caller * 100 + 100 {
                    let reply = told(handle.ask(work(number, secs(0))).await);
                    if reply.map(|(number, _)| number) != Ok(number) {
                        wrong.push((number, reply));
                    }
                }
                wrong
            })
        });
        let callers = callers.collect::<Vec<_>>();
        let_go(handle);
        let wrong = lab.span("callers", join_all(callers)).await;
        let wrong = wrong.into_iter().flat_map(Result::unwrap_or_default);
        expect_eq(
            wrong.collect(),
            Vec::new(),
            "eight tasks on four threads each asked a hundred times, and some had replies to \
             messages of others, or none (the message, and what came)",
        );
        let end = begun(task, "all callers were done, and with them the last handle");
        let begun = lab.span("the actor's task, without a handle", end).await;
        expect_eq(
            begun.len(),
            800,
            "eight hundred messages had a reply, and this is how many were handled",
        );
    });
}

#[test]
fn a_caller_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for dies in [false, true] {
                for (asks, full) in [(true, false), (true, true), (false, true)] {
                    lab.case(format!(
                        "a caller that is {way}, {}",
                        match full {
                            true => "and a full mailbox",
                            false => "and an empty mailbox",
                        }
                    ));
                    goes_on(&lab, way, asks, full, dies).await;
                }
            }
        }
    });
}

/// An actor is at work for 1.503 s, with a message in its mailbox or none, when a caller comes that is
/// polled in this way; and it dies meanwhile, or does not.
async fn goes_on(lab: &Lab, way: Way, asks: bool, full: bool, dies: bool) {
    let before = lab.now();
    let (handle, task) = open(lab, 1);
    for (number, time) in [(1, ms(1503)), (2, ms(503))]
        .into_iter()
        .take(1 + usize::from(full))
    {
        expect_eq(
            told(handle.tell(work(number, time)).await),
            Ok(()),
            "a message was sent to an actor with room for it, and refused",
        );
        let took = lab.now() - before;
        if took > ms(10) {
            fail(format!(
                "the mailbox had room for one message and was empty, and `tell` returned at {} only: it \
                 returns as soon as its message is in the mailbox, and one that is being handled needs \
                 no room",
                short(took)
            ));
        }
        // Then it is in hand.
        sleep(ms(1)).await;
    }
    let message = work(3, ms(503));
    let call: BoxFuture<'_, Result<Option<usize>, Gone>> = match asks {
        true => Box::pin(async { handle.ask(message).await.map(|(number, _)| Some(number)) }),
        false => Box::pin(async { handle.tell(message).await.map(|()| None) }),
    };
    let call = timeout(secs(60), lab.polled(way, call));
    let caller = async { (call.await, lab.now() - before) };
    let end = async {
        sleep((before + ms(1307)).saturating_sub(lab.now())).await;
        if dies {
            task.abort();
        }
    };
    let ((outcome, at), ()) = join(caller, end).await;
    let waited = match (asks, full) {
        (true, true) => "somebody asked, with a mailbox that was full at first",
        (true, false) => "somebody asked while the actor was at work",
        (false, _) => "somebody told an actor something, and its mailbox was full",
    };
    let story = match dies {
        true => format!("{waited}, by a future that was {way}; the actor was aborted at 1.307s"),
        false => format!("{waited}, by a future that was {way}"),
    };
    let (should, due) = match (dies, asks, full) {
        (true, ..) => (Err("gone"), ms(1307)),
        (false, true, false) => (Ok(Some(3)), ms(2006)),
        (false, true, true) => (Ok(Some(3)), ms(2509)),
        (false, false, _) => (Ok(None), ms(1503)),
    };
    let due_for = match (dies, asks) {
        (true, _) => "and should be told that it is gone",
        (false, true) => "and its reply was there",
        (false, false) => "and there was room for its message",
    };
    match outcome.map(told) {
        Err(_) => fail(format!(
            "{story}, {due_for} at {}, and a minute after it came it still waits{}",
            short(due),
            match way {
                Way::OnTheSpot | Way::Later => "",
                _ => ": whoever polled it last should be woken",
            }
        )),
        Ok(Ok(Some(number))) if number != 3 => fail(format!(
            "{story}, and has the reply to message {number} and not to its own, which was number 3"
        )),
        Ok(Err(_)) if !dies => fail(match (task.is_finished(), full) {
            (true, _) => format!("{story}, and was told that it is gone: its task had ended"),
            (false, true) => format!(
                "{story}, and was told that the actor is gone, which was alive: there was no room, and \
                 whoever finds none waits until there is some"
            ),
            (false, false) => {
                format!("{story}, and was told that the actor is gone, which was alive")
            }
        }),
        Ok(Ok(None)) if at < due => fail(format!(
            "{story}, and went on at {}: there was no room for its message before {}",
            short(at),
            short(ms(1503))
        )),
        Ok(outcome) => {
            expect_eq(
                outcome,
                should,
                format!(
                    "{story}, and this is what came: the number of the message replied to, if it asked"
                ),
            );
            expect_eq(
                at,
                due,
                format!(
                    "{story}, {due_for} at {}, and it went on at another instant",
                    short(due)
                ),
            );
        }
    }
    let_die(lab, task).await;
}
