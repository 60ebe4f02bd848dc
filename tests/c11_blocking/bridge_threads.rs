//! `bridge_threads`: threads block, tasks do not, and nothing is lost between them.

use std::num::NonZeroUsize;
use std::sync::mpsc;
use std::time::Duration;

use async_katas::c11_blocking::bridge_threads::{Client, HungUp, Pending, Server, bridge};
use futures::future::{join, join_all};
use lab::{Gauge, Lab, expect_eq, ms, real_time, secs, virtual_time};
use tokio::time::sleep;
use tokio_test::task;

fn room_for(room: usize) -> (Client, Server) {
    bridge(NonZeroUsize::new(room).expect("room for one or more"))
}

/// Lets go of one side of the bridge, or of an answer.
fn hang_up<T>(_side: T) {}

async fn polite(question: String) -> String {
    format!("re: {question}")
}

/// Asks, and tells what became of it.
fn asked(client: &Client, question: &str) -> Result<String, HungUp> {
    client.ask(question.to_owned())?.wait()
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
        let (answers, ()) = join(thread, lab.span("serve", server.serve(polite))).await;
        expect_eq(
            answers,
            Ok::<_, HungUp>(("re: first".to_owned(), "re: second".to_owned())),
            "both questions should have an answer, and each its own: every question needs a way back \
             of its own, and the server goes on to the next",
        );
    });
}

#[test]
fn nothing_is_lost_and_every_thread_keeps_its_order() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(2);
        let threads: Vec<_> = ["a", "b", "c"]
            .map(|name| {
                let client = client.clone();
                lab.thread(move || {
                    let all: Result<Vec<Pending>, HungUp> =
                        (0..20).map(|n| client.ask(format!("{name}{n}"))).collect();
                    all?.into_iter().map(Pending::wait).collect()
                })
            })
            .into();
        hang_up(client);
        let mut taken = Vec::new();
        let serve = server.serve(async |question: String| {
            taken.push(question.clone());
            // Slower than those who ask.
            tokio::task::yield_now().await;
            polite(question).await
        });
        let (answers, ()) = join(join_all(threads), lab.span("serve", serve)).await;
        for (name, answers) in ["a", "b", "c"].into_iter().zip(answers) {
            let asked: Vec<String> = (0..20).map(|n| format!("{name}{n}")).collect();
            let expected: Result<Vec<_>, HungUp> =
                Ok(asked.iter().map(|asked| format!("re: {asked}")).collect());
            expect_eq(
                answers,
                expected,
                "a thread asked twenty questions, and some of their answers are missing or wrong",
            );
            let taken: Vec<String> = taken
                .iter()
                .filter(|question| question.starts_with(name))
                .cloned()
                .collect();
            expect_eq(
                taken,
                asked,
                "the server should take the questions of one thread all, and in its own order",
            );
        }
    });
}

#[test]
fn a_full_bridge_holds_the_thread_until_the_server_hangs_up() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(2);
        let sent = Gauge::default();
        let counted = sent.clone();
        let thread = lab.thread(move || {
            let mut pending = Vec::new();
            let refused = loop {
                match client.ask("is anybody there?".to_owned()) {
                    Ok(answer) => pending.push(answer),
                    Err(HungUp) => break client,
                }
                drop(counted.enter());
                if counted.entered() == 100 {
                    break client;
                }
            };
            let answers: Vec<_> = pending.into_iter().map(Pending::wait).collect();
            (answers, asked(&refused, "and now?"))
        });
        while sent.entered() < 2 {
            sleep(ms(1)).await;
        }
        // Real time, for want of anything else: no system tells portably whether a thread is
        // blocked or just slow, and a third that never comes sends no sign. No right answer can
        // fail here, however slow the machine: it has no third to send before the server is gone.
        // A wrong one ends the wait at its third.
        let patience = Duration::from_millis(300);
        let _sent_too_many = tokio::time::timeout(patience, async {
            while sent.entered() == 2 {
                sleep(ms(1)).await;
            }
        })
        .await;
        let before_hanging_up = sent.entered();
        hang_up(server);
        expect_eq(
            before_hanging_up,
            2,
            "there is room for two questions and nobody takes them, and still the thread went on \
             to send: without a bound, a thread that is too fast fills the memory",
        );
        expect_eq(
            thread.await,
            (vec![Err(HungUp), Err(HungUp)], Err(HungUp)),
            "the server is gone: those who wait and those who ask should all be told so",
        );
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
        lab.span("serve", server.serve(polite)).await;
        let answers = lab
            .thread(|| pending.map(|pending| pending.and_then(Pending::wait)))
            .await;
        expect_eq(
            answers,
            ["re: one", "re: two", "re: three"].map(|answer| Ok(answer.to_owned())),
            "questions that were asked before the last client left should still be answered",
        );
    });
}

#[test]
fn who_does_not_want_the_answer_stops_nobody() {
    real_time(async |lab: Lab| {
        let (client, server) = room_for(1);
        let thread = lab.thread(move || {
            hang_up(client.ask("never mind".to_owned())?);
            asked(&client, "still there?")
        });
        let (answer, ()) = join(thread, lab.span("serve", server.serve(polite))).await;
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
            "the answer should come back",
        );
    });
}

#[test]
fn an_idle_server_is_not_woken() {
    virtual_time(async |_lab: Lab| {
        let (client, server) = room_for(1);
        let mut serving = task::spawn(server.serve(polite));
        assert!(
            serving.poll().is_pending(),
            "the server returned though there is still a client"
        );
        sleep(secs(10)).await;
        assert!(
            !serving.is_woken(),
            "nobody asked, and the server was woken all the same: it looks again and again \
             instead of waiting to be woken"
        );
        hang_up(client);
        assert!(
            serving.is_woken() && serving.poll().is_ready(),
            "the last client is gone, and the server did not notice"
        );
    });
}
