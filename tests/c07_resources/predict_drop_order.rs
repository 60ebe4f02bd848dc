//! `predict_drop_order`: the picture is what the program does.

use async_katas::c07_resources::predict_drop_order::picture;
use lab::{Lab, Prediction, Timeline, secs, virtual_time};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What `check` fails with.
struct NoLuck;

/// A guard's name, and from when to when it lived.
type Life = (&'static str, Duration, Duration);

/// How long each guard lived.
#[derive(Clone, Default)]
struct Held(Arc<Mutex<Vec<Life>>>);

impl Held {
    fn guard(&self, lab: &Lab, name: &'static str) -> Guard {
        Guard {
            held: self.clone(),
            lab: lab.clone(),
            name,
            since: lab.now(),
        }
    }

    fn beside(&self, mut timeline: Timeline) -> Timeline {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, from, to) in held.iter() {
            timeline = timeline.span(name, *from, *to);
        }
        timeline
    }
}

/// A guard that notes when it is dropped.
struct Guard {
    held: Held,
    lab: Lab,
    name: &'static str,
    since: Duration,
}

impl Drop for Guard {
    fn drop(&mut self) {
        let span = (self.name, self.since, self.lab.now());
        let mut held = self.held.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.push(span);
    }
}

/// The program, as the task shows it.
async fn program(lab: Lab, held: Held) {
    let job = |name, seconds| lab.job(name).takes(secs(seconds)).gives(());
    let hold = |name| held.guard(&lab, name);
    let check = |seconds| lab.job("check").takes(secs(seconds)).err::<(), _>(NoLuck);
    let steps = async {
        let _whole = hold("whole");
        {
            let _block = hold("block");
            job("one", 1).await;
        }
        let guard = hold("guard");
        let rest = async move {
            job("two", 2).await;
            drop(guard);
        };
        check(1).await?;
        rest.await;
        Ok::<(), NoLuck>(())
    };
    let _ = steps.await;
    job("after", 1).await;
}

/// What people believe who draw something else.
fn prediction() -> Prediction {
    Prediction::new(picture())
        .believes(
            "in your picture `block` lives as long as `whole`; it is dropped at the end of its block, at 1s",
            "
                     0s  1s  2s  3s
            whole    |=======|
            block    |=======|
            one      |===|
            guard        |===|
            check        |===x
            after            |===|
            ",
        )
        .believes(
            "in your picture the inner block runs beside the lines below it; a block is no task: what stands below begins when `one` is done, at 1s",
            "
                     0s  1s  2s
            whole    |===|
            block    |===|
            one      |===|
            guard    |===|
            check    |===x
            after        |===|
            ",
        )
        .believes(
            "in your picture `whole` and `guard` live to the end of the program; the `?` leaves the block of `steps` at 2s, and drops what it holds",
            "
                     0s  1s  2s  3s
            whole    |===========|
            block    |===|
            one      |===|
            guard        |=======|
            check        |===x
            after            |===|
            ",
        )
        .believes(
            "in your picture `two` works after the error; the `?` leaves the block of `steps` at 2s, and nobody polls `rest`",
            "
                     0s  1s  2s  3s  4s  5s
            whole    |===============|
            block    |===|
            one      |===|
            guard        |===========|
            check        |===x
            two              |=======|
            after                    |===|
            ",
        )
        .believes(
            "in your picture `guard` outlives `steps`; the future `rest` owns it, and is dropped with it at 2s",
            "
                     0s  1s  2s  3s
            whole    |=======|
            block    |===|
            one      |===|
            guard        |=======|
            check        |===x
            after            |===|
            ",
        )
        .believes(
            "in your picture `check` comes to its end; it fails at 2s, and a span that ends in a failure ends in `x`",
            "
                     0s  1s  2s  3s
            whole    |=======|
            block    |===|
            one      |===|
            guard        |===|
            check        |===|
            after            |===|
            ",
        )
}

#[test]
fn the_picture_has_a_row_for_whoever_works() {
    virtual_time(async |lab: Lab| {
        let prediction = prediction();
        let held = Held::default();
        program(lab.clone(), held.clone()).await;
        prediction.has_the_rows(&held.beside(lab.timeline()));
    });
}

#[test]
fn everything_begins_where_the_picture_says() {
    virtual_time(async |lab: Lab| {
        let prediction = prediction();
        let held = Held::default();
        program(lab.clone(), held.clone()).await;
        prediction.begins(&held.beside(lab.timeline()));
    });
}

#[test]
fn everything_ends_where_and_how_the_picture_says() {
    virtual_time(async |lab: Lab| {
        let prediction = prediction();
        let held = Held::default();
        program(lab.clone(), held.clone()).await;
        prediction.ends(&held.beside(lab.timeline()));
    });
}
