//! `predict_turns`: the picture is what the program does.

use async_katas::c03_event_loop::predict_turns::picture;
use lab::{Lab, Prediction, Timeline, secs, virtual_time};
use std::sync::{Arc, Mutex, PoisonError};

/// The pieces of work, in the order in which they were done: each keeps the one thread busy for a
/// second, which no clock has to show.
#[derive(Clone, Default)]
struct Turns(Arc<Mutex<Vec<&'static str>>>);

impl Turns {
    fn work(&self) -> impl Fn(&'static str) + Clone + Send + 'static {
        let turns = self.clone();
        move |name| {
            let mut turns = turns.0.lock().unwrap_or_else(PoisonError::into_inner);
            turns.push(name);
        }
    }

    fn timeline(&self) -> Timeline {
        let turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let spans = turns.iter().zip(0..);
        spans.fold(Timeline::new(), |timeline, (name, at)| {
            timeline.span(name, secs(at), secs(at + 1))
        })
    }
}

/// The program, as the task shows it.
async fn program(work: impl Fn(&'static str) + Clone + Send + 'static) {
    let [of_a, of_b, of_c] = [work.clone(), work.clone(), work.clone()];
    let a = tokio::spawn(async move {
        of_a("a");
        of_a("a");
    });
    let b = tokio::spawn(async move {
        of_b("b");
        tokio::task::yield_now().await;
        of_b("b");
    });
    let c = tokio::spawn(async move {
        of_c("c");
    });
    work("main");
    let _ = tokio::join!(a, b, c);
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "in your picture the tasks run before `main` does; `spawn` only puts them in the line, and on one thread they run when `main` first waits, at 1s",
            "
                    0s  1s  2s  3s  4s  5s  6s  7s
            main                        |===|
            a       |===|===|
            b               |===|           |===|
            c                   |===|
            ",
        )
        .believes(
            "in your picture `a` gives way between its two pieces of work; nobody interrupts a task, and `a` has no await in between",
            "
                    0s  1s  2s  3s  4s  5s  6s
            main    |===|
            a           |===|       |===|
            b               |===|       |===|
            c                   |===|
            ",
        )
        .believes(
            "in your picture `b` goes on at once after `yield_now`; that puts it at the end of the line, and `c` was waiting there",
            "
                    0s  1s  2s  3s  4s  5s  6s
            main    |===|
            a           |===|===|
            b                   |===|===|
            c                           |===|
            ",
        )
        .believes(
            "in your picture all run at the same time; there is one thread, and each piece of work keeps it busy for a second",
            "
                    0s  1s  2s
            main    |===|
            a       |===|===|
            b       |===|===|
            c       |===|
            ",
        )
        .believes(
            "in your picture `a` works in one piece of two seconds; each piece of work is a span of its own, and the first one ends at 2s",
            "
                    0s  1s  2s  3s  4s  5s  6s
            main    |===|
            a           |=======|
            b                   |===|   |===|
            c                       |===|
            ",
        )
        .believes(
            "in your picture the task that was spawned last runs first; ready tasks run in the order in which they became ready",
            "
                    0s  1s  2s  3s  4s  5s  6s
            main    |===|
            a                   |===|===|
            b               |===|       |===|
            c           |===|
            ",
        )
}

#[test]
fn the_picture_has_a_row_for_whoever_works() {
    virtual_time(async |_lab: Lab| {
        let prediction = prediction();
        let turns = Turns::default();
        program(turns.work()).await;
        prediction.has_the_rows(&turns.timeline());
    });
}

#[test]
fn everything_begins_where_the_picture_says() {
    virtual_time(async |_lab: Lab| {
        let prediction = prediction();
        let turns = Turns::default();
        program(turns.work()).await;
        prediction.begins(&turns.timeline());
    });
}

#[test]
fn everything_ends_where_and_how_the_picture_says() {
    virtual_time(async |_lab: Lab| {
        let prediction = prediction();
        let turns = Turns::default();
        program(turns.work()).await;
        prediction.ends(&turns.timeline());
    });
}
