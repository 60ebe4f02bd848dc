//! `ask_an_actor`: each message in its turn, each reply to its own caller, and whoever waits for a
//! dead actor is told so.

use std::num::NonZeroUsize;
use std::time::Duration;

use async_katas::c22_actors::ask_an_actor::{Actor, Gone, Handle, start};
use futures::future::{join, join_all};
use lab::{
    A_DAY, Fault, Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, real_time_on,
    secs, virtual_time, within,
};
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{sleep, timeout};

use super::let_go::let_go;

/// What the actor is to do.
struct Message {
    number: usize,
    does: Does,
}

enum Does {
    Work(Duration),
    Fault(Fault),
}

fn work(number: usize, time: Duration) -> Message {
    let does = Does::Work(time);
    Message { number, does }
}

/// An actor that notes which messages it has begun, and when.
struct Clerk {
    lab: Lab,
    begun: Vec<(usize, Duration)>,
}

impl Actor for Clerk {
    type Message = Message;
    /// The number of the message, and how many had been begun by then.
    type Reply = (usize, usize);

    fn handle(&mut self, message: Message) -> impl Future<Output = (usize, usize)> + Send {
        let Message { number, does } = message;
        self.begun.push((number, self.lab.now()));
        let reply = (number, self.begun.len());
        let (job, fault) = match does {
            Does::Work(time) => (Some(self.lab.job("actor").takes(time).gives(())), None),
            Does::Fault(fault) => (None, Some(self.lab.faulty("actor", fault)())),
        };
        async move {
            if let Some(job) = job {
                job.await;
            }
            if let Some(fault) = fault {
                let _ = fault.await;
            }
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
    match timeout(secs(60), task).await {
        Ok(Ok(clerk)) => clerk.begun,
        Ok(Err(ended)) => fail(format!(
            "{when}, the task of the actor should end and give the actor back: it {}",
            how(&ended)
        )),
        Err(_) => fail(format!(
            "{when}, and a minute later the task of the actor had still not ended: somebody holds \
             a way to send it messages, or it does not notice that nobody does"
        )),
    }
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
        let (handle, _task) = open(&lab, 5);
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
        let_go(handle);
    });
}

/// A caller of the test below: when it comes, what it asks for, and when it gives up.
#[derive(Clone, Debug)]
struct Caller {
    comes: Duration,
    takes: Duration,
    gives_up: Option<Duration>,
}

/// The number of the message that a caller has a reply to, and when, unless it has given up.
type Answer = Option<(Result<usize, &'static str>, Duration)>;

/// When each message is begun, and when each caller has its reply. One that gives up before its
/// message has found room has sent nothing.
fn expected(callers: &[Caller], room: usize) -> (Vec<(usize, Duration)>, Vec<Answer>) {
    let (mut begun, mut replies, mut free) = (Vec::<(usize, Duration)>::new(), Vec::new(), secs(0));
    for (number, caller) in callers.iter().enumerate() {
        let has_room = match begun.len().checked_sub(room) {
            Some(taken) => begun[taken].1.max(caller.comes),
            None => caller.comes,
        };
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
    (begun, replies)
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
        lab.case(format!("room for {room}, and these callers: {callers:?}"));
        let (handle, task) = open(&lab, room);
        let asking = callers.iter().cloned().enumerate().map(|(number, caller)| {
            let (lab, handle) = (&lab, &handle);
            async move {
                sleep(caller.comes).await;
                let patience = caller.gives_up.map_or(A_DAY, |at| at - lab.now());
                let reply = timeout(patience, handle.ask(work(number, caller.takes))).await;
                let reply = told(reply.ok()?).map(|(number, _)| number);
                Some((reply, lab.now()))
            }
        });
        let replies = join_all(asking).await;
        let_go(handle);
        let begun = begun(task, "the last handle was dropped").await;
        for (caller, reply) in replies.iter().enumerate() {
            match reply {
                Some((Ok(number), _)) if *number != caller => fail(format!(
                    "caller {caller} has the reply to the message of caller {number}: each message \
                     needs a way back of its own, also where another caller has given up"
                )),
                Some((Err(gone), _)) => fail(format!(
                    "caller {caller} was told that the actor is {gone}, and it was alive: nothing \
                     had happened but that callers gave up, or that there was no room"
                )),
                _ => {}
            }
        }
        let (should_begin, should_reply) = expected(&callers, room);
        let numbers = |begun: &[(usize, Duration)]| -> Vec<usize> {
            begun.iter().map(|(number, _)| *number).collect()
        };
        let (handled, should) = (numbers(&begun), numbers(&should_begin));
        if let Some(extra) = handled.iter().find(|number| !should.contains(number)) {
            fail(format!(
                "caller {extra} had given up before there was room for its message, and the message \
                 was handled all the same: somebody else still held it and put it into the mailbox"
            ));
        }
        if let Some(lost) = should.iter().find(|number| !handled.contains(number)) {
            fail(format!(
                "the message of caller {lost} was in the mailbox, or there was room for it, when the \
                 caller gave up, and it was never handled"
            ));
        }
        expect_eq(
            begun,
            should_begin,
            "the actor did not begin each message in the order of asking, at the instant at which \
             the one before was done (number of the caller, and when)",
        );
        expect_eq(
            replies,
            should_reply,
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
                fail(format!(
                    "`{lane}` found no room and was told that the actor is gone: the actor was alive \
                     and the mailbox full, so it should wait for room"
                ));
            }
            lab.explain("+", "the message is in the mailbox");
            lab.mark(lane, '+');
        };
        join_all([
            tells("a", secs(0), work(1, secs(3))),
            tells("b", secs(1), work(2, secs(2))),
            tells("c", secs(2), work(3, secs(1))),
            tells("d", secs(4), work(4, secs(1))),
        ])
        .await;
        let_go(handle);
        let begun = begun(task, "the last handle was dropped").await;
        lab.expect_because(
            "
                    0s  1s  2s  3s  4s  5s  6s  7s
            actor   |===========|=======|===|===|
            a       +
            b           +
            c               ....+
            d                       ....+
            ",
            "there is room for one message beside the one that is being handled: whoever tells waits \
             for room and for nothing else, and every message is handled",
        );
        let numbers: Vec<usize> = begun.into_iter().map(|(number, _)| number).collect();
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
                "an actor with nothing to do was told something, and the caller had to wait",
            );
            sleep(secs(1)).await;
            let tells = (1..=room + 100).map(|number| {
                let tell = handle.tell(work(number, secs(0)));
                async { matches!(timeout(secs(1), tell).await, Ok(Ok(()))) }
            });
            let sent = join_all(tells).await.into_iter().filter(|sent| *sent);
            let sent = sent.count();
            if sent > room {
                fail(format!(
                    "the mailbox had room for {room} and nothing was taken from it, and {sent} \
                     messages were sent: without a bound, callers that are too fast fill the memory; \
                     a message needs its room until `handle` is called with it, wherever it waits"
                ));
            }
            expect_eq(
                sent,
                room,
                "the actor was at work on one message, the mailbox was empty, and this is how many \
                 found room there",
            );
            task.abort();
        }
    });
}

#[test]
fn a_caller_that_gives_up_stops_nothing() {
    virtual_time(async |lab: Lab| {
        let (handle, task) = open(&lab, 5);
        let gives_up = async |lane: &str, from: Duration, message: Message| {
            sleep(from).await;
            let _given_up = timeout(secs(1), lab.wait(lane, handle.ask(message))).await;
        };
        let ((), (), later) = tokio::join!(
            gives_up("gives up", secs(0), work(1, secs(2))),
            gives_up("too", secs(0), work(2, secs(1))),
            asks(&lab, &handle, "waits", secs(1), work(3, secs(1))),
        );
        let_go(handle);
        if later.is_err() {
            fail(
                "two callers gave up, and the next one was told that the actor is gone: nobody wants \
                 the reply of a caller that has given up, and that is no reason to end",
            );
        }
        let begun = begun(
            task,
            "two callers had given up, and the last handle was dropped",
        )
        .await;
        if !begun.iter().any(|(number, _)| *number == 2) {
            fail(
                "a caller gave up at 1s while another one was being handled, its message was in the \
                 mailbox, or there was room for it, and the message was never handled: what has been \
                 sent is handled, whether anybody waits for the reply or not",
            );
        }
        lab.expect_because(
            "
                      0s  1s  2s  3s  4s
            actor     |=======|===|===|
            gives up  ..../
            too       ..../
            waits         ............*
            ",
            "two callers gave up at 1s, one while its message was being handled, one while it was \
             in the mailbox, and the actor did not handle both to their end, and then the third",
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
fn cut_off_anywhere_a_caller_leaves_the_actor_as_it_was() {
    cancel_at_every_await(async |lab: Lab| {
        let (handle, task) = open(&lab, 1);
        let (first, _cut, third) = tokio::join!(
            told_of(handle.ask(work(1, ms(10)))),
            lab.cut(handle.ask(work(2, ms(10)))),
            told_of(async {
                sleep(ms(5)).await;
                handle.ask(work(3, ms(10))).await
            }),
        );
        let last = told(handle.ask(work(4, ms(10))).await);
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
    });
}

async fn told_of<T>(asking: impl Future<Output = Result<T, Gone>>) -> Result<T, &'static str> {
    told(asking.await)
}

/// Five who wait for an actor that dies after 1.503 s: one for the reply to what it dies of, two with
/// a message in the mailbox, two for room, one of each with `tell`. One more comes after that.
async fn everybody_is_told(lab: &Lab, (handle, task): Office, dies_of: Message, death: &str) {
    let before = lab.now();
    let outcome = async |who: &'static str, from: Duration, asking| {
        sleep(from).await;
        let asking: futures::future::BoxFuture<'_, Result<&str, Gone>> = asking;
        match timeout(secs(60), asking).await {
            Ok(outcome) => (who, told(outcome), lab.now() - before),
            Err(_) => fail(format!(
                "{death}, and {who} still waits a minute later: nobody has told it that the actor is \
                 gone. What the actor's task owned is dropped when it dies: either somebody else \
                 holds the way back, or nobody waits for its drop"
            )),
        }
    };
    let ask = |message| -> futures::future::BoxFuture<'_, _> {
        Box::pin(async { handle.ask(message).await.map(|_reply| "has a reply") })
    };
    let tell = |message| -> futures::future::BoxFuture<'_, _> {
        Box::pin(async { handle.tell(message).await.map(|()| "is in the mailbox") })
    };
    let outcomes = join_all([
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
    for (who, outcome, _) in &outcomes {
        match outcome {
            Ok("has a reply") => fail(format!(
                "{death}, and {who} has a reply, from an actor that went on after that: nobody knows \
                 what state it was left in"
            )),
            Ok(told) if who.contains("room") || who.contains("later") => fail(format!(
                "{death}, and {who} was told that all went well ({told}): the message went nowhere"
            )),
            _ => {}
        }
    }
    let at = ms(1503);
    expect_eq(
        outcomes,
        vec![
            ("who asked first", Err("gone"), at),
            ("who asked and is in the mailbox", Err("gone"), at),
            (
                "who told and is in the mailbox",
                Ok("is in the mailbox"),
                ms(200),
            ),
            ("who asked and waits for room", Err("gone"), at),
            ("who told and waits for room", Err("gone"), at),
            ("who asks later", Err("gone"), ms(2000)),
            ("who tells later", Err("gone"), ms(2001)),
        ],
        format!(
            "{death}, and not everybody was told so at that instant, or at once who came later (who, \
             what came of it, and when)"
        ),
    );
    let ended = timeout(secs(60), task).await;
    if !matches!(ended, Ok(Err(_))) {
        fail(format!(
            "{death}, and its task did not end with that: it goes on, or gave the actor back as if \
             all were well"
        ));
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

#[test]
fn an_actor_that_never_began_is_told_to_all() {
    virtual_time(async |lab: Lab| {
        let (handle, task) = open(&lab, 1);
        task.abort();
        let ask = within(
            secs(60),
            told_of(handle.ask(work(1, secs(1)))),
            "the task of the actor was aborted before it had begun, and who asked then was still \
             waiting a minute later",
        );
        expect_eq(
            (ask.await, lab.now()),
            (Err("gone"), secs(0)),
            "the task of the actor was aborted before it had begun, and somebody asked",
        );
    });
}

#[test]
fn the_last_handle_ends_it_when_the_mailbox_is_empty() {
    virtual_time(async |lab: Lab| {
        for waiting in [0, 1, 3] {
            let before = lab.now();
            let (handle, task) = open(&lab, 5);
            let clone = handle.clone();
            lab.case(format!(
                "{waiting} messages of 501ms are sent, then of two handles one is dropped at once \
                 and the other at 203ms"
            ));
            for number in 1..=waiting {
                expect_eq(
                    told(handle.tell(work(number, ms(501))).await),
                    Ok(()),
                    "a message was sent to an actor with room for it, and refused",
                );
            }
            let_go(handle);
            sleep(ms(203)).await;
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
                ms(203).max(ms(501) * waiting as u32),
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
        let replies = join(
            told_of(clone.ask(work(1, A_DAY))),
            told_of(clone.ask(work(2, ms(3)))),
        );
        expect_eq(
            replies.await,
            (Ok((1, 1)), Ok((2, 2))),
            "the actor took a day to handle a message, another one waited behind it, and a caller \
             was told that the actor is gone, or had another reply: no limit was named",
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
fn a_caller_has_its_reply_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a caller that is {way}"));
            let (handle, _task) = open(&lab, 1);
            let (_, asked, _) = tokio::join!(
                handle.ask(work(1, ms(503))),
                timeout(secs(60), lab.polled(way, handle.ask(work(2, ms(503))))),
                handle.ask(work(3, ms(503))),
            );
            let reply = asked
                .ok()
                .map(|asked| told(asked).map(|(number, _)| number));
            expect_eq(
                reply,
                Some(Ok(2)),
                "a caller should have the reply to its own message, also if its future is handed on \
                 between two polls (`None`: it still waits a minute later)",
            );
        }
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
        let begun = begun(task, "all callers were done, and with them the last handle").await;
        expect_eq(
            begun.len(),
            800,
            "eight hundred messages had a reply, and this is how many were handled",
        );
    });
}
