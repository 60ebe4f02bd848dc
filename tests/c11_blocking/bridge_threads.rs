//! `bridge_threads`: threads block, tasks do not, and nothing is lost between them.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use async_katas::c11_blocking::bridge_threads::{Client, HungUp, Pending, Server, bridge};
use futures::future::{Either, FutureExt, join, join_all, select};
use lab::{A_DAY, Gauge, Lab, Way, expect_eq, fail, ms, nasty, real_time, secs, virtual_time};
use tokio::sync::{oneshot, watch};
use tokio::time::{sleep, timeout};
use tokio_test::task;

fn room_for(room: usize) -> (Client, Server) {
    match NonZeroUsize::new(room) {
        Some(room) => bridge(room),
        None => panic!("room for one or more"),
    }
}

/// Lets go of one side of the bridge, or of an answer.
fn hang_up<T>(_side: T) {}

async fn polite(question: String) -> String {
    format!("re: {question}")
}

/// What came of a question: its answer, or that the other side has hung up.
type Told = Result<String, &'static str>;

const HUNG_UP: Told = Err("hung up");

fn told(answer: Result<String, HungUp>) -> Told {
    answer.map_err(|HungUp| "hung up")
}

/// Asks, and tells what became of it.
fn asked(client: &Client, question: &str) -> Told {
    told(client.ask(question.to_owned()).and_then(Pending::wait))
}

/// As long as somebody who is not held up needs for what takes no time, on however busy a machine:
/// another thread is served two hundred times meanwhile.
async fn a_while(lab: &Lab) {
    lab.thread(|| {
        for _ in 0..200 {
            std::thread::sleep(Duration::from_millis(1));
        }
    })
    .await;
}

/// Waits until so many questions have been sent, and a while longer, and tells how many were.
async fn sent_at_the_end(lab: &Lab, sent: &Gauge, expected: usize) -> usize {
    let all = async {
        while sent.entered() < expected {
            sleep(ms(1)).await;
        }
    };
    // Where they never come, it is for this long that nobody is told so.
    let _too_few = timeout(secs(3), all).await;
    a_while(lab).await;
    sent.entered()
}

/// A thread that asks again and again until the server is gone, and counts what it has sent. In the
/// end it tells what became of all its questions, and of one more.
fn keeps_asking(lab: &Lab, client: Client, sent: &Gauge) -> lab::PlainThread<(Vec<Told>, Told)> {
    let counted = sent.clone();
    lab.thread(move || {
        let mut pending = Vec::new();
        while let Ok(answer) = client.ask("is anybody there?".to_owned()) {
            pending.push(answer);
            drop(counted.enter());
            if counted.entered() == 2000 {
                break;
            }
        }
        let answers = pending.into_iter().map(|answer| told(answer.wait()));
        (answers.collect(), asked(&client, "and now?"))
    })
}

/// Whether `ask` holds the thread after just so many questions, of a bridge with this room whose server
/// takes none.
async fn is_held_after(lab: &Lab, room: usize, questions: usize) -> bool {
    let (client, server) = room_for(room);
    let sent = Gauge::default();
    let thread = keeps_asking(lab, client, &sent);
    let all = async {
        while sent.entered() < questions {
            sleep(ms(1)).await;
        }
        sleep(ms(100)).await;
    };
    let are_sent = timeout(ms(300), all).await.is_ok();
    let is_held = are_sent && sent.entered() == questions;
    hang_up(server);
    let _told = thread.await;
    is_held
}

/// Lets the threads ask and the server serve, which ends when the last of them has let go of its client.
async fn until_all_are_gone<T, R>(
    lab: &Lab,
    threads: impl Future<Output = T>,
    serve: impl Future<Output = R>,
) -> (T, R) {
    let (threads, serve) = (pin!(threads), pin!(lab.span("serve", serve)));
    match select(threads, serve).await {
        Either::Right((served, threads)) => (threads.await, served),
        Either::Left((asked, serve)) => match timeout(secs(2), serve).await {
            Ok(served) => (asked, served),
            Err(_) => fail(
                "no thread holds a client any more, and two seconds later `serve` has not returned: \
                 it should, when all that was asked is answered; what it waits on for questions does \
                 not end as long as anybody, also your server itself, holds what a client sends with",
            ),
        },
    }
}

#[test]
fn each_answer_goes_to_its_own_question() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(2);
        let thread = lab.thread(move || {
            let first = client.ask("first".to_owned())?;
            let second = client.ask("second".to_owned())?;
            // Waited for the other way round.
            let second = second.wait()?;
            Ok((first.wait()?, second))
        });
        let (answers, ()) = until_all_are_gone(&lab, thread, server.serve(polite)).await;
        let answers = answers.map_err(|HungUp| "hung up");
        let why = match answers {
            Err(_) => {
                "a thread asked two questions, and was told that the server had hung up before it had \
                 both answers: the server should go on to the next as long as there is a client"
            }
            Ok(_) => {
                "a thread asked two questions, and the answers came back otherwise: every question \
                 needs a way back of its own"
            }
        };
        expect_eq(
            answers,
            Ok(("re: first".to_owned(), "re: second".to_owned())),
            why,
        );
    });
}

#[test]
fn questions_of_the_same_text_are_each_answered() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(4);
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let client = client.clone();
                lab.thread(move || [asked(&client, "which turn?"), asked(&client, "which turn?")])
            })
            .collect();
        hang_up(client);
        let mut turn = 0;
        let serve = server.serve(async |_question| {
            turn += 1;
            tokio::task::yield_now().await;
            turn.to_string()
        });
        let (answers, ()) = until_all_are_gone(&lab, join_all(threads), serve).await;
        let mut answers: Vec<_> = answers.into_iter().flatten().collect();
        answers.sort();
        let lost = answers.iter().filter(|answer| **answer == HUNG_UP).count();
        if lost > 0 {
            fail(format!(
                "four threads asked the same question twice, and {lost} of the eight questions had \
                 no answer but that the server had hung up: it should serve as long as there is a \
                 client"
            ));
        }
        expect_eq(
            answers,
            (1..=8).map(|turn: u32| Ok(turn.to_string())).collect(),
            "four threads asked the same question twice, and the server gave eight different \
             answers: each of them should come back once",
        );
    });
}

#[test]
fn texts_come_over_as_they_are() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(1);
        let thread = lab.thread(move || {
            let answers = nasty::TEXTS.iter().map(|text| asked(&client, text));
            answers.collect::<Vec<_>>()
        });
        let mut questions = Vec::new();
        let serve = server.serve(async |question: String| {
            questions.push(question.clone());
            question
        });
        let (answers, ()) = until_all_are_gone(&lab, thread, serve).await;
        let texts: Vec<String> = nasty::TEXTS.iter().map(|text| text.to_string()).collect();
        expect_eq(
            questions,
            texts.clone(),
            "the server got other questions than those that were asked",
        );
        expect_eq(
            answers,
            texts.into_iter().map(Ok).collect(),
            "the server gave each question back as its answer, and other answers came back",
        );
    });
}

#[test]
fn nothing_is_lost_and_every_thread_keeps_its_order() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(2);
        let names: Vec<String> = (1..=30).map(|n| format!("thread {n}")).collect();
        let questions = |name: &str| -> Vec<String> {
            let each = (1..=20).map(|n| format!("{name}, question {n}"));
            each.collect()
        };
        let at_it = Arc::new(AtomicUsize::new(names.len()));
        let threads: Vec<_> = names
            .iter()
            .map(|name| {
                let (client, questions) = (client.clone(), questions(name));
                let at_it = Arc::clone(&at_it);
                lab.thread(move || {
                    let pending: Vec<_> = questions.into_iter().map(|q| client.ask(q)).collect();
                    let refused = pending.iter().any(Result::is_err);
                    let answers = pending.into_iter().map(|p| told(p.and_then(Pending::wait)));
                    let answers = answers.collect::<Vec<_>>();
                    at_it.fetch_sub(1, Ordering::SeqCst);
                    (answers, refused)
                })
            })
            .collect();
        hang_up(client);
        let mut taken = Vec::new();
        let serve = server.serve(async |question: String| {
            taken.push(question.clone());
            // Slower than those who ask.
            tokio::task::yield_now().await;
            polite(question).await
        });
        let serve = async {
            serve.await;
            at_it.load(Ordering::SeqCst)
        };
        let (answers, left) = until_all_are_gone(&lab, join_all(threads), serve).await;
        for (name, (answers, refused)) in names.iter().zip(answers) {
            lab.case(format!("30 threads with 20 questions each; {name}"));
            let asked = questions(name);
            let expected = asked
                .iter()
                .map(|asked| Ok(format!("re: {asked}")))
                .collect();
            let why = match answers.contains(&Err("hung up")) {
                true if left > 0 => {
                    "it was told that the server had hung up: `serve` had returned while threads \
                     were still asking"
                }
                true if refused => {
                    "`ask` told it that the server had hung up, while the server was serving: if the \
                     bridge is full, `ask` holds the thread until there is room"
                }
                true => {
                    "the server took a question of it and never answered: `wait` told it that the \
                     server had hung up"
                }
                false => "their answers should come back in the order of asking",
            };
            expect_eq(
                answers,
                expected,
                format!("a thread asked twenty questions: {why}"),
            );
            let mine = taken.iter().filter(|question| asked.contains(question));
            expect_eq(
                mine.cloned().collect(),
                asked.clone(),
                "the server took not all questions of a thread, or not in the order in which the \
                 thread asked them",
            );
        }
    });
}

#[test]
fn questions_are_taken_in_the_order_of_asking() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(9);
        // One thread after another, and all before the server begins.
        let mut pending = Vec::new();
        for n in 1..=9 {
            let client = client.clone();
            pending.push(lab.thread(move || client.ask(n.to_string())).await);
        }
        hang_up(client);
        let mut taken = Vec::new();
        let serve = server.serve(async |question: String| {
            taken.push(question.clone());
            polite(question).await
        });
        until_all_are_gone(&lab, async {}, serve).await;
        if taken.len() < 9 {
            fail(format!(
                "nine questions had been asked before the last client left, and `serve` returned with \
                 {} of them answered: it should answer those that are left, and then return",
                taken.len()
            ));
        }
        expect_eq(
            taken,
            (1..=9).map(|n: u32| n.to_string()).collect(),
            "nine threads asked one after another, and the server took their questions in another \
             order",
        );
    });
}

#[test]
fn a_full_bridge_holds_the_thread_until_the_server_hangs_up() {
    for room in [1, 2, 1000] {
        real_time(async move |lab: Lab| {
            lab.case(format!("room for {room}, and a server that takes nothing"));
            let (client, server) = room_for(room);
            let sent = Gauge::default();
            let thread = keeps_asking(&lab, client, &sent);
            let before_hanging_up = sent_at_the_end(&lab, &sent, room).await;
            hang_up(server);
            if before_hanging_up > room {
                fail(match before_hanging_up >= 2000 {
                    true => format!(
                        "there was room for {room} and nobody took a question, and still the thread \
                         sent {before_hanging_up}, and was never held: without a bound, a thread \
                         that is too fast fills the memory"
                    ),
                    false => format!(
                        "there was room for {room} and nobody took a question, and still the thread \
                         sent {before_hanging_up} before it was held: the one after the first \
                         {room} should have been held"
                    ),
                });
            }
            if before_hanging_up < room {
                let what = format!(
                    "there was room for {room}, and `ask` held the thread when only {before_hanging_up} \
                     questions waited"
                );
                let other = room * 3 / 4;
                fail(
                    match room > 2 && is_held_after(&lab, other, before_hanging_up).await {
                        true => format!(
                            "{what}; it did so with room for {other} as well, and with room for 1 and for 2 \
                             it was right: the bridge never has room for more than {before_hanging_up}, and \
                             it should have as much as was asked for"
                        ),
                        false => {
                            format!("{what}: it should hold it when {room} wait, and not before")
                        }
                    },
                );
            }
            let (answers, last) = thread.await;
            if answers.len() > room && answers.iter().all(|answer| *answer == HUNG_UP) {
                fail(format!(
                    "the server was dropped, and after that `ask` took {} questions more, of which \
                     only `wait` told that it had hung up: `ask` should tell it when the question \
                     cannot be sent any more",
                    answers.len() - room
                ));
            }
            expect_eq(
                (answers, last),
                (vec![HUNG_UP; room], HUNG_UP),
                "the server was dropped, and not all who waited or asked were told so",
            );
        });
    }
}

#[test]
fn a_question_has_its_room_until_it_is_taken_and_no_longer() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(2);
        let sent = Gauge::default();
        let thread = keeps_asking(&lab, client, &sent);
        // Each answer waits until the test lets it be given.
        let (taken, mut in_hand) = watch::channel(0);
        let (allow, mut allowed) = tokio::sync::mpsc::unbounded_channel();
        let serve = server.serve(async move |question: String| {
            taken.send_modify(|taken| *taken += 1);
            let _ = allowed.recv().await;
            polite(question).await
        });
        let judge = async {
            for nth in 1..=3 {
                lab.case(format!(
                    "room for 2, and a server that takes its time to answer question {nth}"
                ));
                let _ = in_hand.wait_for(|taken| *taken == nth).await;
                // Those that were answered, the one in hand, and two for which there is room.
                let expected = nth + 2;
                let found = sent_at_the_end(&lab, &sent, expected).await;
                if found > expected {
                    fail(format!(
                        "question {nth} was being answered and there was room for two more, and \
                         still the thread had sent {found}: a question waits until `answer` is \
                         called with it, also where the server has it in a list of its own"
                    ));
                }
                if found < expected {
                    fail(format!(
                        "question {nth} was being answered, so it had been taken, and there was room \
                         for two more; but the thread was held when it had sent {found}, question \
                         {nth} included: the one that is being answered needs no room"
                    ));
                }
                if nth < 3 {
                    let _ = allow.send(());
                }
            }
        };
        // What is left hangs up when the judge is done.
        tokio::select! {
            () = serve => fail("the server returned though there was a client"),
            () = judge => {}
        }
        let (answers, last) = thread.await;
        let answered = answers.iter().filter(|answer| answer.is_ok()).count();
        expect_eq(
            (answered, last),
            (2, HUNG_UP),
            "two questions were answered, then the server was cancelled while it answered the third, \
             and another number of answers came back, or a question that was asked after that was \
             not refused",
        );
    });
}

#[test]
fn all_are_told_when_the_server_is_cancelled_while_it_serves() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(2);
        let (taken, in_hand) = oneshot::channel();
        let mut taken = Some(taken);
        let mut serve = Box::pin(server.serve(async |question: String| {
            if question == "slow" {
                if let Some(taken) = taken.take() {
                    let _ = taken.send(());
                }
                return std::future::pending().await;
            }
            polite(question).await
        }));
        let early = client.clone();
        let early = lab.thread(move || early.ask("early".to_owned()));
        let early = tokio::select! {
            () = &mut serve => fail("the server returned though there was a client"),
            early = early => early,
        };
        let slow = client.clone();
        let slow = lab.thread(move || asked(&slow, "slow"));
        tokio::select! {
            () = &mut serve => fail("the server returned though there was a client"),
            _ = in_hand => {}
        }
        // Two more have room, and wait to be taken; two have none.
        let waiting: Vec<_> = (0..4)
            .map(|n| {
                let client = client.clone();
                lab.thread(move || asked(&client, &format!("waiting {n}")))
            })
            .collect();
        a_while(&lab).await;
        lab.case("the server is dropped while it answers one question and four wait");
        drop(serve);
        expect_eq(
            slow.await,
            HUNG_UP,
            "the server was cancelled while it answered a question, and who waited for that answer \
             was not told so",
        );
        expect_eq(
            join_all(waiting).await,
            vec![HUNG_UP; 4],
            "the server was cancelled while two questions waited to be taken and two threads waited \
             for room, and not all four were told so",
        );
        expect_eq(
            lab.thread(move || asked(&client, "and now?")).await,
            HUNG_UP,
            "the server was gone, and who asked after that was not told so",
        );
        expect_eq(
            lab.thread(|| told(early.and_then(Pending::wait))).await,
            Ok("re: early".to_owned()),
            "a question was answered before the server was cancelled, and its answer was waited for \
             only then: it was there, and should be had",
        );
    });
}

#[test]
fn all_are_told_when_an_answer_panics() {
    real_time(async |lab: Lab| {
        for at_once in [true, false] {
            lab.case(match at_once {
                true => "the second answer of three panics when `answer` is called",
                false => "the second answer of three panics after it has waited",
            });
            let (client, server) = room_for(3);
            let asks = client.clone();
            let pending = lab
                .thread(move || {
                    ["good", "bad", "waiting"].map(|question| asks.ask(question.to_owned()))
                })
                .await;
            let serve = server.serve(async |question: String| {
                if question == "bad" {
                    if !at_once {
                        tokio::task::yield_now().await;
                    }
                    resume_unwind(Box::new("no paper"));
                }
                polite(question).await
            });
            // It is there in the first polls, if it comes at all.
            let ended = timeout(secs(2), AssertUnwindSafe(serve).catch_unwind()).await;
            if !matches!(ended, Ok(Err(_))) {
                fail("`answer` panicked, and `serve` went on: the panic should come out of it");
            }
            let told = lab.thread(move || {
                let waited = pending.map(|pending| told(pending.and_then(Pending::wait)));
                (waited, asked(&client, "and now?"))
            });
            expect_eq(
                told.await,
                ([Ok("re: good".to_owned()), HUNG_UP, HUNG_UP], HUNG_UP),
                "the second answer of three panicked: the first was there before, and the other two \
                 who wait, as well as those who ask after that, should be told that the server is \
                 gone",
            );
        }
    });
}

#[test]
fn what_is_left_is_answered_when_all_clients_are_gone() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(3);
        let pending = lab
            .thread(move || {
                let questions = ["one", "two", "three"].map(str::to_owned);
                questions.map(|question| client.ask(question))
            })
            .await;
        // No client is left, and nothing was taken yet.
        lab.case("all clients are gone, and three questions are left");
        lab.span("serve", server.serve(polite)).await;
        let answers = lab
            .thread(|| pending.map(|pending| told(pending.and_then(Pending::wait))))
            .await;
        expect_eq(
            answers,
            ["re: one", "re: two", "re: three"].map(|answer| Ok(answer.to_owned())),
            "three questions had been asked before the last client left, and not all of them were \
             still answered",
        );
    });
}

#[test]
fn who_does_not_want_the_answer_stops_nobody() {
    real_time(async |lab: Lab| {
        lab.case("a thread asks, does not wait for the answer, and then the question is answered");
        let (client, server) = room_for(1);
        let (tell, told_so) = oneshot::channel();
        let thread = lab.thread(move || {
            let never_mind = client.ask("never mind".to_owned());
            hang_up(never_mind);
            let _ = tell.send(());
            asked(&client, "still there?")
        });
        let mut left = Some(told_so);
        let serve = server.serve(async |question: String| {
            // Answered only when nobody wants it any more.
            if let (true, Some(left)) = (question == "never mind", left.take()) {
                let _ = left.await;
            }
            polite(question).await
        });
        let (answer, ()) = join(thread, lab.span("serve", serve)).await;
        expect_eq(
            answer,
            Ok("re: still there?".to_owned()),
            "somebody did not wait for an answer, and after that the others got none",
        );
    });
}

#[test]
fn the_runtime_stays_free_while_nobody_asks() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(1);
        let (go, gone) = mpsc::channel();
        let thread = lab.thread(move || {
            // Asks only when another task of the runtime says so.
            let _ = gone.recv();
            asked(&client, "at last")
        });
        let other_task = async {
            tokio::task::yield_now().await;
            let _ = go.send(());
            thread.await
        };
        let ((), answer) = join(lab.span("serve", server.serve(polite)), other_task).await;
        expect_eq(
            answer,
            Ok("re: at last".to_owned()),
            "a thread asked, and its answer did not come back",
        );
    });
}

#[test]
fn an_idle_server_is_not_woken() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let (client, server) = room_for(1);
        let mut serving = task::spawn(server.serve(polite));
        assert!(
            serving.poll().is_pending(),
            "the server returned though there is still a client"
        );
        sleep(A_DAY).await;
        assert!(
            !serving.is_woken(),
            "nobody asked for a day, and the server was woken all the same: it looks again and again \
             instead of waiting to be woken"
        );
        hang_up(client);
        assert!(
            serving.is_woken() && serving.poll().is_ready(),
            "the last client is gone, and the server did not notice"
        );
    });
}

#[test]
fn questions_are_answered_in_whichever_way_the_server_is_polled() {
    real_time(async |lab: Lab| {
        // Not later: to have it wait for its first poll is what other tests do.
        for way in Way::ALL.into_iter().filter(|way| *way != Way::Later) {
            lab.case(format!("three questions for a server that is {way}"));
            let (client, server) = room_for(1);
            let (go, gone) = mpsc::channel();
            let thread = lab.thread(move || {
                let _ = gone.recv();
                ["one", "two", "three"].map(|question| asked(&client, question))
            });
            let asks = tokio::spawn(async move {
                sleep(ms(5)).await;
                let _ = go.send(());
            });
            let serve = server.serve(async |question: String| {
                tokio::task::yield_now().await;
                polite(question).await
            });
            lab.span("serve", lab.polled(way, serve)).await;
            expect_eq(
                thread.await,
                ["re: one", "re: two", "re: three"].map(|answer| Ok(answer.to_owned())),
                format!("three questions went to a server that was {way}"),
            );
            let _ = asks.await;
        }
    });
}
