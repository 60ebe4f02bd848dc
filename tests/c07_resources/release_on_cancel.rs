//! `release_on_cancel`: every seat comes back once, whatever becomes of its user.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_katas::c07_resources::release_on_cancel::{Seats, with_seat};
use futures::future::FutureExt;
use lab::{
    Gauge, Lab, Timeline, cancel_at_every_await, expect_eq, fail, for_seeds, ms, virtual_time,
};
use tokio::time::{sleep, timeout};

/// Seats that draw what is done with them.
#[derive(Clone)]
struct Theatre {
    lab: Lab,
    takes: Duration,
    gives_back: Duration,
    next: Arc<AtomicU32>,
    taken: Gauge,
    begun: Gauge,
    /// The numbers of the seats given back to the end, added up.
    back: Arc<AtomicU32>,
    ended: Gauge,
}

impl Theatre {
    fn new(lab: &Lab, takes: Duration, gives_back: Duration) -> Self {
        Theatre {
            lab: lab.clone(),
            takes,
            gives_back,
            next: Arc::new(AtomicU32::new(7)),
            taken: Gauge::default(),
            begun: Gauge::default(),
            back: Arc::default(),
            ended: Gauge::default(),
        }
    }

    /// Whatever was taken must have been given back: each seat once, to the end.
    #[track_caller]
    fn expect_all_back(&self) {
        let [taken, begun, ended] = [&self.taken, &self.begun, &self.ended].map(Gauge::entered);
        if begun < taken {
            fail("the seat was taken and never given back");
        }
        if begun > taken {
            fail(
                "the seat was given back twice, or its giving back was begun anew instead of \
                 being left to go on to its end",
            );
        }
        if ended < taken {
            fail(
                "giving back was begun and then dropped in the middle: it has to go on to its \
                 end, whoever is cancelled",
            );
        }
        expect_eq(
            self.back.load(Ordering::SeqCst),
            (7..7 + taken as u32).sum(),
            "another seat was given back than the one that was taken",
        );
    }
}

impl Seats for Theatre {
    async fn take(&self) -> u32 {
        self.lab.job("take").takes(self.takes).gives(()).await;
        drop(self.taken.enter());
        self.next.fetch_add(1, Ordering::SeqCst)
    }

    async fn give_back(&self, seat: u32) {
        let job = self.lab.job("give back").takes(self.gives_back);
        job.counted_by(&self.begun).gives(()).await;
        drop(self.ended.enter());
        self.back.fetch_add(seat, Ordering::SeqCst);
    }
}

const ENOUGH: Duration = ms(5000);

#[test]
fn takes_uses_and_gives_back() {
    virtual_time(async |lab: Lab| {
        let theatre = Theatre::new(&lab, ms(100), ms(100));
        let seen = with_seat(theatre.clone(), async |seat| {
            lab.job("body").takes(ms(200)).gives(seat).await
        })
        .await;
        if theatre.ended.entered() == 0 {
            fail("your function returned before the seat was given back");
        }
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            take        |=========|
            body                  |===================|
            give back                                 |=========|
            ",
        );
        expect_eq(
            seen,
            7,
            "the body should get the number of its seat, and the caller what the body gave",
        );
        sleep(ENOUGH).await;
        theatre.expect_all_back();
    });
}

#[test]
fn cancelled_in_the_body_the_seat_is_given_back_then_and_there() {
    virtual_time(async |lab: Lab| {
        let theatre = Theatre::new(&lab, ms(100), ms(100));
        let user = with_seat(theatre.clone(), async |_| {
            lab.job("body").takes(ms(1000)).gives(()).await;
        });
        assert!(
            timeout(ms(300), user).await.is_err(),
            "the body takes longer than its caller waits, and yet your function returned"
        );
        expect_eq(
            lab.now(),
            ms(300),
            "your future blocked the caller while it was dropped",
        );
        sleep(ENOUGH).await;
        theatre.expect_all_back();
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            take        |=========|
            body                  |===================/
            give back                                 |=========|
            ",
        );
    });
}

#[test]
fn cancelled_while_giving_back_that_goes_on() {
    virtual_time(async |lab: Lab| {
        let theatre = Theatre::new(&lab, ms(100), ms(200));
        let user = with_seat(theatre.clone(), async |_| {
            lab.job("body").takes(ms(100)).gives(()).await;
        });
        assert!(
            timeout(ms(300), user).await.is_err(),
            "your function returned before the seat was given back"
        );
        sleep(ENOUGH).await;
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            take        |=========|
            body                  |=========|
            give back                       |===================|
            ",
        );
        theatre.expect_all_back();
    });
}

#[test]
fn cancelled_while_taking_there_is_nothing_to_give_back() {
    virtual_time(async |lab: Lab| {
        let theatre = Theatre::new(&lab, ms(200), ms(100));
        let user = with_seat(theatre.clone(), async |_| {
            lab.job("body").takes(ms(100)).gives(()).await;
        });
        assert!(
            timeout(ms(100), user).await.is_err(),
            "your function returned before it had a seat"
        );
        sleep(ENOUGH).await;
        lab.expect(
            "
                        0ms       100ms     200ms
            take        |=========/
            body
            give back
            ",
        );
    });
}

#[test]
fn a_panic_gives_the_seat_back_and_goes_on() {
    virtual_time(async |lab: Lab| {
        let theatre = Theatre::new(&lab, ms(100), ms(100));
        let user = with_seat(theatre.clone(), async |_| {
            lab.job("body").takes(ms(100)).panics::<()>("boom").await;
        });
        let caught = AssertUnwindSafe(user).catch_unwind().await;
        assert!(
            caught.is_err(),
            "the panic of the body was swallowed: it belongs to the caller"
        );
        sleep(ENOUGH).await;
        theatre.expect_all_back();
        lab.expect(
            "
                        0ms       100ms     200ms     300ms
            take        |=========|
            body                  |=========!
            give back                       |=========|
            ",
        );
    });
}

#[test]
fn whenever_its_user_gives_up() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let [take, body, give_back] = [(); 3].map(|()| draw.times(ms(10), 1..=20));
        // Half a step off, so that nothing else happens at the instant of giving up.
        let patience = draw.times(ms(10), 0..=60) + ms(5);
        let theatre = Theatre::new(&lab, take, give_back);
        let user = with_seat(theatre.clone(), async |_| {
            lab.job("body").takes(body).gives(()).await;
        });
        let _given_up = timeout(patience, user).await;
        sleep(ENOUGH).await;
        theatre.expect_all_back();
        let begins = (take + body).min(patience);
        let expected = if patience < take {
            Timeline::new().cancelled("take", ms(0), patience)
        } else {
            let after_take = Timeline::new().span("take", ms(0), take);
            let after_body = if patience < take + body {
                after_take.cancelled("body", take, patience)
            } else {
                after_take.span("body", take, take + body)
            };
            after_body.span("give back", begins, begins + give_back)
        };
        lab.expect(expected);
    });
}

#[test]
fn at_every_await_point_it_is_given_back_once() {
    cancel_at_every_await(async |lab: Lab| {
        let theatre = Theatre::new(&lab, ms(100), ms(100));
        let user = with_seat(theatre.clone(), async |_| {
            for step in ["sit down", "watch", "applaud"] {
                lab.job(step).takes(ms(100)).gives(()).await;
            }
        });
        let _seen = lab.cut(user).await;
        sleep(ENOUGH).await;
        theatre.expect_all_back();
        lab.expect_no_task_left();
    });
}
