//! `fetch_data`: one step after another, and errors that say what failed and why.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};
use std::string::FromUtf8Error;
use std::time::Duration;

use async_katas::c02_async_await::fetch_data::{FetchError, fetch_data};
use futures::FutureExt;
use lab::timeline::{counted, short};
use lab::{
    A_DAY, Job, Lab, Timeline, Way, expect_eq, fail, for_seeds, ms, nasty, secs, virtual_time,
};

/// Bytes that are no UTF-8.
const GARBAGE: [u8; 4] = [b'o', b'k', 0xff, 0xfe];

/// Ways to fail that somebody might take for no failure at all, or for one to try again.
const KINDS: [ErrorKind; 20] = [
    ErrorKind::ConnectionRefused,
    ErrorKind::ConnectionReset,
    ErrorKind::ConnectionAborted,
    ErrorKind::NotConnected,
    ErrorKind::HostUnreachable,
    ErrorKind::NetworkUnreachable,
    ErrorKind::AddrInUse,
    ErrorKind::AddrNotAvailable,
    ErrorKind::BrokenPipe,
    ErrorKind::TimedOut,
    ErrorKind::Interrupted,
    ErrorKind::WouldBlock,
    ErrorKind::UnexpectedEof,
    ErrorKind::WriteZero,
    ErrorKind::AlreadyExists,
    ErrorKind::NotFound,
    ErrorKind::PermissionDenied,
    ErrorKind::InvalidInput,
    ErrorKind::InvalidData,
    ErrorKind::Other,
];

fn connects(lab: &Lab, time: Duration) -> Job<io::Result<()>> {
    lab.job("connect").takes(time).ok(())
}

fn answers(lab: &Lab, time: Duration, bytes: &[u8]) -> Job<io::Result<Vec<u8>>> {
    lab.job("request").takes(time).ok(bytes.to_vec())
}

/// The reason of a step that fails: a type of the test's own, which no other error can pass for.
#[derive(Debug)]
struct Reason(&'static str);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} went wrong", self.0)
    }
}

impl Error for Reason {}

fn fails<T: Send + 'static>(
    lab: &Lab,
    step: &'static str,
    time: Duration,
    kind: ErrorKind,
) -> Job<io::Result<T>> {
    let why = io::Error::new(kind, Reason(step));
    lab.job(step).takes(time).err(why)
}

/// A decoding step that takes its time on a lane of its own, and leaves a mark when it is called.
fn decodes(
    lab: &Lab,
    time: Duration,
) -> impl AsyncFnOnce(Vec<u8>) -> Result<String, FromUtf8Error> + use<> {
    let job = lab.job("decode").takes(time);
    async move |bytes| job.result(String::from_utf8(bytes)).await
}

/// What an error is that came back in place of another one, as far as it shows.
fn what_is_left(error: &io::Error) -> String {
    let kind = error.kind();
    match (error.get_ref(), error.raw_os_error()) {
        (None, None) => format!("a new error that has the kind {kind:?} and nothing else in it"),
        (Some(inner), _) => format!(
            "a new error, {kind:?}, with the text {:?}",
            inner.to_string()
        ),
        (None, Some(number)) => format!("an error of the system, with the number {number}"),
    }
}

/// What came of it: the data, or the step that the error names and what that step failed with.
fn told(outcome: Result<String, FetchError>) -> Result<String, (&'static str, String)> {
    let because = |why: &io::Error| match why.get_ref().and_then(|why| why.downcast_ref()) {
        Some(Reason(step)) => format!("{:?}: {step} went wrong", why.kind()),
        None => what_is_left(why),
    };
    match outcome {
        Ok(data) => Ok(data),
        Err(FetchError::Connect(why)) => Err(("Connect", because(&why))),
        Err(FetchError::Request(why)) => Err(("Request", because(&why))),
        Err(FetchError::Decode(why)) => Err(("Decode", format!("{:?}", why.into_bytes()))),
    }
}

fn gone_wrong(variant: &'static str, kind: ErrorKind) -> Result<String, (&'static str, String)> {
    let step = variant.to_lowercase();
    Err((variant, format!("{kind:?}: {step} went wrong")))
}

/// That a step's failure came of it. If not, the sentence goes on with what came instead.
fn is_gone_wrong(
    outcome: Result<String, FetchError>,
    variant: &'static str,
    kind: ErrorKind,
    cause: &str,
) {
    is_wrong_as(told(outcome), gone_wrong(variant, kind), variant, cause);
}

/// That this came of it, an error of this variant. If not, the sentence goes on with what came instead.
fn is_wrong_as(
    got: Result<String, (&'static str, String)>,
    expected: Result<String, (&'static str, String)>,
    variant: &'static str,
    cause: &str,
) {
    if got == expected {
        return;
    }
    let came = match &got {
        Ok(_) => "data came back all the same".to_owned(),
        Err((named, _)) if *named != variant => {
            format!("the error that came back is `{named}`, of another step")
        }
        Err((_, why)) => format!(
            "the `{variant}` that came back holds another error than the step gave, {why}: hand on \
             the step's own error as it is, with its kind, its text and all that is in it"
        ),
    };
    expect_eq(got, expected, format!("{cause}: {came}"));
}

/// Whether the error that the answer gave hands on the step's own error as its source.
fn has_a_source(error: &FetchError) -> bool {
    error
        .source()
        .is_some_and(|why| why.is::<io::Error>() || why.is::<FromUtf8Error>())
}

#[test]
fn the_steps_run_one_after_another() {
    virtual_time(async |lab: Lab| {
        let data = fetch_data(
            connects(&lab, secs(1)),
            answers(&lab, secs(2), b"the data"),
            decodes(&lab, secs(1)),
        )
        .await;
        lab.expect(
            "
                     0s    1s    2s    3s    4s
            connect  |=====|
            request        |===========|
            decode                     |=====|
            ",
        );
        expect_eq(
            told(data),
            Ok("the data".to_owned()),
            "no step failed, and the decoded data did not come back",
        );
    });
}

#[test]
fn a_failed_connection_ends_it() {
    virtual_time(async |lab: Lab| {
        for kind in KINDS {
            lab.case(format!("connecting fails with {kind:?}"));
            let outcome = fetch_data(
                fails(&lab, "connect", ms(0), kind),
                answers(&lab, secs(2), b"the data"),
                decodes(&lab, secs(1)),
            )
            .await;
            is_gone_wrong(
                outcome,
                "Connect",
                kind,
                &format!(
                    "connecting failed with {kind:?}, and no `Connect` with that error came back"
                ),
            );
        }
        let connect = fails(&lab, "connect", secs(1), ErrorKind::ConnectionRefused);
        let request = lab.job("later request").takes(secs(2)).ok(Vec::new());
        let _outcome = fetch_data(connect, request, decodes(&lab, secs(1))).await;
        let at_once = KINDS.iter().fold(Timeline::new(), |all, _| {
            all.failed("connect", ms(0), ms(0))
        });
        lab.expect(
            at_once
                .failed("connect", ms(0), secs(1))
                .empty("request")
                .empty("later request")
                .empty("decode"),
        );
    });
}

#[test]
fn a_failed_request_ends_it_and_is_told_from_a_failed_connection() {
    virtual_time(async |lab: Lab| {
        for kind in KINDS {
            lab.case(format!("the request fails with {kind:?}"));
            let outcome = fetch_data(
                connects(&lab, ms(0)),
                fails(&lab, "request", ms(0), kind),
                decodes(&lab, secs(1)),
            )
            .await;
            is_gone_wrong(
                outcome,
                "Request",
                kind,
                &format!(
                    "the request failed with {kind:?}, and no `Request` with that error came back"
                ),
            );
        }
    });
}

#[test]
fn after_a_failed_request_nothing_is_decoded() {
    virtual_time(async |lab: Lab| {
        let _outcome = fetch_data(
            connects(&lab, secs(1)),
            fails(&lab, "request", secs(2), ErrorKind::TimedOut),
            decodes(&lab, secs(1)),
        )
        .await;
        lab.expect(
            "
                     0s    1s    2s    3s    4s
            connect  |=====|
            request        |===========x
            decode
            ",
        );
    });
}

/// What became of these bytes: what is missing at their ends, or what came.
fn became(seen: &[u8], given: &[u8]) -> String {
    let within = given
        .windows(seen.len().max(1))
        .position(|part| part == seen);
    let Some(from) = within else {
        return format!("{seen:?}");
    };
    let missing = [
        (&given[..from], "beginning"),
        (&given[from + seen.len()..], "end"),
    ];
    let told: Vec<String> = missing
        .iter()
        .filter(|(bytes, _)| !bytes.is_empty())
        .map(|(bytes, place)| format!("b\"{}\" at their {place}", bytes.escape_ascii()))
        .collect();
    format!(
        "these without {}{}",
        told.join(" and "),
        match missing
            .iter()
            .all(|(bytes, _)| bytes.iter().all(u8::is_ascii_whitespace))
        {
            true => ", which `trim` cuts off",
            false => "",
        }
    )
}

#[test]
fn an_answer_that_makes_no_sense_is_an_error_of_its_own() {
    virtual_time(async |lab: Lab| {
        for garbage in nasty::BAD_UTF8 {
            lab.case(format!("the bytes {garbage:?}"));
            let mut seen = None;
            let outcome = fetch_data(
                connects(&lab, ms(0)),
                answers(&lab, ms(0), garbage),
                async |bytes: Vec<u8>| {
                    seen = Some(bytes.clone());
                    String::from_utf8(bytes)
                },
            )
            .await;
            if let Some(seen) = seen.filter(|seen| seen != garbage) {
                fail(format!(
                    "the request gave the bytes {garbage:?}, and `decode` was called with {}: it should \
                     get the bytes as they came",
                    became(&seen, garbage)
                ));
            }
            is_wrong_as(
                told(outcome),
                Err(("Decode", format!("{garbage:?}"))),
                "Decode",
                &format!(
                    "the bytes {garbage:?} could not be decoded, and no `Decode` with the decoder's \
                     own error came back"
                ),
            );
        }
    });
}

#[test]
fn the_bytes_are_decoded_as_they_came() {
    virtual_time(async |lab: Lab| {
        for text in nasty::TEXTS {
            lab.case(format!("the text {text:?}"));
            let mut seen = None;
            let outcome = fetch_data(
                connects(&lab, ms(0)),
                answers(&lab, ms(0), text.as_bytes()),
                async |bytes: Vec<u8>| {
                    seen = Some(bytes.clone());
                    String::from_utf8(bytes)
                },
            )
            .await;
            if seen.is_none() {
                fail(format!(
                    "the request gave {} bytes, and `decode` was not called",
                    text.len()
                ));
            }
            expect_eq(
                seen.as_deref(),
                Some(text.as_bytes()),
                "`decode` was called with other bytes than those that the request had given",
            );
            expect_eq(
                told(outcome),
                Ok((*text).to_owned()),
                "no step failed, and the decoded data did not come back as they were",
            );
        }
    });
}

#[test]
fn what_the_bytes_mean_is_for_decode_alone_to_say() {
    virtual_time(async |lab: Lab| {
        let every_byte: Vec<u8> = (0..=255).collect();
        let many = every_byte.repeat(10_000);
        let garbage = nasty::BAD_UTF8.iter().copied();
        for bytes in garbage.chain([&every_byte[..], &many[..]]) {
            let many = counted(bytes.len(), "byte");
            lab.case(format!(
                "{many}, not UTF-8, and a `decode` that takes any bytes"
            ));
            let mut called = false;
            let outcome = fetch_data(
                connects(&lab, ms(0)),
                answers(&lab, ms(0), bytes),
                async |bytes: Vec<u8>| {
                    called = true;
                    Ok(bytes)
                },
            )
            .await;
            match outcome {
                Ok(data) if data == bytes => {}
                Ok(data) => fail(format!(
                    "the request gave {many}, `decode` takes any and gives them back, and {} came back, \
                     not just those: it should get the bytes as they came",
                    data.len()
                )),
                Err(_) if !called => fail(format!(
                    "the request gave {many}, not UTF-8, and an error came back before `decode` was \
                     called: what the bytes mean is for `decode` alone to say, and it would have taken \
                     them"
                )),
                Err(_) => fail(format!(
                    "the request gave {many}, `decode` took them, and an error came back: no step had \
                     failed"
                )),
            }
        }
    });
}

#[test]
fn each_error_keeps_the_error_of_its_step_as_its_source() {
    virtual_time(async |lab: Lab| {
        for failing in ["connect", "request", "decode"] {
            lab.case(format!("`{failing}` fails"));
            let connect = match failing {
                "connect" => fails(&lab, failing, ms(0), ErrorKind::NotFound),
                _ => connects(&lab, ms(0)),
            };
            let request = match failing {
                "request" => fails(&lab, failing, ms(0), ErrorKind::NotFound),
                _ => answers(&lab, ms(0), &GARBAGE),
            };
            match fetch_data(connect, request, decodes(&lab, ms(0))).await {
                Ok(_) => fail(format!("`{failing}` failed, and data came back")),
                Err(error) if !has_a_source(&error) => fail(format!(
                    "`{failing}` failed, and `source()` of the error that came back does not give \
                     the step's own error"
                )),
                Err(_) => {}
            }
        }
    });
}

#[test]
fn an_error_of_the_system_keeps_its_number() {
    virtual_time(async |lab: Lab| {
        for number in [2, 11, 104, 110, 9999] {
            for failing in ["connecting", "the request"] {
                lab.case(format!(
                    "{failing} fails with the number {number} of the system"
                ));
                let error = io::Error::from_raw_os_error(number);
                let outcome = if failing == "connecting" {
                    let broken = lab.job("connect").takes(ms(0)).err(error);
                    fetch_data(broken, answers(&lab, ms(0), b""), decodes(&lab, ms(0))).await
                } else {
                    let broken = lab.job("request").takes(ms(0)).err(error);
                    fetch_data(connects(&lab, ms(0)), broken, decodes(&lab, ms(0))).await
                };
                match (failing, outcome) {
                    ("connecting", Err(FetchError::Connect(why)))
                    | ("the request", Err(FetchError::Request(why))) => {
                        if why.raw_os_error() != Some(number) {
                            fail(format!(
                                "{failing} failed with an error of the system, with the number \
                                 {number}, and what came back is {}: hand on the step's own error \
                                 as it is",
                                what_is_left(&why)
                            ));
                        }
                    }
                    _ => fail(format!(
                        "{failing} failed with an error of the system, and no error of that step \
                         came back"
                    )),
                }
            }
        }
    });
}

#[test]
fn whatever_fails_the_steps_before_it_ran_and_none_after_it() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let times = [0; 3].map(|_| draw.off_grid(ms(100)..=secs(2)));
        let failing = draw.size(0..=3);
        let steps = ["connect", "request", "decode"];
        let mut expected = Timeline::new();
        let mut now = secs(0);
        for (n, time) in times.into_iter().enumerate().take(failing + 1) {
            let end = now + time;
            expected = if n == failing {
                expected.failed(steps[n], now, end)
            } else {
                expected.span(steps[n], now, end)
            };
            now = end;
        }
        let connect = match failing {
            0 => fails(&lab, "connect", times[0], ErrorKind::NotFound),
            _ => connects(&lab, times[0]),
        };
        let request = match failing {
            1 => fails(&lab, "request", times[1], ErrorKind::NotFound),
            2 => answers(&lab, times[1], &GARBAGE),
            _ => answers(&lab, times[1], b"the data"),
        };
        let outcome = fetch_data(connect, request, decodes(&lab, times[2])).await;
        lab.expect_because(
            expected,
            "each step begins when the one before it has ended well, and none but these should",
        );
        match steps.get(failing) {
            Some(step) if outcome.is_ok() => fail(format!("`{step}` failed, and data came back")),
            None if outcome.is_err() => fail("no step failed, and an error came back"),
            _ => {}
        }
        expect_eq(
            lab.now(),
            now,
            "your function did not return at the instant at which its last step ended",
        );
    });
}

#[test]
fn a_step_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(3 * A_DAY);
        let data = fetch_data(
            connects(&lab, A_DAY),
            answers(&lab, A_DAY, b"the data"),
            decodes(&lab, A_DAY),
        )
        .await;
        if data.is_err() {
            fail(format!(
                "each step takes a day and none fails, and an error came back after {}: nobody has set a \
                 limit",
                short(lab.now())
            ));
        }
        expect_eq(
            told(data),
            Ok("the data".to_owned()),
            "each step took a day and none failed, and the decoded data did not come back",
        );
    });
}

#[test]
fn however_it_is_polled_the_steps_run_one_after_another() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for failing in 0..=3 {
                lab.case(match failing {
                    3 => format!("a call that is {way}, with three steps of which none fails"),
                    _ => format!(
                        "a call that is {way}, with a {} that fails",
                        ["connect", "request", "decode"][failing as usize]
                    ),
                });
                let begun = lab.now() + if way == Way::Later { Way::LATER } else { ms(0) };
                let step = |n: u32| {
                    let lab = lab.clone();
                    async move {
                        let at = lab.now();
                        tokio::time::sleep(ms(37)).await;
                        tokio::task::yield_now().await;
                        tokio::time::sleep(ms(11)).await;
                        lab.say(format!("{:?}", at.saturating_sub(begun)));
                        n != failing
                    }
                };
                let wrong = |step| io::Error::new(ErrorKind::TimedOut, Reason(step));
                let before = lab.said().len();
                let call = fetch_data(
                    step(0).map(|good| good.then_some(()).ok_or_else(|| wrong("connect"))),
                    step(1).map(|good| {
                        let bytes = if failing == 2 { &GARBAGE[..] } else { b"data" };
                        good.then(|| bytes.to_vec()).ok_or_else(|| wrong("request"))
                    }),
                    async |bytes: Vec<u8>| {
                        step(2).await;
                        String::from_utf8(bytes)
                    },
                );
                let outcome = lab.polled(way, call).await;
                match failing {
                    0 | 1 => is_gone_wrong(
                        outcome,
                        ["Connect", "Request"][failing as usize],
                        ErrorKind::TimedOut,
                        &format!("the call was {way}, and the step's own error did not come back"),
                    ),
                    2 => is_wrong_as(
                        told(outcome),
                        Err(("Decode", format!("{GARBAGE:?}"))),
                        "Decode",
                        &format!(
                            "the call was {way}, and no `Decode` with the decoder's own error came \
                             back"
                        ),
                    ),
                    _ => expect_eq(
                        told(outcome),
                        Ok("data".to_owned()),
                        format!(
                            "the call was {way}, no step failed, and the data did not come back"
                        ),
                    ),
                }
                let steps = 3.min(failing + 1);
                let begins: Vec<_> = (0..steps).map(|n| format!("{:?}", ms(48) * n)).collect();
                let said = lab.said().split_off(before);
                let cause = match said.len().cmp(&begins.len()) {
                    std::cmp::Ordering::Greater => format!(
                        "the call was {way}; these are the instants at which steps began, more than \
                         should: none should begin after the one that fails"
                    ),
                    std::cmp::Ordering::Less => format!(
                        "the call was {way}; these are the instants at which steps began, and not all \
                         did that should"
                    ),
                    std::cmp::Ordering::Equal => format!(
                        "the call was {way}; its steps take 48ms each, and these are the instants, \
                         counted from the first poll, at which they began"
                    ),
                };
                expect_eq(
                    said.into_iter().map(|(_, begun)| begun).collect(),
                    begins,
                    cause,
                );
                expect_eq(
                    lab.now(),
                    begun + ms(48) * steps,
                    format!("the call was {way}, and did not return as its last step ended"),
                );
            }
        }
    });
}
