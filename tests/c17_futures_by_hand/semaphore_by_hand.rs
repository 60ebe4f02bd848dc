//! `semaphore_by_hand`: turns in the order of asking, and no permit lost, whoever is cancelled when.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use async_katas::c17_futures_by_hand::semaphore_by_hand::{Permits, Semaphore, TooMany};
use futures::future::{BoxFuture, join_all, join3};
use lab::timeline::{Item, short, times};
use lab::{
    A_DAY, Lab, Order, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, nasty,
    plain_thread, race, secs, virtual_time, within,
};
use tokio::task::unconstrained;
use tokio::time::{sleep, timeout};

use super::by_hand::ByHand;
use super::let_go::let_go;
use super::lock::lock;

type Asked = Result<Permits, TooMany>;

/// What an error says, without asking the answer's own types.
fn refusal(error: &TooMany) -> (usize, usize) {
    (error.asked, error.total)
}

/// A call that owns all that it needs.
fn asks(semaphore: &Semaphore, count: usize) -> BoxFuture<'static, Asked> {
    let semaphore = semaphore.clone();
    Box::pin(async move { semaphore.acquire_many(count).await })
}

/// A number, and the largest of all by their names.
fn named(count: usize) -> String {
    match usize::MAX - count {
        0 => "`usize::MAX`".to_owned(),
        1 => "`usize::MAX - 1`".to_owned(),
        _ => count.to_string(),
    }
}

/// So many permits, in words.
fn permits(count: usize) -> String {
    match count {
        1 => "1 permit".to_owned(),
        _ => format!("{} permits", named(count)),
    }
}

/// What is said where no more were asked for than there are, and it was refused.
fn wrongly_refused(semaphore: &Semaphore, count: usize, error: &TooMany) -> String {
    let (asked, total) = refusal(error);
    let available = semaphore.available();
    let why = if asked != count {
        "it names another number than was asked for"
    } else if total == count as u32 as usize && total < count {
        "and that total is what is left of the number of permits in 32 bits: count in `usize`"
    } else if total < count {
        "as if there were no more than that in all"
    } else if available < count {
        "as there were too few of them free just then: whoever asks for more than are free waits, \
         and only more than there are in all are refused"
    } else {
        "though so many were free"
    };
    format!(
        "{} asked for, no more than there are in all, and that was refused (`asked: {}, total: \
         {}`), {why}",
        match count {
            1 => "1 permit was".to_owned(),
            _ => format!("{} were", permits(count)),
        },
        named(asked),
        named(total)
    )
}

/// One who asks, polled by hand.
struct Asker {
    task: ByHand,
    semaphore: Semaphore,
    count: usize,
    call: BoxFuture<'static, Asked>,
}

impl Asker {
    fn new(semaphore: &Semaphore, count: usize) -> Self {
        Asker {
            task: ByHand::default(),
            semaphore: semaphore.clone(),
            count,
            call: asks(semaphore, count),
        }
    }

    /// One who waits, and has to.
    #[track_caller]
    fn waits(semaphore: &Semaphore, count: usize, case: &str) -> Self {
        let mut asker = Asker::new(semaphore, count);
        if asker.poll().is_some() {
            fail(format!("{case}, and did not have to wait"));
        }
        asker
    }

    /// The permits, or none if they are not there yet.
    #[track_caller]
    fn poll(&mut self) -> Option<Permits> {
        match self.task.poll(Pin::new(&mut self.call)) {
            Poll::Pending => None,
            Poll::Ready(Ok(permits)) => Some(permits),
            Poll::Ready(Err(error)) => fail(wrongly_refused(&self.semaphore, self.count, &error)),
        }
    }

    fn wakes(&self) -> usize {
        self.task.wakes()
    }
}

/// The permits that are there at once.
#[track_caller]
fn at_once(semaphore: &Semaphore, count: usize, case: &str) -> Permits {
    match Asker::new(semaphore, count).poll() {
        Some(permits) => permits,
        None => fail(format!("{case}, and had to wait")),
    }
}

/// Asks, waits, works for so long, and gives the permits back, on this lane.
async fn works(lab: Lab, semaphore: Semaphore, name: String, count: usize, time: Duration) {
    let asked = lab.wait(&name, semaphore.acquire_many(count)).await;
    let _permits = match asked {
        Ok(permits) => permits,
        Err(error) => fail(wrongly_refused(&semaphore, count, &error)),
    };
    lab.job(&name).takes(time).gives(()).await;
}

/// What becomes of permits that one has alone and gives back together, if not all are free then.
fn given_back_in_part(count: usize) -> Option<String> {
    let semaphore = Semaphore::new(count);
    let_go(Asker::new(&semaphore, count).poll()?);
    let free = semaphore.available();
    (free != count).then(|| {
        format!(
            "one who had all {count} permits of a semaphore let go of its `Permits`, and after \
             that {} available: all that it had have to come back",
            match free {
                1 => "1 was".to_owned(),
                free => format!("{free} were"),
            }
        )
    })
}

/// What is said of those who wait for permits at an instant at which nobody works, so that nobody has
/// any.
fn all_wait(semaphore: &Semaphore, total: usize) -> String {
    if let Some(why) = (2..=total).find_map(given_back_in_part) {
        return format!(
            "some waited, nobody was at work any more, and none of them went on; {why}"
        );
    }
    let free = semaphore.available();
    match free < total {
        true => format!(
            "some waited, nobody was at work any more, and {free} of {total} permits were \
             available: the others are in the hands of those who wait, each of whom needs what \
             another one holds; whoever waits holds none, and takes all that it wants together"
        ),
        false => format!(
            "some waited, nobody was at work any more, all {total} permits were available, and \
             none of those who waited went on: what is given back goes to those at the head of the \
             line, who are woken for it"
        ),
    }
}

/// When the one of this name had its turn.
fn turn(timeline: &Timeline, name: &str) -> Option<Duration> {
    let items = timeline.items(name);
    let worked = items
        .iter()
        .find(|item| matches!(item, Item::Span { .. }))?;
    Some(worked.begin())
}

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|n| format!("{n}")).collect()
}

/// Whose turn came late, where what had been given back was enough for it and for another one, which
/// went on at that instant: of the first that was late.
fn passed_over(expected: &Timeline, happened: &Timeline, count: usize) -> Option<String> {
    let names = names(count);
    let late = names.iter().filter_map(|name| {
        let (due, at) = (turn(expected, name)?, turn(happened, name)?);
        (at > due).then_some((due, name))
    });
    let (due, name) = late.min()?;
    let went_on = |other: &&String| {
        *other != name && turn(expected, other) == Some(due) && turn(happened, other) == Some(due)
    };
    let other = names.iter().find(went_on)?;
    Some(format!(
        "at {} there were enough permits for `{other}` and `{name}`, and only `{other}` went on: \
         what is given back goes to as many of the line as it is enough for",
        short(due)
    ))
}

/// Whose turn came early, and who stood before it then.
fn overtook(expected: &Timeline, happened: &Timeline, count: usize) -> Option<String> {
    let names = names(count);
    let early = names.iter().enumerate().filter_map(|(n, name)| {
        let (due, at) = (turn(expected, name)?, turn(happened, name)?);
        (at < due).then_some((at, n))
    });
    let (at, n) = early.min()?;
    let waits = |name: &&String| turn(happened, name).is_none_or(|turn| turn > at);
    let before = names[..n].iter().find(waits)?;
    Some(format!(
        "`{}` had its turn at {}, while `{before}`, which had asked before it, still waited: \
         nobody overtakes, also where there are enough for who wants few",
        names[n],
        short(at)
    ))
}

#[test]
fn turns_come_in_the_order_of_asking_at_the_very_instants() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let total = draw.size(1..=5);
        let semaphore = Semaphore::new(total);
        let (mut asks, mut last) = (secs(0), secs(0));
        let mut held: Vec<(Duration, usize)> = Vec::new();
        let (mut expected, mut tasks, mut told) = (Timeline::new(), Vec::new(), Vec::new());
        for n in 1..=draw.size(2..=7) {
            let name = format!("{n}");
            let count = draw.size(1..=total);
            let time = draw.off_grid(ms(100)..=ms(900));
            asks += draw.off_grid(ms(1)..=ms(300));
            // Not before the one before it, and not before there are enough.
            let mut begins = asks.max(last);
            loop {
                let out = held.iter().filter(|(until, _)| *until > begins);
                if out.map(|(_, count)| count).sum::<usize>() + count <= total {
                    break;
                }
                let next = held.iter().map(|(until, _)| *until);
                begins = next.filter(|until| *until > begins).min().unwrap_or(begins);
            }
            last = begins;
            held.push((begins + time, count));
            told.push(format!("`{name}` wants {count}"));
            expected = expected
                .wait(&name, asks, begins)
                .span(&name, begins, begins + time);
            let (lab, semaphore) = (lab.clone(), semaphore.clone());
            let at = asks;
            tasks.push(tokio::spawn(async move {
                sleep(at).await;
                works(lab, semaphore, name, count, time).await;
            }));
        }
        let case = format!("{total} permits in all; {}", told.join(", "));
        lab.case(case);
        let count = tasks.len();
        // The last of them is over after a few seconds.
        let all = timeout(secs(60), join_all(tasks));
        if all.await.is_err() {
            fail(all_wait(&semaphore, total));
        }
        let happened = lab.timeline();
        let wrong = passed_over(&expected, &happened, count);
        if let Some(why) = wrong.or_else(|| overtook(&expected, &happened, count)) {
            fail(why);
        }
        lab.expect_because(
            expected,
            "each begins at the instant at which there are enough permits for it and all who asked \
             before it have theirs",
        );
        expect_eq(
            semaphore.available(),
            total,
            "all were done, and not as many permits were available as there are",
        );
    });
}

#[test]
fn nobody_overtakes_who_wants_more() {
    virtual_time(async |lab: Lab| {
        let semaphore = Semaphore::new(3);
        let all =
            [("a", 2, 0, 3), ("b", 3, 1, 2), ("c", 1, 2, 1)].map(|(name, count, at, time)| {
                let (lab, semaphore) = (lab.clone(), semaphore.clone());
                tokio::spawn(async move {
                    sleep(secs(at)).await;
                    works(lab, semaphore, name.to_owned(), count, secs(time)).await;
                })
            });
        if timeout(secs(60), join_all(all)).await.is_err() {
            fail(all_wait(&semaphore, 3));
        }
        lab.expect_because(
            "
               0s    1s    2s    3s    4s    5s    6s
            a  |=================|
            b        ............|===========|
            c              ..................|=====|
            ",
            "of three permits `a` has two, `b` waits for three, and then `c` comes and wants one, \
             which is free: it stands behind `b` all the same, or those who want few keep one who \
             wants many waiting for ever",
        );
    });
}

#[test]
fn who_waits_holds_nothing() {
    virtual_time(async |_lab: Lab| {
        let semaphore = Semaphore::new(4);
        let singles = [(); 4].map(|()| at_once(&semaphore, 1, "there were four permits"));
        let mut first = Asker::waits(&semaphore, 3, "all four permits were taken");
        let mut second = Asker::waits(&semaphore, 3, "all four permits were taken");
        let mut turn = None;
        for permit in singles {
            let_go(permit);
            // Both are polled after each, whether they were woken or not.
            turn = turn.or_else(|| first.poll());
            if turn.is_none() && second.poll().is_some() {
                fail("two waited for three permits each, and the second had its turn first");
            }
        }
        let Some(turn) = turn else {
            fail(
                "all four permits were given back, one by one, two waited for three each, and \
                 neither of them got its turn: whoever waits holds none meanwhile, else each of \
                 the two keeps what the other needs",
            )
        };
        if second.poll().is_some() {
            fail("there are four permits, and two had three of them each");
        }
        let_go(turn);
        if second.poll().is_none() {
            fail("four permits were free again, one waited for three, and did not get its turn");
        }
    });
}

#[test]
fn what_was_given_to_one_who_was_woken_is_taken_by_nobody_else() {
    virtual_time(async |_lab: Lab| {
        let semaphore = Semaphore::new(1);
        let held = at_once(&semaphore, 1, "the one permit was asked for");
        let mut first = Asker::waits(&semaphore, 1, "the one permit was taken");
        let_go(held);
        let mut late = Asker::new(&semaphore, 1);
        if late.poll().is_some() {
            fail(
                "a permit was given back while one waited, who was woken; before that one was \
                 polled somebody else came and took the permit: it belongs to who was woken from \
                 the instant at which it was given back",
            );
        }
        if first.poll().is_none() {
            fail("one waited, a permit was given back, and the next poll did not give it");
        }
        if late.poll().is_none() {
            fail("the permit was given back, one waited for it, and did not get it");
        }
    });
}

#[test]
fn nobody_is_woken_in_vain() {
    virtual_time(async |_lab: Lab| {
        unconstrained(async move {
            let semaphore = Semaphore::new(1);
            let mut turn = at_once(&semaphore, 1, "the one permit was asked for");
            let mut line: Vec<Asker> = (0..100)
                .map(|_| Asker::waits(&semaphore, 1, "the one permit was taken"))
                .collect();
            for next in 0..line.len() {
                let_go(turn);
                let wakes: Vec<usize> = line.iter().map(Asker::wakes).collect();
                let woken = wakes.iter().sum::<usize>();
                if woken > next + 1 {
                    fail(format!(
                        "a hundred waited for one permit, which was given back {}, and there were \
                         {woken} wake-ups for that, most of them in vain: a permit that is given \
                         back goes to one, so wake only who has got it",
                        times(next + 1)
                    ));
                }
                if wakes[next] != 1 {
                    fail(format!(
                        "a hundred waited for one permit, which was given back {}, and the one \
                         whose turn it was had been woken {}, and should have been once",
                        times(next + 1),
                        times(wakes[next])
                    ));
                }
                let Some(permits) = line[next].poll() else {
                    fail("one of a hundred was woken, and found no permit")
                };
                turn = permits;
            }
        })
        .await;
        let semaphore = Semaphore::new(3);
        let singles = [(); 3].map(|()| at_once(&semaphore, 1, "there were three permits"));
        let mut big = Asker::waits(&semaphore, 3, "all three permits were taken");
        for (given_back, permit) in (1..).zip(singles) {
            let_go(permit);
            if big.wakes() != usize::from(given_back == 3) {
                fail(format!(
                    "one waited for three permits, {given_back} of them had been given back, one \
                     by one, and it had been woken {} by then: it is to be woken once, when all \
                     three are there",
                    times(big.wakes())
                ));
            }
        }
        if big.poll().is_none() {
            fail("one waited for three permits, all three were free, and it did not get them");
        }
    });
}

#[test]
fn all_go_for_whom_there_is_enough() {
    virtual_time(async |_lab: Lab| {
        let semaphore = Semaphore::new(5);
        let held = at_once(&semaphore, 5, "all five permits were asked for");
        let mut line = [1, 2, 3, 1]
            .map(|count| Asker::waits(&semaphore, count, "all five permits were taken"));
        let_go(held);
        let woken = line.each_ref().map(Asker::wakes);
        let why = match woken {
            [1, 1, 0, 1] => {
                "the fourth was woken before the third, who stands before it in the line, and for \
                 whom 2 are not enough: nobody overtakes"
            }
            [1, 0, 0, 0] => {
                "only the first was woken: what is given back goes to as many of the line as it is \
                 enough for, at that instant"
            }
            [0, 0, 0, 0] => "nobody was woken",
            _ => "others were woken than these (wakes of each, in the order of the line)",
        };
        if woken == [1, 0, 0, 0]
            && let Some(why) = given_back_in_part(5)
        {
            fail(why);
        }
        expect_eq(
            woken,
            [1, 1, 0, 0],
            format!(
                "five permits were given back at once, and four waited, for 1, 2, 3 and 1 of them, \
                 which is enough for the first two; {why}"
            ),
        );
        let turns = line.each_mut().map(Asker::poll);
        let have = turns.each_ref().map(Option::is_some);
        expect_eq(
            have,
            [true, true, false, false],
            "five permits were given back at once, and four waited, for 1, 2, 3 and 1 of them; not \
             the first two have theirs",
        );
    });
}

#[test]
fn one_who_leaves_the_line_lets_the_next_go_at_that_instant() {
    virtual_time(async |_lab: Lab| {
        let semaphore = Semaphore::new(3);
        let held = at_once(&semaphore, 2, "two of three permits were asked for");
        let big = Asker::waits(&semaphore, 3, "two of three were taken, three asked for");
        let mut small = Asker::waits(&semaphore, 1, "one who wants three stood before it");
        let mut last = Asker::waits(&semaphore, 1, "two stood before it");
        let_go(big);
        if small.wakes() != 1 || last.wakes() != 0 {
            // Whether the place of who has left is empty, at the next occasion.
            let woken = (small.wakes(), last.wakes());
            let_go(held);
            let later = small.wakes() > 0;
            fail(match woken {
                (0, 0) if later => {
                    "one permit was free; one who waited for three was cancelled, two who wanted \
                     one each stood behind, and the first of them was woken only when somebody \
                     gave permits back later on: it is enough for it as soon as who stood before \
                     it has left, so it should be woken by that cancellation; nothing else may \
                     happen for long"
                        .to_owned()
                }
                (0, 0) => {
                    "one permit was free; one who waited for three was cancelled, two who wanted \
                     one each stood behind, and neither was woken, not even when the other two \
                     permits were given back, as if who was cancelled still stood in the line and \
                     had got all three: it has to leave the line in its `Drop`, and the first of \
                     the others should be woken by that cancellation"
                        .to_owned()
                }
                (small, last) => format!(
                    "one permit was free; one who waited for three was cancelled, two who wanted \
                     one each stood behind, and these were woken so often, in the order of the \
                     line: {small}, {last}; it is enough for the first, who should be woken by \
                     that cancellation, once"
                ),
            });
        }
        let Some(permit) = small.poll() else {
            fail("one was woken, as the one before it had left the line, and found no permit")
        };
        let_go(held);
        if last.wakes() != 1 {
            fail(format!(
                "two permits were given back, one was waited for, and who waited was woken {}",
                times(last.wakes())
            ));
        }
        let_go((permit, last.poll()));
        expect_eq(
            semaphore.available(),
            3,
            "all permits were given back, one who had waited was cancelled, and not all are \
             available",
        );
    });
}

/// The first so many of a line, as it goes on with "of them".
fn first(count: usize) -> String {
    match count {
        0 => "none".to_owned(),
        1 => "the first".to_owned(),
        _ => format!("the first {count}"),
    }
}

/// What those in the line want, in its order, and how often each has been woken, where so many permits
/// are free: those for whom it is enough have been, once.
#[track_caller]
fn those_go_for_whom_it_is_enough(line: &[(usize, usize)], free: usize, what: &str) {
    let (mut left, mut due) = (free, 0);
    for (wants, _) in line {
        if *wants > left {
            break;
        }
        left -= wants;
        due += 1;
    }
    let woken = line.iter().take_while(|(_, wakes)| *wakes == 1).count();
    let others = line[woken..].iter().map(|(_, wakes)| wakes).sum::<usize>();
    if (woken, others) == (due, 0) {
        return;
    }
    let list = |numbers: Vec<usize>| {
        let words: Vec<String> = numbers.iter().map(usize::to_string).collect();
        words.join(", ")
    };
    let wishes = list(line.iter().map(|(wants, _)| *wants).collect());
    let wakes = list(line.iter().map(|(_, wakes)| *wakes).collect());
    fail(format!(
        "{what}; those in the line wanted {wishes} after that, {} free, which was enough for {} of \
         them; {}",
        match free {
            1 => "1 permit was".to_owned(),
            _ => format!("{free} permits were"),
        },
        first(due),
        match (woken, others) {
            (1.., 0) if woken < due => format!(
                "{} of them {} woken: all for whom it is enough go on at that instant, and not \
                 only the first of them",
                first(woken),
                if woken == 1 { "was" } else { "were" }
            ),
            (0, 0) =>
                "nobody was woken: all for whom it is enough go on at that instant".to_owned(),
            _ => format!(
                "these were woken so often, in the order of the line: {wakes}; who is woken is at \
                 the head of the line, and only as many as it is enough for, once each"
            ),
        }
    ));
}

#[test]
fn all_go_for_whom_there_is_enough_when_somebody_leaves() {
    virtual_time(async |_lab: Lab| {
        unconstrained(async move {
            const TOTAL: usize = 4;
            // Each of four who wait leaves, in each line of such wishes, and of these the first has
            // been woken before, or has not.
            for wishes in 0..4 * 27 {
                let first = wishes % 4 + 1;
                let behind = [wishes / 4 % 3, wishes / 12 % 3, wishes / 36 % 3].map(|n| n + 1);
                let wants = [first, behind[0], behind[1], behind[2]];
                for free in 0..TOTAL {
                    for leaves in 0..4 {
                        for given in [false, true] {
                            // It has to wait at first, and only the first one is given its permits.
                            if first <= free || (given && first + behind[0] <= TOTAL) {
                                continue;
                            }
                            let semaphore = Semaphore::new(TOTAL);
                            let held = at_once(&semaphore, TOTAL - free, "there were enough");
                            let line = wants.map(|count| {
                                Asker::waits(
                                    &semaphore,
                                    count,
                                    "too few permits were free for it, or others stood before it",
                                )
                            });
                            let mut line: Vec<_> = line.into_iter().enumerate().collect();
                            let mut free = free;
                            if given {
                                let_go(held);
                                free = TOTAL - first;
                            }
                            let (_, gone) = line.remove(leaves);
                            let woken = given && leaves == 0;
                            let what = format!(
                                "four waited, who wanted so many of {TOTAL} permits: {}, {}, {}, \
                                 {}; {}number {} of them was cancelled",
                                wants[0],
                                wants[1],
                                wants[2],
                                wants[3],
                                match given {
                                    true =>
                                        "the first was woken, as it had got its permits, and then ",
                                    false => "",
                                },
                                leaves + 1
                            );
                            let_go(gone);
                            if woken {
                                free += first;
                            }
                            // Who was given its permits before does not stand in the line any more.
                            let stands = line.iter().filter(|(n, _)| !(given && *n == 0));
                            let line: Vec<_> = stands
                                .map(|(_, asker)| (asker.count, asker.wakes()))
                                .collect();
                            those_go_for_whom_it_is_enough(&line, free, &what);
                        }
                    }
                }
            }
        })
        .await;
    });
}

#[test]
fn what_was_given_to_one_who_is_cancelled_goes_to_the_next() {
    virtual_time(async |_lab: Lab| {
        let semaphore = Semaphore::new(2);
        let held = at_once(&semaphore, 2, "both permits were asked for");
        let first = Asker::waits(&semaphore, 2, "both permits were taken");
        let mut next = Asker::waits(&semaphore, 1, "both permits were taken");
        let mut last = Asker::waits(&semaphore, 1, "both permits were taken");
        let_go(held);
        let_go(first);
        if (next.wakes(), last.wakes()) != (1, 1) {
            fail(format!(
                "two permits were given to one who waited; it was woken, and then cancelled before \
                 it was polled; two stood behind it who wanted one each, and at that instant the \
                 first of them was woken {}, the second {}, and each should be once: what somebody \
                 was given and has not taken goes on to the next when it is cancelled, or it is \
                 lost, for ever",
                times(next.wakes()),
                times(last.wakes())
            ));
        }
        let turns = (next.poll(), last.poll());
        expect_eq(
            (turns.0.is_some(), turns.1.is_some()),
            (true, true),
            "two were woken since the one before them had been cancelled; they found no permits",
        );
        let_go(turns);
        let held = at_once(&semaphore, 2, "both permits were free");
        let only = Asker::waits(&semaphore, 1, "both permits were taken");
        let_go(held);
        let_go(only);
        expect_eq(
            semaphore.available(),
            2,
            "one who waited was woken, and then cancelled before it was polled, and nobody else \
             waited: what it had been given is missing",
        );
    });
}

#[test]
fn a_cancelled_caller_harms_nobody() {
    cancel_at_every_await(async |lab: Lab| {
        let semaphore = Semaphore::new(2);
        let work = |count, time| {
            let semaphore = &semaphore;
            async move {
                let _permits = semaphore.acquire_many(count).await;
                sleep(ms(time)).await;
            }
        };
        let first = work(2, 11);
        let cancelled = lab.cut(work(2, 13));
        let bystander = lab.span("bystander", work(1, 17));
        if timeout(secs(60), join3(first, cancelled, bystander))
            .await
            .is_err()
        {
            fail(all_wait(&semaphore, 2));
        }
        expect_eq(
            semaphore.available(),
            2,
            "one who asked may have been cancelled, all others were done, and not all permits are \
             available: one who is cancelled gives back whatever it had",
        );
    });
}

#[test]
fn more_than_there_are_is_refused_at_once() {
    virtual_time(async |lab: Lab| {
        for (total, asked) in [
            (0, 1),
            (2, 3),
            (2, 1 << 33),
            (2, usize::MAX),
            (usize::MAX - 1, usize::MAX),
        ] {
            lab.case(format!(
                "{} asked for, and {} in all",
                permits(asked),
                named(total)
            ));
            let semaphore = Semaphore::new(total);
            let held = at_once(&semaphore, total, "all permits were asked for");
            let line = (total > 0).then(|| Asker::waits(&semaphore, 1, "all permits were taken"));
            let mut call = asks(&semaphore, asked);
            match ByHand::default().poll(Pin::new(&mut call)) {
                Poll::Ready(Err(error)) => expect_eq(
                    refusal(&error),
                    (asked, total),
                    "more permits were asked for than there are, and the error (asked, total) says \
                     other numbers",
                ),
                Poll::Ready(Ok(_)) => fail(format!(
                    "there are {total} permits in all, and {asked} of them were given"
                )),
                Poll::Pending => fail(format!(
                    "there are {total} permits in all, {asked} were asked for, and that one waits, \
                     for ever: it should be refused in its first poll"
                )),
            }
            let_go((held, line));
            expect_eq(
                semaphore.available(),
                total,
                "one was refused, all permits were given back, and not all are available",
            );
        }
    });
}

#[test]
fn no_permits_at_all_are_given_at_once() {
    virtual_time(async |_lab: Lab| {
        let none = at_once(&Semaphore::new(0), 0, "none of no permits were asked for");
        let semaphore = Semaphore::new(1);
        let held = at_once(&semaphore, 1, "the one permit was asked for");
        let mut line = Asker::waits(&semaphore, 1, "the one permit was taken");
        let nothing = at_once(
            &semaphore,
            0,
            "no permits at all were asked for while one waited",
        );
        let_go((none, nothing));
        if line.wakes() > 0 || line.poll().is_some() {
            fail("no permits at all were given back, and somebody got one for that");
        }
        let_go(held);
        if line.poll().is_none() {
            fail("the permit was given back, one waited for it, and did not get it");
        }
    });
}

/// Where one has so many of all permits, and nobody else has any.
#[track_caller]
fn tells_how_many(semaphore: &Semaphore, total: usize, taken: usize) {
    let available = semaphore.available();
    if available != total - taken {
        let why = match total.checked_sub(1) == Some(available) {
            true => {
                "that is one less for one who has some, however many he has: what counts is how \
                 many permits nobody has"
            }
            false => "what counts is how many permits nobody has",
        };
        fail(format!(
            "one had {} of {}, nobody else had any, and `available` gave {}: {why}",
            named(taken),
            permits(total),
            named(available)
        ));
    }
}

#[test]
fn there_may_be_any_number_of_permits() {
    virtual_time(async |lab: Lab| {
        let counts = nasty::COUNTS.iter();
        for total in counts.filter_map(|count| usize::try_from(*count).ok()) {
            lab.case(format!("a semaphore of {}", permits(total)));
            let semaphore = Semaphore::new(total);
            let new = semaphore.available();
            if new != total {
                fail(format!(
                    "a new semaphore of {total} permits had {new}{}",
                    match new == total as u32 as usize {
                        true =>
                            ", which is what is left of that number in 32 bits: count in `usize`",
                        false => "",
                    }
                ));
            }
            let some = (total / 2).max(total.min(1));
            let held = at_once(&semaphore, some, "there were enough permits");
            tells_how_many(&semaphore, total, some);
            if total > 0 {
                let mut all = Asker::waits_if(&semaphore, total, some > 0);
                let_go(held);
                let Some(turn) = all.take_or_poll() else {
                    fail(format!(
                        "one waited for all {total} permits, and did not get them"
                    ))
                };
                tells_how_many(&semaphore, total, total);
                let_go(turn);
            }
            expect_eq(
                semaphore.available(),
                total,
                format!("all of {total} permits had been given back, and not all were available"),
            );
        }
    });
}

/// One who asked, and what it got at once.
struct Early(Asker, Option<Permits>);

impl Asker {
    /// One who asks, and has to wait only if so.
    #[track_caller]
    fn waits_if(semaphore: &Semaphore, count: usize, waits: bool) -> Early {
        let mut asker = Asker::new(semaphore, count);
        let got = asker.poll();
        if got.is_some() == waits {
            fail(match waits {
                true => format!("some permits were taken, and all {count} were given"),
                false => format!("nobody had any permit, and who asked for {count} had to wait"),
            });
        }
        Early(asker, got)
    }
}

impl Early {
    #[track_caller]
    fn take_or_poll(&mut self) -> Option<Permits> {
        self.1.take().or_else(|| self.0.poll())
    }
}

#[test]
fn a_line_may_want_more_than_there_are_numbers() {
    virtual_time(async |lab: Lab| {
        for total in [usize::MAX, usize::MAX - 1, usize::MAX / 2 + 2] {
            lab.case(format!(
                "{}; what those in the line want together, or have one after the other, is more \
                 than a `usize` holds",
                permits(total)
            ));
            // So many that there are never enough for two of them.
            let more = total / 2 + 1;
            let semaphore = Semaphore::new(total);
            for taken in [total, more, 1] {
                let mut turn = at_once(&semaphore, taken, "nobody had any permit");
                let waits = |count| {
                    let case = format!(
                        "of {}, one had {}, others waited for {} and more, and one asked for {} \
                         after them",
                        permits(total),
                        named(taken),
                        named(total),
                        named(count)
                    );
                    Asker::waits(&semaphore, count, &case)
                };
                let mut line = vec![waits(total)];
                let gone = waits(more);
                line.extend([more, total, 1].map(waits));
                let_go(gone);
                for at in 0..line.len() {
                    let early: usize = line[at..].iter().map(Asker::wakes).sum();
                    if early > 0 {
                        fail(
                            "the next in the line waited for more permits than were free, and \
                             somebody was woken before any were given back",
                        );
                    }
                    let_go(turn);
                    let next = &mut line[at];
                    if next.wakes() != 1 {
                        fail(format!(
                            "all of {} had been given back, and the next in the line, who waited \
                             for {} of them, was woken {}, and should be once",
                            permits(total),
                            named(next.count),
                            times(next.wakes())
                        ));
                    }
                    let Some(permits) = next.poll() else {
                        fail("one was woken for its permits, and did not get them")
                    };
                    turn = permits;
                }
                let_go(turn);
                expect_eq(
                    semaphore.available(),
                    total,
                    "all permits had been given back, nobody waited, and another number was \
                     available than there are",
                );
            }
        }
    });
}

#[test]
fn a_thousand_wait_for_a_day() {
    virtual_time(async |lab: Lab| {
        unconstrained(async move {
            lab.lasts(A_DAY);
            let semaphore = Semaphore::new(1000);
            let held = at_once(&semaphore, 1000, "all permits were asked for");
            let mut line: Vec<Asker> = (0..1000)
                .map(|_| Asker::waits(&semaphore, 1, "all permits were taken"))
                .collect();
            sleep(A_DAY).await;
            expect_eq(
                line.iter().map(Asker::wakes).sum::<usize>(),
                0,
                "a thousand waited for a day, nothing was given back, and some were woken",
            );
            let_go(held);
            let turns: Vec<_> = line.iter_mut().filter_map(Asker::poll).collect();
            expect_eq(
                turns.len(),
                1000,
                "a thousand permits were given back, a thousand waited for one each, and not all \
                 of them got it",
            );
        })
        .await;
    });
}

#[test]
fn whatever_is_done_in_whatever_order_the_line_is_kept() {
    for_seeds(60, async |lab: Lab| {
        unconstrained(async move {
            let mut draw = lab.draw();
            let total = draw.size(1..=6);
            let semaphore = Semaphore::new(total);
            let mut done = vec![format!("{total} permits in all")];
            // As it should be: what is free, who waits for how many, who was given theirs.
            let (mut free, mut came) = (total, 0);
            let mut line: Vec<(usize, usize, Asker)> = Vec::new();
            let mut given: Vec<(usize, usize, Asker)> = Vec::new();
            let mut held: Vec<(usize, usize, Permits)> = Vec::new();
            for _ in 0..draw.size(10..=40) {
                match draw.size(0..=9) {
                    0..=3 => {
                        came += 1;
                        let count = draw.size(1..=total);
                        done.push(format!("{came} asks for {count}"));
                        let mut asker = Asker::new(&semaphore, count);
                        let got = asker.poll();
                        let may = line.is_empty() && count <= free;
                        match got {
                            Some(permits) if may => {
                                free -= count;
                                held.push((came, count, permits));
                            }
                            None if !may => line.push((came, count, asker)),
                            Some(_) => fail(format!(
                                "{came} did not have to wait, though others stood before it or too \
                                 few were free, after: {}",
                                done.join(", ")
                            )),
                            None => fail(format!(
                                "{came} had to wait, though enough were free and nobody stood \
                                 before it, after: {}",
                                done.join(", ")
                            )),
                        }
                    }
                    4 | 5 if !held.is_empty() => {
                        let (n, count, permits) = held.remove(draw.size(0..=held.len() - 1));
                        done.push(format!("{n} gives {count} back"));
                        let_go(permits);
                        free += count;
                    }
                    6 if !line.is_empty() => {
                        let (n, _, asker) = line.remove(draw.size(0..=line.len() - 1));
                        done.push(format!("{n} is cancelled in the line"));
                        let_go(asker);
                    }
                    7 if !given.is_empty() => {
                        let (n, count, asker) = given.remove(draw.size(0..=given.len() - 1));
                        done.push(format!("{n} is cancelled after it was woken"));
                        let_go(asker);
                        free += count;
                    }
                    8 if !given.is_empty() => {
                        let (n, count, mut asker) = given.remove(draw.size(0..=given.len() - 1));
                        done.push(format!("{n} is polled after it was woken"));
                        match asker.poll() {
                            Some(permits) => held.push((n, count, permits)),
                            None => fail(format!(
                                "{n} was woken and found too few permits, after: {}",
                                done.join(", ")
                            )),
                        }
                    }
                    9 if !line.is_empty() => {
                        let at = draw.size(0..=line.len() - 1);
                        let (n, _, asker) = &mut line[at];
                        done.push(format!("{n} is polled in the line"));
                        if asker.poll().is_some() {
                            fail(format!(
                                "{n} got permits before its turn, after: {}",
                                done.join(", ")
                            ));
                        }
                    }
                    _ => {}
                }
                while line.first().is_some_and(|(_, count, _)| *count <= free) {
                    let first = line.remove(0);
                    free -= first.1;
                    given.push(first);
                }
                for (n, _, asker) in &given {
                    if asker.wakes() != 1 {
                        fail(format!(
                            "there were enough permits for {n}, and it was woken {} instead of \
                             once, after: {}",
                            times(asker.wakes()),
                            done.join(", ")
                        ));
                    }
                }
                for (n, _, asker) in &line {
                    if asker.wakes() != 0 {
                        fail(format!(
                            "{n} was woken before its turn, after: {}",
                            done.join(", ")
                        ));
                    }
                }
                if line.is_empty() && given.is_empty() {
                    expect_eq(
                        semaphore.available(),
                        free,
                        format!(
                            "nobody waited, and another number of permits was available than \
                             nobody had, after: {}",
                            done.join(", ")
                        ),
                    );
                }
            }
        })
        .await;
    });
}

/// A task that polls its call inside the call that wakes it.
#[derive(Default)]
struct PollsInside {
    call: Mutex<Option<BoxFuture<'static, Asked>>>,
    got: Mutex<Vec<Option<Permits>>>,
}

impl Wake for PollsInside {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(mut call) = lock(&self.call).take() {
            let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            let got = match polled {
                Poll::Ready(Ok(permits)) => Some(permits),
                _ => None,
            };
            lock(&self.got).push(got);
        }
    }
}

#[test]
fn whoever_is_woken_may_poll_inside_the_call_of_wake() {
    virtual_time(async |lab: Lab| {
        for cancels in [false, true] {
            let what = match cancels {
                false => "a permit is given back",
                true => "one who stands in the line is cancelled",
            };
            lab.case(format!(
                "{what}, and whoever is woken by that polls inside the call of `wake`, which hangs \
                 if a lock of the semaphore is held while it wakes"
            ));
            let semaphore = Semaphore::new(2);
            let held = at_once(&semaphore, 1, "one of two permits was asked for");
            let before = cancels.then(|| Asker::waits(&semaphore, 2, "one of two was taken"));
            let rest = (!cancels).then(|| at_once(&semaphore, 1, "one of two permits was free"));
            let task = Arc::new(PollsInside::default());
            let waker = Waker::from(Arc::clone(&task));
            let mut call = asks(&semaphore, 1);
            if call
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_ready()
            {
                fail("no permit was free for it, or one stood before it, and it did not wait");
            }
            *lock(&task.call) = Some(call);
            let_go((before, rest));
            let got: Vec<bool> = lock(&task.got).drain(..).map(|got| got.is_some()).collect();
            match got.as_slice() {
                [true] => {}
                [] => fail(format!(
                    "{what}, and the one who waited was not woken by that"
                )),
                [false, ..] => fail(format!(
                    "{what}, and whoever was woken by that, and polled inside the call of `wake`, \
                     did not find its permit: it is handed out before anybody is woken"
                )),
                _ => fail(format!(
                    "{what}, and the one who waited was woken more than once"
                )),
            }
            let_go(held);
            let _call = lock(&task.call).take();
        }
    });
}

#[test]
fn it_needs_no_runtime() {
    plain_thread(|_lab| {
        let semaphore = Semaphore::new(1);
        let held = at_once(&semaphore, 1, "the one permit was asked for");
        let mut next = Asker::waits(&semaphore, 1, "the one permit was taken");
        let_go(held);
        if next.wakes() != 1 {
            fail(format!(
                "a permit was given back where there is no runtime, and who waited for it was \
                 woken {}, and should be woken once",
                times(next.wakes())
            ));
        }
        if next.poll().is_none() {
            fail(
                "a permit was given back where there is no runtime, who waited for it was woken, \
                 and found none",
            );
        }
    });
}

/// A semaphore, what is held of it, one who asks, and one who stands before that one.
struct Threads {
    held: Mutex<Option<Permits>>,
    asker: Mutex<Asker>,
    before: Mutex<Option<Asker>>,
    semaphore: Semaphore,
}

impl Threads {
    fn new(one_before: bool) -> Self {
        let semaphore = Semaphore::new(1);
        let held = at_once(&semaphore, 1, "the one permit was asked for");
        let mut asker = Asker::new(&semaphore, 1);
        let before = one_before.then(|| Asker::waits(&semaphore, 1, "the one permit was taken"));
        if one_before && asker.poll().is_some() {
            fail("the one permit was taken, and one who asked did not wait");
        }
        Threads {
            held: Mutex::new(Some(held)),
            asker: Mutex::new(asker),
            before: Mutex::new(before),
            semaphore,
        }
    }
}

#[test]
fn what_another_thread_gives_back_is_not_missed() {
    race(
        || Threads::new(false),
        |threads| lock(&threads.asker).poll().is_some(),
        |threads| let_go(lock(&threads.held).take()),
        |threads, had_it, ()| {
            let mut asker = lock(&threads.asker);
            if had_it {
                return Order::OtherFirst;
            }
            if asker.wakes() == 0 {
                fail(
                    "one asked while another thread gave the permit back, found none, and waited, \
                     and nobody woke it: the permit slipped through between its look and its place \
                     in the line",
                );
            }
            if asker.poll().is_none() {
                fail("another thread gave the permit back, who waited was woken, and found none");
            }
            Order::OneFirst
        },
    );
}

#[test]
fn a_permit_is_not_lost_when_it_is_given_back_while_who_waits_for_it_is_cancelled() {
    race(
        || Threads::new(true),
        |threads| let_go(lock(&threads.before).take()),
        |threads| let_go(lock(&threads.held).take()),
        |threads, (), ()| {
            let mut asker = lock(&threads.asker);
            if asker.wakes() == 0 {
                fail(
                    "one who waited was cancelled while another thread gave the permit back, and \
                     the next in the line was not woken: the permit went to who had left",
                );
            }
            let Some(permit) = asker.poll() else {
                fail(
                    "one who waited was cancelled while another thread gave the permit back, and \
                     the next in the line was woken, and found none",
                )
            };
            let_go(permit);
            expect_eq(
                threads.semaphore.available(),
                1,
                "one who waited was cancelled while another thread gave the permit back, the next \
                 had it and gave it back, and another number was available",
            );
            Order::OneFirst
        },
    );
}

#[test]
fn who_waits_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("one who waits, and is {way}"));
            let semaphore = Semaphore::new(2);
            let held = at_once(&semaphore, 2, "both permits were asked for");
            let begun = lab.now();
            tokio::spawn(async move {
                sleep(ms(2_007)).await;
                let_go(held);
            });
            let asked = within(
                secs(60),
                lab.polled(way, asks(&semaphore, 2)),
                format!(
                    "the permits were given back, and one who waited, and was {way}, did not go on"
                ),
            )
            .await;
            expect_eq(
                (asked.is_ok(), lab.now() - begun),
                (true, ms(2_007)),
                format!(
                    "the permits were given back after 2007ms, and one who waited, and was {way}, \
                     did not get them at that instant"
                ),
            );
        }
    });
}
