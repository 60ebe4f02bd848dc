//! `count_up`: numbers half a second apart, and two counters at once.

use std::pin::pin;
use std::time::Duration;

use async_katas::c02_async_await::count_up::{count_up, two_counters};
use lab::timeline::short;
use lab::{A_DAY, Lab, Timeline, Way, expect_eq, fail, for_seeds, ms, nasty, virtual_time};

/// A voice that draws each number on the lane of its counter.
fn voice(lab: &Lab) -> impl Fn(&str, u32) + use<> {
    let lab = lab.clone();
    move |name: &str, number| {
        lab.explain(name, "each number that it says");
        lab.mark(name, char::from_digit(number, 10).unwrap_or('?'));
    }
}

/// A voice that notes each number with its counter.
fn notes(lab: &Lab) -> impl Fn(&str, u32) + use<> {
    let lab = lab.clone();
    move |name: &str, number| lab.say(format!("{name}: {number}"))
}

/// What was said so far.
fn said(lab: &Lab) -> Vec<String> {
    lab.said().into_iter().map(|(_, text)| text).collect()
}

/// Expects these numbers at these instants; names the first that came at another one.
#[track_caller]
fn expect_said(
    said: Vec<(Duration, String)>,
    expected: Vec<(Duration, String)>,
    call: &str,
    made: Duration,
) {
    let same_texts = said.len() == expected.len()
        && said
            .iter()
            .zip(&expected)
            .all(|(said, due)| said.1 == due.1);
    let mut pairs = said.iter().zip(&expected);
    if let Some(((at, text), (due, _))) = pairs.find(|(said, due)| said.0 != due.0)
        && same_texts
    {
        let begun = expected.first().map_or(made, |(begun, _)| *begun);
        let from_the_call = made != begun && (*at == begun || *at + begun == *due + made);
        let why = if *at < begun {
            ": that is before the future was polled for the first time, and nothing should be said \
             before it is awaited"
        } else if from_the_call {
            ": the half seconds were reckoned from the call, and should run from the first poll"
        } else {
            ": every number should come half a second after the one before it"
        };
        fail(format!(
            "{call}, said \"{text}\" at {}, and should have said it at {}{why}",
            short(*at),
            short(*due)
        ));
    }
    expect_eq(
        said.into_iter().map(|(_, text)| text).collect::<Vec<_>>(),
        expected.into_iter().map(|(_, text)| text).collect(),
        format!("{call}, and this is what it said"),
    );
}

/// What a counter that begins at 0s should say.
fn counted(timeline: Timeline, name: &str, n: u32) -> Timeline {
    (0..n).fold(timeline.empty(name), |timeline, i| {
        let digit = char::from_digit(i, 10).unwrap_or('?');
        timeline.mark(name, ms(500) * i, digit)
    })
}

#[test]
fn it_says_a_number_at_once_and_then_one_every_half_second() {
    virtual_time(async |lab: Lab| {
        count_up("A", 4, voice(&lab)).await;
        lab.expect(
            "
                  0s      500ms   1s      1.5s
            A     0       1       2       3
            ",
        );
    });
}

#[test]
fn two_counters_count_at_the_same_time() {
    virtual_time(async |lab: Lab| {
        two_counters(("A", 3), ("B", 3), voice(&lab)).await;
        lab.expect(
            "
                  0s      500ms   1s      1.5s
            A     0       1       2
            B     0       1       2
            ",
        );
    });
}

/// When the second of the counters B and C, both up to 2, began, and what the first one did meanwhile.
fn how_they_began(said: &[(Duration, String)], began: Duration) -> String {
    let when = |text: &str| {
        let mut said = said.iter();
        said.find(|(_, said)| said == text).map(|(at, _)| *at)
    };
    let (Some(b), Some(c)) = (when("B: 0"), when("C: 0")) else {
        return String::new();
    };
    if b == c {
        return String::new();
    }
    let (late, other, first, last) = match c > b {
        true => ("C", "B", c, when("B: 1")),
        false => ("B", "C", b, when("C: 1")),
    };
    let after = short(first - began);
    match last {
        Some(last) if last <= first => {
            format!("; {late} began only after {after}, when {other} had come to its end")
        }
        Some(_) => format!(
            "; {late} began only after {after}, between two numbers of {other}, as if the two took \
             turns"
        ),
        None => String::new(),
    }
}

#[test]
fn the_first_number_comes_before_it_waits_for_anything() {
    virtual_time(async |lab: Lab| {
        let mut counter = pin!(count_up("A", 2, notes(&lab)));
        let _ = futures::poll!(counter.as_mut());
        expect_eq(
            said(&lab),
            vec!["A: 0".to_owned()],
            "when `count_up` had been polled once, 0 was not what had been said: the first number \
             should come at once, before any wait",
        );
        counter.await;
        let before = lab.said().len();
        let mut both = pin!(two_counters(("B", 2), ("C", 2), notes(&lab)));
        let _ = futures::poll!(both.as_mut());
        let mut begun = said(&lab).split_off(before);
        begun.sort();
        let began = lab.now();
        both.await;
        let said = lab.said().split_off(before);
        expect_eq(
            begun,
            vec!["B: 0".to_owned(), "C: 0".to_owned()],
            format!(
                "when `two_counters` had been polled once, not both counters had said 0{}: both should \
                 begin at once, before any wait, and each go on at its own pace",
                how_they_began(&said, began)
            ),
        );
    });
}

#[test]
fn it_returns_as_it_says_the_last_number() {
    virtual_time(async |lab: Lab| {
        lab.explain("you", "your function, from its first poll to its end");
        lab.span("you", count_up("A", 3, voice(&lab))).await;
        lab.expect(
            "
                  0s      500ms   1s      1.5s
            A     0       1       2
            you   |===============|
            ",
        );
    });
}

#[test]
fn counting_up_to_nothing_says_nothing_and_takes_no_time() {
    virtual_time(async |lab: Lab| {
        lab.explain("you", "your function, from its first poll to its end");
        lab.span("you", count_up("A", 0, voice(&lab))).await;
        let expected = Timeline::new().empty("A").span("you", ms(0), ms(0));
        lab.expect_because(
            expected,
            "counting up to 0 said something or took some time: it should say nothing and take no \
             time",
        );
    });
}

#[test]
fn it_counts_as_far_as_you_like() {
    virtual_time(async |lab: Lab| {
        const FAR: u32 = 70_000;
        lab.lasts(A_DAY);
        count_up("A", FAR, notes(&lab)).await;
        let said = lab.said();
        for (i, (at, text)) in (0..FAR).zip(&said) {
            if *text != format!("A: {i}") || *at != ms(500) * i {
                fail(format!(
                    "of {FAR} numbers, that in place {i} was \"{text}\", said at {at:?}: it should be \
                     \"A: {i}\", at {:?}",
                    ms(500) * i
                ));
            }
        }
        // What is left of it where it was counted in a smaller type.
        let narrow = [8, 16].map(|bits| (bits, FAR as usize % (1 << bits)));
        let cut = narrow.iter().find(|(_, left)| *left == said.len());
        let why = cut.map_or(String::new(), |(bits, left)| {
            format!(": {left} is what is left of {FAR} in a number of {bits} bits, and `n` has 32")
        });
        expect_eq(
            said.len(),
            FAR as usize,
            format!(
                "told to count up to {FAR}, it said {} numbers{why}",
                said.len()
            ),
        );
    });
}

#[test]
fn however_far_it_is_to_count_it_begins_as_ever() {
    virtual_time(async |lab: Lab| {
        let far = nasty::COUNTS.iter().filter_map(|n| u32::try_from(*n).ok());
        for n in far.filter(|n| *n > 3) {
            for two in [false, true] {
                let (before, begun) = (lab.said().len(), lab.now());
                let call = async {
                    if two {
                        two_counters(("A", n), ("B", 0), notes(&lab)).await;
                    } else {
                        count_up("A", n, notes(&lab)).await;
                    }
                };
                lab.case(format!("a counter that is told to count up to {n}"));
                // It need not come to its end here.
                let done = tokio::time::timeout(ms(1200), call).await.is_ok();
                let ended = lab.now() - begun;
                let mut said = lab.said().split_off(before);
                for (at, _) in &mut said {
                    *at -= begun;
                }
                if done {
                    let beside = if two {
                        ", beside one that counts up to 0"
                    } else {
                        ""
                    };
                    let apart = said.windows(2).all(|pair| pair[1].0 == pair[0].0 + ms(500));
                    fail(format!(
                        "told to count up to {n}{beside}, a counter was done after {} with {} of its \
                         numbers said: {}",
                        short(ended),
                        said.len(),
                        match apart {
                            true => "it should go on to its last number",
                            false => "they should be half a second apart",
                        }
                    ));
                }
                if let Some((_, text)) = said.iter().find(|(_, text)| text.starts_with("B: ")) {
                    fail(format!(
                        "\"{text}\" was said by a counter that counts up to 0, which should say nothing"
                    ));
                }
                if let Some((at, text)) = said.get(3).filter(|(at, _)| *at == ms(1200)) {
                    fail(format!(
                        "\"{text}\" was said at {}, when the counter was polled because the time of \
                         somebody else was up: only its own wait should let it go on, half a second \
                         after the number before",
                        short(*at)
                    ));
                }
                let expected = (0..3).map(|i| (ms(500) * i, format!("A: {i}")));
                let call = format!("a counter up to {n}, in its first 1200ms");
                expect_said(said, expected.collect(), &call, ms(0));
            }
        }
    });
}

#[test]
fn only_its_own_wait_lets_a_counter_go_on() {
    virtual_time(async |lab: Lab| {
        // Both are polled whenever one of them is woken.
        let ticks = async {
            for _ in 0..9 {
                tokio::time::sleep(ms(137)).await;
            }
        };
        let (draws, notes) = (voice(&lab), notes(&lab));
        let say = |name: &str, number| {
            draws(name, number);
            notes(name, number);
        };
        futures::future::join(count_up("A", 4, say), ticks).await;
        for (place, (at, text)) in (0..).zip(lab.said()) {
            // Only then does the other one wake them both.
            let is_of_the_other = at > ms(0) && at.as_millis().is_multiple_of(137);
            if at < ms(500) * place && is_of_the_other {
                fail(format!(
                    "\"{text}\" was said already at {at:?}, when the counter was polled because of \
                     another future beside it: only its own wait should let it go on"
                ));
            }
        }
        lab.expect(
            "
                  0s      500ms   1s      1.5s
            A     0       1       2       3
            ",
        );
    });
}

#[test]
fn nothing_is_said_before_it_is_awaited() {
    virtual_time(async |lab: Lab| {
        let one = count_up("A", 2, notes(&lab));
        let two = two_counters(("B", 2), ("C", 2), notes(&lab));
        tokio::time::sleep(ms(300)).await;
        if !lab.said().is_empty() {
            fail(format!(
                "{:?} was said before anybody had awaited the future of a counter",
                said(&lab)
            ));
        }
        one.await;
        two.await;
    });
}

#[test]
fn the_longer_counter_goes_on_alone() {
    virtual_time(async |lab: Lab| {
        two_counters(("short", 2), ("long", 5), voice(&lab)).await;
        lab.expect(
            "
                  0s      500ms   1s      1.5s    2s
            short 0       1
            long  0       1       2       3       4
            ",
        );
    });
}

#[test]
fn each_counts_as_far_as_it_is_told() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (a, b) = (draw.size(0..=4) as u32, draw.size(0..=4) as u32);
        lab.case(format!("A counts up to {a}, B up to {b}"));
        let both = two_counters(("A", a), ("B", b), voice(&lab));
        lab.explain("you", "your function, from its first poll to its end");
        lab.span("you", both).await;
        let end = ms(500) * a.max(b).saturating_sub(1);
        let expected = counted(counted(Timeline::new(), "A", a), "B", b);
        lab.expect(expected.span("you", ms(0), end));
    });
}

#[test]
fn each_speaks_under_its_own_name() {
    virtual_time(async |lab: Lab| {
        // Any text is a name, and both may have the same.
        let names = nasty::TEXTS.iter().zip(nasty::TEXTS.iter().skip(1));
        for (a, b) in names.chain([(&"twice", &"twice")]) {
            lab.case(format!("the counters {a:?} and {b:?}"));
            let before = lab.said().len();
            two_counters((a, 2), (b, 2), notes(&lab)).await;
            let mut calls = said(&lab).split_off(before);
            calls.sort();
            let mut expected: Vec<_> = [a, b]
                .into_iter()
                .flat_map(|name| [0, 1].map(|i| format!("{name}: {i}")))
                .collect();
            expected.sort();
            // All that stands before the number, whatever it is.
            let names = |calls: &[String]| -> Vec<String> {
                let names = calls.iter().filter_map(|call| call.rsplit_once(": "));
                let mut names: Vec<String> = names.map(|(name, _)| name.to_owned()).collect();
                names.sort();
                names.dedup();
                names
            };
            let cause = match names(&calls) == names(&expected) {
                true => {
                    "two counters counted up to 2, under their own names: each should say 0 and 1"
                }
                false => {
                    "two counters counted up to 2, and names were said that nobody has: each counter \
                     should give its name just as it is"
                }
            };
            expect_eq(calls, expected, cause);
        }
    });
}

#[test]
fn however_it_is_polled_the_numbers_are_half_a_second_apart() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for n in 0..4 {
                for two in [false, true] {
                    let call = if two { "two counters" } else { "a counter" };
                    lab.case(format!("{call} up to {n}, {way}"));
                    let before = lab.said().len();
                    let made = lab.now();
                    let begun = made + if way == Way::Later { Way::LATER } else { ms(0) };
                    if two {
                        let call = two_counters(("A", n), ("A", n), notes(&lab));
                        lab.polled(way, call).await;
                    } else {
                        lab.polled(way, count_up("A", n, notes(&lab))).await;
                    }
                    let times = if two { 2 } else { 1 };
                    let expected =
                        (0..n).flat_map(|i| vec![(begun + ms(500) * i, format!("A: {i}")); times]);
                    expect_said(
                        lab.said().split_off(before),
                        expected.collect(),
                        &format!("{call} up to {n}, {way}"),
                        made,
                    );
                    expect_eq(
                        lab.now(),
                        begun + ms(500) * n.saturating_sub(1),
                        format!("{call}, {way}, did not return as the last number was said"),
                    );
                }
            }
        }
    });
}
