//! `release_on_cancel`: every seat comes back once, whatever becomes of its user.

use std::any::Any;
use std::future::{Ready, pending};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c07_resources::release_on_cancel::{Seats, with_seat};
use futures::future::{FutureExt, join_all};
use lab::{
    Gauge, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time,
};
use tokio::time::{sleep, timeout};

/// Seats that note what is done with them.
#[derive(Clone)]
struct Theatre {
    lab: Lab,
    /// Whether each call is drawn, too.
    drawn: bool,
    takes: Duration,
    gives_back: Duration,
    next: Arc<AtomicU32>,
    taken: Gauge,
    /// How often giving back was asked for, whether what that gave was awaited or not.
    asked: Gauge,
    /// Those that are being given back.
    begun: Gauge,
    /// When giving back began, and of which seat.
    begins: Arc<Mutex<Vec<(Duration, u32)>>>,
    ended: Gauge,
}

impl Theatre {
    fn new(lab: &Lab, takes: Duration, gives_back: Duration) -> Self {
        Theatre {
            lab: lab.clone(),
            drawn: true,
            takes,
            gives_back,
            next: Arc::new(AtomicU32::new(7)),
            taken: Gauge::default(),
            asked: Gauge::default(),
            begun: Gauge::default(),
            begins: Arc::default(),
            ended: Gauge::default(),
        }
    }

    async fn work(&self, lane: &str, time: Duration) {
        if self.drawn {
            self.lab.job(lane).takes(time).gives(()).await;
        } else if time > Duration::ZERO {
            sleep(time).await;
        }
    }

    fn note_begin(&self, seat: u32) {
        let mut begins = self.begins.lock().unwrap_or_else(PoisonError::into_inner);
        begins.push((self.lab.now(), seat));
    }

    /// Whatever was taken must have been given back: each seat once, to the end.
    #[track_caller]
    fn expect_all_back(&self, what_happened: &str) {
        let [taken, begun, ended] = [&self.taken, &self.begun, &self.ended].map(Gauge::entered);
        let begins = self.begins.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seats: Vec<u32> = begins.iter().map(|(_, seat)| *seat).collect();
        seats.sort_unstable();
        let anew = seats.windows(2).any(|two| two[0] == two[1]);
        if anew && ended < begun {
            fail(
                "giving back was dropped in the middle and begun anew: what has begun should go \
                 on to its end, whoever is cancelled",
            );
        }
        if anew {
            fail("the seat was given back twice: whoever had it by then has lost it");
        }
        let asked = self.asked.entered();
        if begun < taken && asked >= taken {
            fail(
                "`give_back` was called, and the future that it gave was never polled: a future does \
                 nothing until somebody awaits it, or it is made a task",
            );
        }
        if begun < taken {
            fail(match taken {
                1 => format!("{what_happened}, and the seat was never given back"),
                _ => format!(
                    "{what_happened}, and of {taken} seats that were taken {} were never given back",
                    taken - begun
                ),
            });
        }
        if self.begun.now() > 0 {
            fail("giving back was begun, and has not ended though it had the time for it");
        }
        if ended < taken {
            fail(
                "giving back was begun and then dropped in the middle: a poll of it is not the whole, \
                 and it has to go on to its end, whatever becomes of your future",
            );
        }
        expect_eq(
            seats,
            (7..7 + taken as u32).collect(),
            "another seat was given back than the one that was taken",
        );
    }

    /// Giving back must have begun at this instant, for each seat that was taken.
    #[track_caller]
    fn expect_begun_at(&self, instant: Duration, what_happened: &str) {
        let begins = self.begins.lock().unwrap_or_else(PoisonError::into_inner);
        let late = begins.iter().filter(|(at, _)| *at > instant);
        if let Some((last, _)) = late.clone().max() {
            fail(format!(
                "{what_happened} at {instant:?}, and giving back began only later{}, the last at \
                 {last:?}: it should begin at that instant",
                match begins.len() {
                    1 => String::new(),
                    seats => format!(" for {} of {seats} seats", late.count()),
                }
            ));
        }
    }
}

impl Seats for Theatre {
    async fn take(&self) -> u32 {
        self.work("take", self.takes).await;
        drop(self.taken.enter());
        self.next.fetch_add(1, Ordering::SeqCst)
    }

    fn give_back(&self, seat: u32) -> impl Future<Output = ()> + Send {
        drop(self.asked.enter());
        async move {
            let inside = self.begun.enter();
            self.note_begin(seat);
            self.work("give back", self.gives_back).await;
            drop(inside);
            drop(self.ended.enter());
        }
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
        let (returned, early) = (lab.now(), theatre.ended.entered() == 0);
        sleep(ENOUGH).await;
        theatre.expect_all_back("the body came to its end");
        if early {
            fail("your function returned before the seat was given back to the end");
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
            returned,
            ms(400),
            "the seat was back, and your function did not return at that instant",
        );
        expect_eq(
            seen,
            7,
            "seat 7 was taken, and the body gives the number that it is handed: the caller got \
             another one",
        );
    });
}

#[test]
fn cancelled_in_the_body_the_seat_is_given_back_then_and_there() {
    virtual_time(async |lab: Lab| {
        let theatre = Theatre::new(&lab, ms(100), ms(100));
        let user = with_seat(theatre.clone(), async |_| {
            lab.job("body").takes(ms(1000)).gives(()).await;
        });
        if timeout(ms(300), user).await.is_ok() {
            fail("the body takes longer than its caller waits, and yet your function returned");
        }
        expect_eq(
            lab.now(),
            ms(300),
            "your future blocked the caller while it was dropped",
        );
        sleep(ENOUGH).await;
        theatre.expect_all_back("your future was dropped while the body ran");
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
        if timeout(ms(300), user).await.is_ok() {
            fail(match theatre.begun.entered() {
                0 => {
                    "the body had ended, and your function returned and had not begun to give the \
                      seat back"
                }
                _ => "your function returned before the seat was given back to the end",
            });
        }
        sleep(ENOUGH).await;
        theatre.expect_all_back("your future was dropped while the seat was being given back");
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            take        |=========|
            body                  |=========|
            give back                       |===================|
            ",
        );
    });
}

#[test]
fn cancelled_while_taking_there_is_nothing_to_give_back() {
    virtual_time(async |lab: Lab| {
        lab.case("a future that is dropped before its first poll");
        let theatre = Theatre::new(&lab, ms(200), ms(100));
        drop(with_seat(theatre.clone(), async |_| ()));
        lab.case("a future that is dropped in the middle of taking");
        let user = with_seat(theatre.clone(), async |_| {
            lab.job("body").takes(ms(100)).gives(()).await;
        });
        if timeout(ms(100), user).await.is_ok() {
            fail("your function returned before it had a seat");
        }
        sleep(ENOUGH).await;
        lab.expect(
            "
                        0ms       100ms     200ms
            take        |=========/
            body
            give back
            ",
        );
        theatre.expect_all_back("your future was dropped before it had a seat");
    });
}

#[test]
fn a_panic_gives_the_seat_back_and_goes_on() {
    virtual_time(async |lab: Lab| {
        let theatre = Theatre::new(&lab, ms(100), ms(100));
        let user = with_seat(theatre.clone(), async |_| {
            lab.job("body")
                .takes(ms(100))
                .panics::<()>("no more paper")
                .await
        });
        let caught = timeout(ENOUGH, AssertUnwindSafe(user).catch_unwind()).await;
        sleep(ENOUGH).await;
        theatre.expect_all_back("the body panicked");
        lab.expect(
            "
                        0ms       100ms     200ms     300ms
            take        |=========|
            body                  |=========!
            give back                       |=========|
            ",
        );
        match caught {
            Ok(caught) => expect_its_panic(caught),
            Err(_) => fail(format!(
                "the body panicked, and {ENOUGH:?} later the caller had not heard of it"
            )),
        }
    });
}

#[test]
fn a_panic_without_a_wait_gives_the_seat_back_and_goes_on() {
    virtual_time(async |lab: Lab| {
        for [takes, gives_back] in [[ms(0), ms(0)], [ms(0), ms(100)], [ms(100), ms(0)]] {
            lab.case(format!(
                "a body that panics in its first poll, with a number; taking lasts {takes:?}, \
                 giving back {gives_back:?}"
            ));
            let theatre = Theatre::new(&lab, takes, gives_back);
            let panics_at = lab.now() + takes;
            let user = with_seat(theatre.clone(), async |seat| {
                if seat == 7 {
                    resume_unwind(Box::new(4711_u64));
                }
            });
            let caught = timeout(ENOUGH, AssertUnwindSafe(user).catch_unwind()).await;
            sleep(ENOUGH).await;
            theatre.expect_all_back("the body panicked in its first poll");
            theatre.expect_begun_at(panics_at, "the body panicked");
            match caught {
                Ok(Ok(())) => fail("the body panicked, and the panic was swallowed"),
                Ok(Err(panic)) if panic.downcast_ref() == Some(&4711_u64) => {}
                Ok(Err(_)) => fail(
                    "the body panicked with a number, and another panic came out of your \
                     function: the body's own should go on to the caller",
                ),
                Err(_) => fail(format!(
                    "the body panicked, and {ENOUGH:?} later the caller had not heard of it"
                )),
            }
        }
    });
}

#[track_caller]
fn expect_its_panic(caught: Result<(), Box<dyn Any + Send>>) {
    match caught {
        Ok(()) => fail("the body panicked, and the panic was swallowed: it belongs to the caller"),
        Err(panic) if panic.downcast_ref() == Some(&"no more paper") => {}
        Err(_) => fail(
            "the body panicked, and another panic came out of your function: the body's own \
             should go on to the caller",
        ),
    }
}

/// Panics when it is dropped, quietly.
struct Touchy;

impl Drop for Touchy {
    fn drop(&mut self) {
        resume_unwind(Box::new("do not touch"));
    }
}

#[test]
fn a_panic_at_an_odd_place_gives_the_seat_back_too() {
    virtual_time(async |lab: Lab| {
        lab.case("a body that panics when it is called");
        let theatre = Theatre::new(&lab, ms(100), ms(100));
        let called = with_seat(theatre.clone(), |_| -> Ready<()> {
            resume_unwind(Box::new("no more paper"))
        });
        let caught = AssertUnwindSafe(called).catch_unwind().await;
        sleep(ENOUGH).await;
        // Asked once more: is it given back where the panic comes out of its future?
        let mut other = Theatre::new(&lab, ms(0), ms(0));
        other.drawn = false;
        let polled = with_seat(other.clone(), async |_| {
            resume_unwind(Box::new("no more paper"))
        });
        let _panic: Result<(), _> = AssertUnwindSafe(polled).catch_unwind().await;
        sleep(ENOUGH).await;
        if theatre.asked.entered() == 0
            && theatre.taken.entered() == 1
            && other.ended.entered() == 1
        {
            fail(
                "the body panicked when it was called, before there was a future of it, and the seat \
                 was never given back, as it is where the future panics: what gives it back has to be \
                 there as soon as the seat is taken, before `body` is called",
            );
        }
        theatre.expect_all_back("the body panicked when it was called");
        theatre.expect_begun_at(ms(100), "the body panicked");
        expect_its_panic(caught);

        lab.case("a body that panics as it is dropped");
        let theatre = Theatre::new(&lab, ms(0), ms(100));
        let at = lab.now();
        let mut dropped = Box::pin(with_seat(theatre.clone(), async |_| {
            let _touchy = Touchy;
            pending::<()>().await;
        }));
        let _pending = dropped.as_mut().now_or_never();
        let _panic = catch_unwind(AssertUnwindSafe(|| drop(dropped)));
        sleep(ENOUGH).await;
        theatre.expect_all_back("the body panicked as it was dropped");
        theatre.expect_begun_at(at, "your future was dropped");
    });
}

#[test]
fn whenever_its_user_gives_up() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let [take, body, give_back] = [(); 3].map(|()| draw.times(ms(10), 0..=20));
        // Off the grid of the others, so that nothing else happens at the instant of giving up.
        let patience = draw.off_grid(ms(1)..=ms(600));
        let theatre = Theatre::new(&lab, take, give_back);
        let user = with_seat(theatre.clone(), async |_| {
            lab.job("body").takes(body).gives(()).await;
        });
        let _given_up = timeout(patience, user).await;
        let returned = lab.now();
        sleep(ENOUGH).await;
        theatre.expect_all_back(if patience < take {
            "your future was dropped while it took a seat"
        } else if patience < take + body {
            "your future was dropped while the body ran"
        } else {
            "the body came to its end"
        });
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
        expect_eq(
            returned,
            patience.min(take + body + give_back),
            "your function did not return at the instant at which the seat was back, or at which \
             its caller gave up",
        );
    });
}

#[test]
fn when_nothing_takes_any_time() {
    virtual_time(async |lab: Lab| {
        let theatre = Theatre::new(&lab, ms(0), ms(0));
        expect_eq(
            with_seat(theatre.clone(), async |seat| seat).await,
            7,
            "seat 7 was taken, and the body gives the number that it is handed: the caller got \
             another one",
        );
        expect_eq(
            lab.now(),
            ms(0),
            "nothing takes any time, and your function waited",
        );
        let early = theatre.ended.entered() == 0;
        sleep(ENOUGH).await;
        theatre.expect_all_back("the body came to its end");
        if early {
            fail("your function returned before the seat was given back to the end");
        }
    });
}

#[test]
fn a_thousand_users_give_up_at_once() {
    virtual_time(async |lab: Lab| {
        let mut theatre = Theatre::new(&lab, ms(100), ms(100));
        theatre.drawn = false;
        let users = (0..1000).map(|_| {
            with_seat(theatre.clone(), async |_| {
                sleep(secs(60)).await;
            })
        });
        if timeout(ms(303), join_all(users)).await.is_ok() {
            fail("each body takes a minute, and all functions had returned after 303ms");
        }
        sleep(secs(60)).await;
        theatre.expect_begun_at(ms(303), "a thousand futures were dropped");
        theatre.expect_all_back("a thousand futures were dropped while their bodies ran");
    });
}

#[test]
fn steps_of_a_year_are_awaited_too() {
    const YEAR: Duration = secs(365 * 24 * 60 * 60);
    virtual_time(async |lab: Lab| {
        lab.lasts(YEAR * 12);
        lab.case("a body that comes to its end after a year");
        let theatre = Theatre::new(&lab, YEAR, YEAR);
        let mut user = pin!(with_seat(theatre.clone(), async |_| sleep(YEAR).await));
        if timeout(YEAR * 3 - ms(1), user.as_mut()).await.is_ok() {
            fail("taking, the body and giving back last a year each, and less than that went by");
        }
        user.await;
        theatre.expect_all_back("the body came to its end after a year");

        lab.case("a future that is dropped after two years, while the body runs");
        let theatre = Theatre::new(&lab, YEAR, YEAR);
        let user = with_seat(theatre.clone(), async |_| pending::<()>().await);
        let _given_up = timeout(YEAR * 2, user).await;
        sleep(YEAR + ms(1)).await;
        theatre.expect_all_back("your future was dropped while the body ran");
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
        let seen = lab.cut(user).await;
        sleep(ENOUGH).await;
        theatre.expect_all_back(match seen {
            Some(()) => "the body came to its end",
            None => "your future was dropped",
        });
        lab.expect_no_task_left();
    });
}

#[test]
fn cancelled_around_a_panic_it_is_given_back_once() {
    cancel_at_every_await(async |lab: Lab| {
        let theatre = Theatre::new(&lab, ms(100), ms(100));
        let user = with_seat(theatre.clone(), async |_| {
            let body = lab.job("body").takes(ms(100));
            body.panics::<()>("no more paper").await
        });
        let caught = lab.cut(AssertUnwindSafe(user).catch_unwind()).await;
        sleep(ENOUGH).await;
        theatre.expect_all_back(match caught {
            Some(_) => "the body panicked",
            None => "your future was dropped",
        });
    });
}

#[test]
fn however_it_is_polled_the_seat_is_given_back_once() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            let lies_there = match way {
                Way::Later => Way::LATER,
                _ => ms(0),
            };
            lab.case(format!("a future that is {way}"));
            let begun = lab.now();
            let theatre = Theatre::new(&lab, ms(100), ms(100));
            let user = with_seat(theatre.clone(), async |seat| {
                for time in [ms(100), ms(7), ms(200)] {
                    sleep(time).await;
                }
                seat
            });
            let seat = lab.polled(way, user).await;
            let took = lab.now() - begun;
            sleep(ENOUGH).await;
            theatre.expect_all_back("the body came to its end");
            theatre.expect_begun_at(begun + lies_there + ms(407), "the body came to its end");
            expect_eq(
                seat,
                7,
                "seat 7 was taken, and the body gives the number that it is handed: the caller got \
                 another one",
            );
            expect_eq(
                took,
                lies_there + ms(507),
                format!(
                    "taking, the body and giving back last 507ms, and this long it took with a \
                     future that was {way}"
                ),
            );

            lab.case(format!(
                "a future that is {way}, and given up while its body runs"
            ));
            let begun = lab.now();
            let theatre = Theatre::new(&lab, ms(100), ms(100));
            let user = with_seat(theatre.clone(), async |_| pending::<()>().await);
            let _given_up = timeout(lies_there + ms(300), lab.polled(way, user)).await;
            sleep(ENOUGH).await;
            theatre.expect_all_back("your future was dropped while the body ran");
            theatre.expect_begun_at(begun + lies_there + ms(300), "your future was dropped");
        }
    });
}
