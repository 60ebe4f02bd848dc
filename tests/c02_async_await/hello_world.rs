//! `hello_world`: two words, a second apart, with the thread free in between.

use std::cell::RefCell;
use std::pin::pin;
use std::time::Duration;

use async_katas::c02_async_await::hello_world::hello_world;
use lab::timeline::short;
use lab::{Lab, Way, expect_eq, fail, ms, secs, virtual_time};
use tokio::time::{Instant, sleep, timeout};

/// The words that were said so far.
fn words(lab: &Lab) -> Vec<String> {
    lab.said().into_iter().map(|(_, word)| word).collect()
}

const NOTHING: &str =
    "nothing was said, as `say` was never called: every word goes out by calling `say`";

/// A voice that notes what it says, as `H` and `W` on a lane of their own.
fn voice(lab: &Lab) -> impl Fn(&str) + use<> {
    let lab = lab.clone();
    move |word: &str| {
        lab.explain("words", "the first letter of each word that is said");
        lab.mark("words", word.chars().next().unwrap_or('?'));
        lab.say(word);
    }
}

/// How long after the first word the second one came, in one more call, which nobody hears. Gives up in
/// the end.
async fn seconds_in_between() -> Option<Duration> {
    let said = RefCell::new(Vec::new());
    let call = hello_world(|_: &str| said.borrow_mut().push(Instant::now()));
    timeout(secs(60), call).await.ok()?;
    match said.into_inner().as_slice() {
        [hello, world] => Some(*world - *hello),
        _ => None,
    }
}

/// Fails where a call that comes later has a second that is over sooner, by as much as the clock of the
/// test has moved on between the two: another clock has not.
async fn expect_no_other_clock(lab: &Lab) {
    let said = lab.said();
    let (Some((hello, _)), Some((world, _))) = (said.first(), said.get(1)) else {
        return;
    };
    let first = world.saturating_sub(*hello);
    if first == secs(1) || first.is_zero() {
        return;
    }
    sleep(ms(500)).await;
    let begun = lab.now();
    let Some(second) = seconds_in_between().await else {
        return;
    };
    if first > secs(1) && second < ms(900) {
        fail(format!(
            "\"World\" came {} after \"Hello\" in a call that began at {}, and {} after it in one that began \
             at {}, as if no time had passed between the two calls: that is what comes of a second that is \
             counted on the clock of the system, `std::time::Instant`. In these tests the clock of tokio \
             jumps to the next instant at which something happens, and that of the system hardly moves \
             meanwhile: count on `tokio::time`",
            short(first),
            short(*hello),
            short(second),
            short(begun)
        ));
    }
}

#[test]
fn hello_comes_at_once_and_world_a_second_later() {
    virtual_time(async |lab: Lab| {
        hello_world(voice(&lab)).await;
        if words(&lab).is_empty() {
            fail(NOTHING);
        }
        expect_no_other_clock(&lab).await;
        // A picture shows first letters only.
        if let [first, second] = words(&lab).as_slice()
            && (first, second) != (&"Hello".to_owned(), &"World".to_owned())
        {
            fail(format!(
                "`say` was called with {first:?} and then with {second:?}: it should be \"Hello\", then \
                 \"World\", one word at a time"
            ));
        }
        lab.expect(
            "
                    0s        500ms     1s
            words   H                   W
            ",
        );
    });
}

#[test]
fn the_words_are_hello_and_world() {
    virtual_time(async |lab: Lab| {
        hello_world(voice(&lab)).await;
        let words = words(&lab);
        if words.is_empty() {
            fail(NOTHING);
        }
        expect_eq(
            words,
            vec!["Hello".to_owned(), "World".to_owned()],
            "`say` should be called twice: with \"Hello\", then with \"World\", just so",
        );
    });
}

#[test]
fn another_task_runs_between_the_words() {
    virtual_time(async |lab: Lab| {
        let other = tokio::spawn({
            let lab = lab.clone();
            async move {
                for _ in 0..4 {
                    lab.span("other", sleep(ms(250))).await;
                }
            }
        });
        hello_world(voice(&lab)).await;
        let _ = other.await;
        expect_no_other_clock(&lab).await;
        lab.expect(
            "
                    0s    250ms 500ms 750ms 1s
            words   H                       W
            other   |=====|=====|=====|=====|
            ",
        );
    });
}

#[test]
fn it_returns_as_soon_as_world_is_said() {
    virtual_time(async |lab: Lab| {
        lab.explain("you", "your function, from its first poll to its end");
        lab.span("you", hello_world(voice(&lab))).await;
        expect_no_other_clock(&lab).await;
        lab.expect(
            "
                    0s        500ms     1s
            words   H                   W
            you     |===================|
            ",
        );
    });
}

#[test]
fn hello_comes_before_it_waits_for_anything() {
    virtual_time(async |lab: Lab| {
        let mut hello = pin!(hello_world(voice(&lab)));
        let _ = futures::poll!(hello.as_mut());
        let words = words(&lab);
        let cause = match words.len() {
            0 => {
                "when your future had been polled once, nothing had been said: \"Hello\" should be said \
                 at once, before your function waits for anything"
            }
            1 => "\"Hello\" should be the first word, and this is what was said in the first poll",
            _ => {
                "all of this was said in the first poll of your future, so nothing has waited in \
                 between: \"Hello\" alone should be said then, and \"World\" a second later"
            }
        };
        expect_eq(words, vec!["Hello".to_owned()], cause);
        hello.await;
    });
}

#[test]
fn only_its_own_second_lets_it_go_on() {
    virtual_time(async |lab: Lab| {
        // Both are polled whenever one of them is woken.
        let ticks = async {
            for _ in 0..7 {
                sleep(ms(137)).await;
            }
        };
        futures::future::join(hello_world(voice(&lab)), ticks).await;
        expect_no_other_clock(&lab).await;
        for (at, word) in lab.said() {
            // Only then does the other one wake them both.
            let is_of_the_other = at > ms(0) && at.as_millis().is_multiple_of(137);
            if word == "World" && at < secs(1) && is_of_the_other {
                fail(format!(
                    "\"Hello\" was said at 0s and \"World\" already at {at:?}, when your future was \
                     polled because of another one beside it: only its own wait should let it go on"
                ));
            }
        }
        lab.expect(
            "
                    0s        500ms     1s
            words   H                   W
            ",
        );
    });
}

#[test]
fn nothing_is_said_before_it_is_awaited() {
    virtual_time(async |lab: Lab| {
        let hello = hello_world(voice(&lab));
        sleep(ms(500)).await;
        if !lab.said().is_empty() {
            fail("a word was said before anybody had awaited the future");
        }
        hello.await;
        let due = [(ms(500), "Hello"), (ms(1500), "World")];
        let hello = lab.said().first().map_or(ms(500), |(at, _hello)| *at);
        let what = match hello > ms(500) {
            true => format!(
                "nothing was said before {hello:?}: \"Hello\" should come at once, before it waits \
                 for anything"
            ),
            false => {
                let came: Vec<String> = lab
                    .said()
                    .iter()
                    .map(|(at, word)| format!("{word:?} at {}", short(*at)))
                    .collect();
                format!(
                    "the words came otherwise, {}: \"Hello\" should come at 500ms, and \"World\" a second \
                     later",
                    came.join(", ")
                )
            }
        };
        lab.expect_said(
            &due,
            &format!("the future was first awaited at 500ms, and {what}"),
        );
    });
}

#[test]
fn however_it_is_polled_the_words_are_a_second_apart() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call that is {way}"));
            let before = lab.said().len();
            let made = lab.now();
            let begun = lab.now() + if way == Way::Later { Way::LATER } else { ms(0) };
            lab.polled(way, hello_world(voice(&lab))).await;
            let said = lab.said().split_off(before);
            let cause = match said.as_slice() {
                [(at, word), ..] if *at < begun => format!(
                    "{word:?} was said as your function was called, at {made:?}, before the future was \
                     polled, at {begun:?}: nothing should be said before it is awaited"
                ),
                [(one, _), (other, _), ..] if one == other && *one >= begun => format!(
                    "the call was {way}, first at {begun:?}, and both words were said at {one:?}: \
                     \"World\" should come a second after \"Hello\", whatever else polls your future"
                ),
                _ => format!(
                    "the call was {way}, and the first poll was at {begun:?}: \"Hello\" should come \
                     then, and \"World\" a second later"
                ),
            };
            expect_eq(
                said,
                vec![
                    (begun, "Hello".to_owned()),
                    (begun + secs(1), "World".to_owned()),
                ],
                cause,
            );
            expect_eq(
                lab.now(),
                begun + secs(1),
                format!("the call was {way}, and did not return as \"World\" was said"),
            );
        }
    });
}
