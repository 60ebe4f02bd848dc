//! `fetch_data`: one step after another, and errors that say what failed and why.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::string::FromUtf8Error;
use std::time::Duration;

use async_katas::c02_async_await::fetch_data::{FetchError, fetch_data};
use lab::{Job, Lab, Timeline, expect_eq, fail, for_seeds, ms, secs, virtual_time};

/// Bytes that are no UTF-8.
const GARBAGE: [u8; 4] = [b'o', b'k', 0xff, 0xfe];

fn connects(lab: &Lab, time: Duration) -> Job<io::Result<()>> {
    lab.job("connect").takes(time).ok(())
}

fn answers(lab: &Lab, time: Duration, bytes: &[u8]) -> Job<io::Result<Vec<u8>>> {
    lab.job("request").takes(time).ok(bytes.to_vec())
}

fn fails<T: Send + 'static>(
    lab: &Lab,
    step: &str,
    time: Duration,
    kind: ErrorKind,
) -> Job<io::Result<T>> {
    let why = io::Error::new(kind, format!("{step} went wrong"));
    lab.job(step).takes(time).err(why)
}

/// A decoding step that takes its time on a lane of its own.
fn decodes(
    lab: &Lab,
    time: Duration,
) -> impl AsyncFnOnce(Vec<u8>) -> Result<String, FromUtf8Error> + use<> {
    let job = lab.job("decode").takes(time);
    async move |bytes| job.result(String::from_utf8(bytes)).await
}

/// Which step the error names.
fn step(error: &FetchError) -> &'static str {
    match error {
        FetchError::Connect(_) => "Connect",
        FetchError::Request(_) => "Request",
        FetchError::Decode(_) => "Decode",
    }
}

fn error_of<T>(outcome: Result<T, FetchError>) -> FetchError {
    match outcome {
        Ok(_) => fail("a step failed, and your function gave data all the same"),
        Err(error) => error,
    }
}

/// The step that failed, and the kind and text of the error that it failed with.
fn told(error: &FetchError) -> (&'static str, Option<(ErrorKind, String)>) {
    let source = error
        .source()
        .and_then(|why| why.downcast_ref::<io::Error>());
    (step(error), source.map(|why| (why.kind(), why.to_string())))
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
            data.ok().as_deref(),
            Some("the data"),
            "the decoded data should come back",
        );
    });
}

#[test]
fn a_failed_connection_ends_it() {
    virtual_time(async |lab: Lab| {
        let outcome = fetch_data(
            fails(&lab, "connect", secs(1), ErrorKind::ConnectionRefused),
            answers(&lab, secs(2), b"the data"),
            decodes(&lab, secs(1)),
        )
        .await;
        lab.expect(
            "
                     0s    1s    2s    3s    4s
            connect  |=====x
            request
            decode
            ",
        );
        expect_eq(
            told(&error_of(outcome)),
            (
                "Connect",
                Some((
                    ErrorKind::ConnectionRefused,
                    "connect went wrong".to_owned(),
                )),
            ),
            "a failed connection should come back as `Connect`, with its own error as the source",
        );
    });
}

#[test]
fn a_failed_request_ends_it_and_is_told_from_a_failed_connection() {
    virtual_time(async |lab: Lab| {
        let outcome = fetch_data(
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
        expect_eq(
            told(&error_of(outcome)),
            (
                "Request",
                Some((ErrorKind::TimedOut, "request went wrong".to_owned())),
            ),
            "a failed request should come back as `Request`, with its own error as the source",
        );
    });
}

#[test]
fn an_answer_that_makes_no_sense_is_an_error_of_its_own() {
    virtual_time(async |lab: Lab| {
        let outcome = fetch_data(
            connects(&lab, secs(1)),
            answers(&lab, secs(2), &GARBAGE),
            decodes(&lab, secs(1)),
        )
        .await;
        lab.expect(
            "
                     0s    1s    2s    3s    4s
            connect  |=====|
            request        |===========|
            decode                     |=====x
            ",
        );
        let error = error_of(outcome);
        expect_eq(
            step(&error),
            "Decode",
            "bytes that cannot be decoded should come back as `Decode`",
        );
        let source = error
            .source()
            .and_then(|why| why.downcast_ref::<FromUtf8Error>());
        expect_eq(
            source.map(FromUtf8Error::as_bytes),
            Some(&GARBAGE[..]),
            "the source of `Decode` should be the decoder's own error, which still holds the bytes",
        );
    });
}

#[test]
fn whatever_fails_the_steps_before_it_ran_and_none_after_it() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let times = [0; 3].map(|_| draw.times(ms(100), 1..=20));
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
        lab.expect(expected);
        expect_eq(
            outcome.is_err(),
            failing < 3,
            "your function should fail just when one of the steps has failed",
        );
        expect_eq(
            lab.now(),
            now,
            "your function should return at the instant its last step ends",
        );
    });
}
