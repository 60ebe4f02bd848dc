//! `race_two`: the first one wins, `one` if both do, and when the output is out, both are gone.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use async_katas::c17_futures_by_hand::race_two::race_two;
use lab::timeline::{End, Item, counted};
use lab::{
    A_DAY, Gauge, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time,
};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::by_hand::ByHand;
use super::turns::{NOBODY_OWNS, calm, done_in, holding, placed, which, woke_others};

/// Said where `other` wins what `one` should: the same tie in this poll tells whether it always does.
fn tie(poll: usize) -> String {
    const AGAIN: usize = 20;
    let others = (0..AGAIN).filter(|_| {
        let mut race = pin!(race_two(done_in(poll, 0), done_in(poll, 1)));
        let winner = (0..20).find_map(|_| match ByHand::default().poll(race.as_mut()) {
            Poll::Ready(winner) => Some(winner),
            Poll::Pending => None,
        });
        winner == Some(1)
    });
    let whose = match others.count() {
        AGAIN => format!("as it has in {AGAIN} more such ties"),
        0 => format!("and `one` in all of {AGAIN} more such ties"),
        others => format!(
            "as it has in {others} of {AGAIN} more such ties: that is luck, which decides in a \
             `select!` without `biased`"
        ),
    };
    format!(
        "{whose}; a tie goes to `one`, every time, so `one` has to be polled first, and its output \
         is given if it is done"
    )
}

/// Polls the race for the first time, and sees that neither of the two, which are pending then, was
/// left out.
async fn begins_both<F: Future>(lab: &Lab, two: [&str; 2], mut race: Pin<&mut F>) {
    if futures::poll!(race.as_mut()).is_ready() {
        fail("your future was ready before one of the two was");
    }
    let happened = lab.timeline();
    for (n, name) in two.iter().enumerate() {
        if happened.items(name).is_empty() {
            fail(format!(
                "in the first poll of your future neither of the two was done, and {} was not \
                 polled, so that it has not begun: each poll should poll both, until the first of \
                 them is done",
                which(n)
            ));
        }
        if end_of(lab, name) == Some(End::Cancelled) {
            fail(format!(
                "in the first poll of your future neither of the two was done, and {} was dropped \
                 in it: who is pending has not lost, and is polled again when it has woken",
                which(n)
            ));
        }
    }
}

/// How the job of this name ended so far, if it has begun.
fn end_of(lab: &Lab, name: &str) -> Option<End> {
    match lab.timeline().items(name).last() {
        Some(Item::Span { end, .. }) => Some(*end),
        _ => None,
    }
}

/// Sees that whoever has lost is gone when the output is there.
fn loser_is_gone(lab: &Lab, loser: &str, n: usize) {
    if end_of(lab, loser) == Some(End::Running) {
        fail(format!(
            "the output was out, your future was over and dropped, and {}, which has lost, was \
             still there: nobody had dropped it, and what it holds is not free",
            which(n)
        ));
    }
}

#[test]
fn the_first_one_wins_and_the_other_one_is_dropped() {
    virtual_time(async |lab: Lab| {
        let one = lab.job("one").takes(secs(2)).gives("one");
        let other = lab.job("other").takes(secs(1)).gives("other");
        let mut race = pin!(calm(race_two(one, other)));
        begins_both(&lab, ["one", "other"], race.as_mut()).await;
        let first = race.await;
        loser_is_gone(&lab, "one", 0);
        lab.expect(
            "
                    0s    1s    2s
            one     |=====/
            other   |=====|
            ",
        );
        expect_eq(first, "other", "this is not the output of the first one");
        let one = lab.job("a").takes(secs(1)).gives("a");
        let other = lab.job("b").takes(secs(2)).gives("b");
        let mut race = pin!(calm(race_two(one, other)));
        begins_both(&lab, ["a", "b"], race.as_mut()).await;
        let first = race.await;
        lab.expect(
            "
                    0s    1s    2s    3s
            one     |=====/
            other   |=====|
            a             |=====|
            b             |=====/
            ",
        );
        expect_eq(first, "a", "this is not the output of the first one");
    });
}

#[test]
fn a_tie_goes_to_one_and_the_other_one_is_not_polled_for_it() {
    virtual_time(async |lab: Lab| {
        // Often, so that nobody who leaves it to luck is lucky each time.
        for round in 0..100 {
            let poll = 1 + round % 5;
            lab.case(format!("both could be done in poll {poll}"));
            let other = lab.meter(done_in(poll, "other"));
            let watch = other.watch();
            let mut race = pin!(race_two(done_in(poll, "one"), other));
            let mut winner = None;
            for _ in 0..20 {
                if let Poll::Ready(output) = ByHand::default().poll(race.as_mut()) {
                    winner = Some(output);
                    break;
                }
            }
            match winner {
                Some("one") => {}
                Some(_) => fail(format!(
                    "both could be done in poll {poll}, and `other` has won, {}",
                    tie(poll)
                )),
                None => fail(format!(
                    "both were to be done in poll {poll}, and your future was not ready after 20 \
                     polls"
                )),
            }
            if watch.polls() >= poll {
                fail(format!(
                    "both could be done in poll {poll}, `one` has won, and `other` had been polled \
                     in that poll as well: it made its output, which is lost now"
                ));
            }
        }
    });
}

#[test]
fn any_two_race_to_the_same_end() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let one = draw.off_grid(ms(1)..=secs(3));
        let other = match draw.size(0..=3) {
            // A tie, now and then.
            0 => one,
            _ => draw.off_grid(ms(1)..=secs(3)),
        };
        let yields = [draw.size(0..=3), draw.size(0..=3)];
        let times = [one, other];
        lab.case(format!(
            "`one` takes {:?}, `other` takes {:?}, in steps",
            one * 2,
            other * 2
        ));
        let job = |name: &str, n: usize| {
            let job = lab.job(name).takes(times[n]).yields(yields[n]);
            job.takes(times[n]).gives(n)
        };
        let mut race = pin!(calm(race_two(job("one", 0), job("other", 1))));
        begins_both(&lab, ["one", "other"], race.as_mut()).await;
        let first = race.await;
        let winner = usize::from(other < one);
        let (won, lost) = match winner {
            0 => ("one", "other"),
            _ => ("other", "one"),
        };
        let end = times[winner] * 2;
        if one == other && first == 1 {
            fail(format!(
                "both were due at {end:?}, and `other` has won, {}",
                tie(1)
            ));
        }
        if one == other && end_of(&lab, "other") == Some(End::Finished) {
            fail(format!(
                "both were due at {end:?}, `one` has won, and `other` was polled in that poll as \
                 well: it made its output, which is lost now; look at what `one` gave before you \
                 poll `other`"
            ));
        }
        loser_is_gone(&lab, lost, 1 - winner);
        let picture = Timeline::new()
            .span(won, secs(0), end)
            .cancelled(lost, secs(0), end);
        lab.expect(picture);
        expect_eq(first, winner, "this is not the output of the first one");
    });
}

#[test]
fn it_is_ready_in_the_poll_in_which_the_first_is_done() {
    virtual_time(async |lab: Lab| {
        for (one, other) in [(1, 2), (2, 1), (3, 4), (5, 3), (2, 9), (9, 2)] {
            lab.case(format!(
                "`one` is done in poll {one}, `other` in poll {other}"
            ));
            let mut race = pin!(race_two(done_in(one, 0), done_in(other, 1)));
            let (mut took, mut winner) = (0, None);
            while winner.is_none() && took < 20 {
                took += 1;
                if let Poll::Ready(output) = ByHand::default().poll(race.as_mut()) {
                    winner = Some(output);
                }
            }
            let first = usize::from(other < one);
            match winner {
                None => fail(format!(
                    "`one` was to be done in poll {one}, `other` in poll {other}, and your future \
                     was not ready after 20 polls"
                )),
                Some(winner) if winner != first => fail(format!(
                    "{} was to be done in its poll {}, {} only in its poll {}, and the output of \
                     {} was given: each poll should poll both, until the first of them is done",
                    which(first),
                    one.min(other),
                    which(winner),
                    one.max(other),
                    which(winner),
                )),
                // Who polls one of the two twice may be faster.
                Some(_) if took > one.min(other) => fail(format!(
                    "{} needed {}, and your future was ready in poll {took}: each poll \
                     should poll whatever has woken, and the one in which the first is done should \
                     give its output",
                    which(first),
                    counted(one.min(other), "poll"),
                )),
                Some(_) => {}
            }
        }
    });
}

#[test]
fn when_the_output_is_out_both_are_dropped() {
    virtual_time(async |lab: Lab| {
        for first in 0..2 {
            for poll in [1, 3] {
                lab.case(format!("{} is done in poll {poll}", which(first)));
                let (winning, losing) = (lab.probe(), lab.probe());
                let (won, lost) = (winning.watch(), losing.watch());
                let (one, other) = placed(
                    first,
                    holding(winning, done_in(poll, ())),
                    holding(losing, done_in(9, ())),
                );
                // It lives on after its end, as where a caller polls it by reference.
                let mut race = Box::pin(race_two(one, other));
                for n in 1..=20 {
                    let ready = ByHand::default().poll(race.as_mut()).is_ready();
                    if ready {
                        break;
                    }
                    if won.is_dropped() || lost.is_dropped() {
                        fail(format!(
                            "after poll {n} neither of the two was done, and one of them had been \
                             dropped"
                        ));
                    }
                }
                let kept = match (won.is_dropped(), lost.is_dropped()) {
                    (true, true) => continue,
                    (true, false) => "the one that lost",
                    (false, true) => "the one that won",
                    (false, false) => "both",
                };
                drop(race);
                if !won.is_dropped() || !lost.is_dropped() {
                    fail(format!(
                        "{} was done, its output was out, and not both of the two were dropped, not \
                         even with your future: {NOBODY_OWNS}",
                        which(first)
                    ));
                }
                fail(format!(
                    "{} was done, its output was out, and your future still kept {kept}: what is \
                     over should be dropped before the output is given, and not when somebody \
                     drops your future",
                    which(first)
                ));
            }
        }
    });
}

#[test]
fn who_has_lost_is_not_polled_again() {
    virtual_time(async |lab: Lab| {
        for first in 0..2 {
            for poll in [1, 2, 4] {
                lab.case(format!("{} is done in poll {poll}", which(first)));
                // The loser notes what it is asked for when the winner is done.
                let (is_done, polls_after) = (Cell::new(false), Cell::new(0));
                let (mut loses, mut wins) = (Box::pin(done_in(9, ())), Box::pin(done_in(poll, ())));
                let loser = lab.meter(poll_fn(|cx| {
                    polls_after.set(polls_after.get() + usize::from(is_done.get()));
                    loses.as_mut().poll(cx)
                }));
                let polls = loser.watch();
                let winner = lab.meter(poll_fn(|cx| {
                    let polled = wins.as_mut().poll(cx);
                    is_done.set(is_done.get() || polled.is_ready());
                    polled
                }));
                let won = winner.watch();
                let (one, other) = placed(first, winner, loser);
                let mut race = pin!(race_two(one, other));
                let mut before = 0;
                for _ in 0..20 {
                    before = polls.polls();
                    if ByHand::default().poll(race.as_mut()).is_ready() {
                        break;
                    }
                }
                if won.polls_after_end() > 0 {
                    fail(format!("{} was done, and was polled again", which(first)));
                }
                // Before the winner was asked, once; where `one` has won, not even that.
                let allowed = first;
                let more = polls.polls() - before;
                if more > allowed {
                    let (won, lost) = (which(first), which(1 - first));
                    fail(match (polls_after.get(), first) {
                        (0, 0) => format!(
                            "in the poll in which {won} was done, {lost} had been polled before it: \
                             {won} has to be polled first, and where it is done, {lost} has lost, \
                             and is not polled in that poll any more"
                        ),
                        (0, _) => format!(
                            "in the poll in which {won} was done, {lost} was polled {more} times \
                             before it, and once is enough"
                        ),
                        _ => format!(
                            "{won} was done, and {lost} was polled after that: it has lost, and is \
                             to be dropped"
                        ),
                    });
                }
            }
        }
    });
}

#[test]
fn only_the_two_wake_and_they_wake_whoever_polled_last() {
    virtual_time(async |lab: Lab| {
        for first in 0..2 {
            lab.case(format!("{} is done first", which(first)));
            let tasks = [(); 3].map(|()| ByHand::default());
            let wakes = || tasks.iter().map(ByHand::wakes).collect::<Vec<_>>();
            let (send, wins) = oneshot::channel();
            let (_never, loses) = oneshot::channel();
            let (one, other) = placed(first, wins, loses);
            let mut race = pin!(race_two(one, other));
            for (n, task) in tasks.iter().enumerate() {
                if task.poll(race.as_mut()).is_ready() {
                    fail("your future was ready before one of the two was");
                }
                if n == 0 {
                    sleep(A_DAY / 100).await;
                }
                if wakes() != [0, 0, 0] {
                    fail(
                        "your future was pending, neither of the two had woken it, and its task \
                         was woken all the same: it asks for polls in which there is nothing to do",
                    );
                }
            }
            let _ = send.send(7);
            if let Some(wrong) = woke_others(&wakes()) {
                fail(format!(
                    "three tasks had polled your future one after the other, {} was done then, and \
                     {wrong}: the one that polled last is to be woken, once, so each poll passes \
                     its own waker to both",
                    which(first),
                ));
            }
            match tasks[2].poll(race.as_mut()) {
                Poll::Pending => fail(format!(
                    "{} was done, and your future was pending",
                    which(first)
                )),
                Poll::Ready(output) => expect_eq(
                    output,
                    Ok(7),
                    "this is not the output of the one that was done",
                ),
            }
        }
    });
}

#[test]
fn a_caller_may_give_up_at_any_moment() {
    cancel_at_every_await(async |lab: Lab| {
        let gauge = Gauge::default();
        let [one, other] = [3, 2].map(|n| {
            let job = lab.job(&format!("takes {n}s")).counted_by(&gauge);
            job.takes(secs(n)).yields(1).takes(secs(n)).gives(n)
        });
        let _ended = lab.cut(calm(race_two(one, other))).await;
        if gauge.now() > 0 {
            fail(format!(
                "your future was over or dropped, and not both of the two were dropped with it: {} \
                 still there; {NOBODY_OWNS}",
                match gauge.now() {
                    1 => "one is",
                    _ => "both are",
                }
            ));
        }
    });
}

#[test]
fn a_day_is_not_too_long() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY + A_DAY);
        // Neither `Send` nor `Unpin`, and borrowed.
        let text = Rc::new("data".to_owned());
        let slow = async {
            sleep(A_DAY + secs(1)).await;
            "too late"
        };
        let long = async {
            sleep(A_DAY).await;
            text.as_str()
        };
        let never = std::future::pending();
        let (one, other) = (
            lab.span("one", race_two(never, long)),
            lab.span("other", slow),
        );
        let mut race = pin!(calm(race_two(one, other)));
        begins_both(&lab, ["one", "other"], race.as_mut()).await;
        let first = race.await;
        expect_eq(
            (first, lab.now()),
            ("data", A_DAY),
            "the first of three is done after a day, and this is what your future gave, and when; \
             nobody has set a limit",
        );
    });
}

#[test]
fn it_is_over_in_time_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for times in [[907, 503], [503, 907]] {
                lab.case(format!(
                    "a call that is {way}, of futures that take {times:?}"
                ));
                let begun = lab.now();
                let wait = if way == Way::Later { Way::LATER } else { ms(0) };
                let [one, other] = times.map(|time| {
                    let job = lab.job("jobs").yields(1).takes(ms(time));
                    job.gives(time)
                });
                let call = lab.polled(way, calm(race_two(one, other)));
                let Ok(first) = timeout(secs(60), call).await else {
                    fail(format!(
                        "a call was {way}, and when the first of the two was done, nobody was \
                         woken; whoever polled last should be"
                    ))
                };
                expect_eq(
                    (first, lab.now() - begun),
                    (503, wait + ms(503)),
                    format!(
                        "a call was {way}, and this is what it gave, and when; the first of the \
                         two was done after 503ms"
                    ),
                );
            }
        }
    });
}
