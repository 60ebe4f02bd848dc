//! `line_protocol`: lines, however the packets fall, and a server that answers them.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use async_katas::c14_networking::line_protocol::{LineError, Lines, serve};
use lab::{
    A_DAY, Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, nasty, secs,
    virtual_time,
};
use tokio::io::{
    AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf, duplex, join, sink,
};
use tokio::time::{sleep, timeout};

use super::apart::apart;
use super::pieces::{Piece, Pieces, bytes};

/// A line, or what came instead of one.
fn told(line: Result<Option<String>, LineError>) -> String {
    match line {
        Ok(Some(line)) => format!("line {line:?}"),
        Ok(None) => "the end".to_owned(),
        Err(LineError::TooLong) => "TooLong".to_owned(),
        Err(LineError::NotText) => "NotText".to_owned(),
        Err(LineError::CutOff) => "CutOff".to_owned(),
        Err(LineError::Io(error)) => format!("Io({error})"),
    }
}

fn line(text: &str) -> String {
    told(Ok(Some(text.to_owned())))
}

async fn next<R: AsyncRead + Unpin>(lines: &mut Lines<R>) -> String {
    match timeout(secs(60), lines.next()).await {
        Ok(line) => told(line),
        Err(_) => "nothing, for ever".to_owned(),
    }
}

/// Everything that comes, up to the end or to something that is no line.
async fn all<R: AsyncRead + Unpin>(reader: R, longest: usize) -> Vec<String> {
    let mut lines = Lines::new(reader, longest);
    let mut all = vec![next(&mut lines).await];
    while all.last().is_some_and(|last| last.starts_with("line")) {
        all.push(next(&mut lines).await);
    }
    all
}

#[test]
fn lines_are_found_however_the_packets_fall() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let (mut sent, mut expected) = (Vec::new(), Vec::new());
        for n in 0..draw.size(0..=5) {
            let text = "grüße-".repeat(draw.size(0..=2)) + &n.to_string();
            sent.extend_from_slice(format!("{text}\n").as_bytes());
            expected.push(line(&text));
        }
        expected.push("the end".to_owned());
        let (mut pieces, mut sizes) = (Vec::new(), Vec::new());
        let mut rest = sent.as_slice();
        while !rest.is_empty() {
            let (packet, after) = rest.split_at(draw.size(1..=rest.len()));
            sizes.push(packet.len());
            pieces.push(bytes(packet));
            if draw.coin() {
                pieces.push(Piece::Wait(ms(10)));
            }
            rest = after;
        }
        expect_eq(
            all(Pieces::new(pieces), 100).await,
            expected,
            format!(
                "{:?} came in packets of {sizes:?} bytes, and other lines were given than were \
                 sent: a packet may hold half a line, one, or several",
                String::from_utf8_lossy(&sent)
            ),
        );
    });
}

#[test]
fn a_line_ends_with_a_line_feed_alone_or_after_one_carriage_return() {
    virtual_time(async |_lab: Lab| {
        let sent = b"one\r\ntwo\nthr\ree\r\n\r\n\n\rfour\r\r\nfive\n";
        let expected: Vec<String> = ["one", "two", "thr\ree", "", "", "\rfour\r", "five"]
            .map(line)
            .into_iter()
            .chain(["the end".to_owned()])
            .collect();
        for place in 0..sent.len() {
            let (before, after) = sent.split_at(place);
            let pieces = [bytes(before), Piece::Wait(ms(10)), bytes(after)];
            expect_eq(
                all(Pieces::new(pieces), 100).await,
                expected.clone(),
                format!(
                    "{:?} came{}, and the lines were cut wrong: a `\\r` is part of a line's end where \
                     a `\\n` follows, and a character like any other elsewhere",
                    String::from_utf8_lossy(sent),
                    match place {
                        0 => String::new(),
                        _ => format!(
                            ", in two packets, the first up to {:?}",
                            String::from_utf8_lossy(before)
                        ),
                    }
                ),
            );
        }
    });
}

#[test]
fn all_but_its_end_belongs_to_the_line() {
    virtual_time(async |_lab: Lab| {
        for text in [
            "",
            " ",
            "  two spaces before and after  ",
            "a tab after\t",
            "\u{feff}a mark before",
            "zero \0 inside",
            "line \u{2028} and paragraph \u{2029} and next line \u{85}",
            "\u{b}\u{c}",
            "\"quoted\" and \\n escaped",
            "日本語 🦀",
        ] {
            expect_eq(
                all(Pieces::new([bytes(format!("{text}\n"))]), 100).await,
                vec![line(text), "the end".to_owned()],
                format!(
                    "the line {text:?} did not come out as it is: nothing but its `\\n` or \
                     `\\r\\n` is to be taken off"
                ),
            );
        }
    });
}

/// A stream that goes on and on, and notices when it is read too far.
struct Endless {
    /// What comes again and again.
    pattern: &'static [u8],
    given: usize,
    /// So much is given at one read at the most.
    at_once: usize,
    limit: usize,
}

impl AsyncRead for Endless {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let count = buf.remaining().min(self.at_once);
        let before = self.given;
        self.given += count;
        if self.given > self.limit {
            fail(format!(
                "the memory fills: {} bytes were taken from a stream in which {} were enough to \
                 tell; a line that is too long is refused when one byte too many is there, and no \
                 more than 8 KiB are read ahead",
                self.given,
                self.limit - 8 * 1024,
            ));
        }
        let pattern = self.pattern.iter().copied().cycle();
        let next = pattern.skip(before % self.pattern.len()).take(count);
        buf.put_slice(&next.collect::<Vec<u8>>());
        Poll::Ready(Ok(()))
    }
}

#[test]
fn an_endless_line_is_refused_before_the_memory_fills() {
    virtual_time(async |_lab: Lab| {
        for (longest, at_once) in [(10, 1 << 20), (5000, 1 << 20), (200_000, 1000)] {
            let endless = Endless {
                pattern: b"a",
                given: 0,
                at_once,
                limit: longest + 1 + 8 * 1024 + if at_once < 8192 { at_once } else { 0 },
            };
            expect_eq(
                all(endless, longest).await,
                vec!["TooLong".to_owned()],
                format!(
                    "a line came that never ends, {longest} bytes are allowed, and it was not \
                     told that the line is too long"
                ),
            );
        }
    });
}

#[test]
fn of_an_endless_stream_of_lines_little_is_read_ahead() {
    virtual_time(async |_lab: Lab| {
        let endless = Endless {
            pattern: b"12345678\n",
            given: 0,
            at_once: 1 << 20,
            limit: 100 + 8 * 1024,
        };
        let mut lines = Lines::new(endless, 10);
        for n in 0..10 {
            expect_eq(
                next(&mut lines).await,
                line("12345678"),
                format!("line {n} of many equal ones came out wrong"),
            );
        }
    });
}

#[test]
fn a_line_comes_in_whichever_way_the_call_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("calls of `next` that are {way}"));
            let wait = || Piece::Wait(ms(503));
            let stream = Pieces::new([
                wait(),
                bytes("on"),
                wait(),
                bytes("e\ntwo\nthr"),
                wait(),
                wait(),
                bytes("ee\n"),
            ]);
            let mut lines = Lines::new(stream, 100);
            let mut got = Vec::new();
            for _ in 0..4 {
                let call = lab.polled(way, lines.next());
                let outcome = timeout(secs(60), call).await;
                got.push(outcome.map_or("nothing, for ever".to_owned(), told));
            }
            expect_eq(
                got,
                vec![
                    line("one"),
                    line("two"),
                    line("three"),
                    "the end".to_owned(),
                ],
                format!(
                    "three lines came in pieces, and the calls of `next` were {way}: this is what \
                     they gave"
                ),
            );
        }
    });
}

#[test]
fn any_number_of_bytes_may_be_the_limit() {
    virtual_time(async |lab: Lab| {
        for longest in nasty::COUNTS
            .iter()
            .filter_map(|n| usize::try_from(*n).ok())
        {
            let fits = "a".repeat(longest.min(5_000));
            lab.case(format!("lines of at most {longest} bytes"));
            let stream = Pieces::new([bytes(format!("{fits}\n{fits}\n"))]);
            let got = all(stream, longest).await;
            let right = got == [line(&fits), line(&fits), "the end".to_owned()];
            if !right {
                fail(format!(
                    "lines may have {longest} bytes, and two lines of {} came, which is fine; they \
                     were given as {:.90}",
                    fits.len(),
                    format!("{got:?}")
                ));
            }
            if longest < 5_000 {
                let stream = Pieces::new([bytes(format!("{fits}\n{fits}a\n"))]);
                let last = all(stream, longest).await.pop().unwrap_or_default();
                expect_eq(
                    last.get(..30.min(last.len())),
                    Some("TooLong"),
                    format!(
                        "lines may have {longest} bytes, and after a line of that length one came \
                         with a byte more"
                    ),
                );
            }
        }
    });
}

/// The line may have so many bytes: what is sent, and what has to come of it.
async fn expect_limit(longest: usize, sent: &[u8], expected: &[String], cause: &str) {
    let pieces = [bytes(sent), Piece::Wait(secs(3000))];
    let mut lines = Lines::new(Pieces::new(pieces), longest);
    let mut got = Vec::new();
    for _ in expected {
        got.push(next(&mut lines).await);
    }
    expect_eq(
        got,
        expected.to_vec(),
        format!(
            "with {longest} bytes allowed, {:?} was sent: {cause}",
            String::from_utf8_lossy(sent)
        ),
    );
}

#[test]
fn a_line_is_too_long_from_the_first_byte_too_many() {
    virtual_time(async |_lab: Lab| {
        let silence = || "nothing, for ever".to_owned();
        let too_long = || "TooLong".to_owned();
        let eight = b"12345678\n".as_slice();
        expect_limit(8, eight, &[line("12345678")], "a line of 8 is fine").await;
        let seven = b"1234567\r\n".as_slice();
        expect_limit(
            8,
            seven,
            &[line("1234567")],
            "a line of 7 and a `\\r` is fine",
        )
        .await;
        let cause = "a line of 9 before its `\\n` is too long, and a `\\r` counts";
        expect_limit(8, b"123456789\n", &[too_long()], cause).await;
        expect_limit(8, b"12345678\r\n", &[too_long()], cause).await;
        let cause = "the ninth byte was there and no `\\n`, so the line is too long already, and \
                     its end may never come";
        expect_limit(8, b"123456789", &[too_long()], cause).await;
        expect_limit(8, b"12\n345678901", &[line("12"), too_long()], cause).await;
        let cause = "a `\\n` may still come, and nothing is too long yet";
        expect_limit(8, b"12345678", &[silence()], cause).await;
        let cause = "only empty lines are lines, and any other is too long";
        expect_limit(0, b"\n\na\n", &[line(""), line(""), too_long()], cause).await;
        let cause = "no line is too long";
        expect_limit(usize::MAX, b"a\r\nb", &[line("a"), silence()], cause).await;
    });
}

#[test]
fn a_line_that_is_no_text_is_an_error_and_the_next_one_comes() {
    virtual_time(async |_lab: Lab| {
        let stream = Pieces::new([bytes(
            b"good\n\xff\xfe bad\r\nnext\nhalf \xe2\x82\n\nlast\n",
        )]);
        let mut lines = Lines::new(stream, 100);
        let mut got = Vec::new();
        for _ in 0..7 {
            got.push(next(&mut lines).await);
        }
        let expected = [
            &line("good"),
            "NotText",
            &line("next"),
            "NotText",
            &line(""),
            &line("last"),
            "the end",
        ];
        expect_eq(
            got,
            expected.map(str::to_owned).into(),
            "the second and the fourth line were not UTF-8: each of them is `NotText`, and the \
             next call gives the line after it",
        );
    });
}

#[test]
fn a_line_that_is_cut_off_is_no_line() {
    virtual_time(async |_lab: Lab| {
        for half in ["half", "\r", "half\r", " ", "gr\u{fc}"] {
            let pieces = [bytes("whole\n"), bytes(half)];
            expect_eq(
                all(Pieces::new(pieces), 100).await,
                vec![line("whole"), "CutOff".to_owned()],
                format!(
                    "the stream ended after {half:?}, in the middle of a line: what is there is \
                     not a line, and not nothing either"
                ),
            );
        }
        for (sent, expected) in [
            ("", vec!["the end".to_owned()]),
            ("whole\n", vec![line("whole"), "the end".to_owned()]),
            ("\r\n", vec![line(""), "the end".to_owned()]),
        ] {
            expect_eq(
                all(Pieces::new([bytes(sent)]), 100).await,
                expected,
                format!(
                    "the stream ended after {sent:?}, which is no error: after a whole line, or \
                     with nothing in it, a stream may end"
                ),
            );
        }
    });
}

#[test]
fn what_reading_fails_with_is_told() {
    virtual_time(async |_lab: Lab| {
        let kind = io::ErrorKind::ConnectionReset;
        for before in ["", "half a li"] {
            let broken = Piece::Fails(io::Error::new(kind, "pulled out"));
            let stream = Pieces::new([bytes("good\n"), bytes(before), broken]);
            expect_eq(
                all(stream, 100).await,
                vec![line("good"), "Io(pulled out)".to_owned()],
                format!(
                    "reading failed with \"pulled out\", after one line and {before:?}: that is \
                     `Io`, with this very error in it"
                ),
            );
        }
    });
}

#[test]
fn cancelled_in_the_middle_of_a_line_nothing_is_lost() {
    cancel_at_every_await(async |lab: Lab| {
        let wait = || Piece::Wait(ms(10));
        let stream = Pieces::new([
            bytes("ADD 1"),
            wait(),
            bytes(
                "7 4\nECHO gr\u{fc}"
                    .as_bytes()
                    .split_last()
                    .map_or(&b""[..], |(_, all)| all),
            ),
            wait(),
            bytes(b"\xbc\xc3\x9fe\r"),
            wait(),
            bytes("\nA\nQUIT\n"),
        ]);
        let mut lines = Lines::new(stream, 100);
        let mut got = Vec::new();
        let reading = async {
            while let Ok(Some(line)) = lines.next().await {
                got.push(line);
            }
        };
        let _ = lab.cut(reading).await;
        // Whoever was cancelled comes back for the rest.
        while let Ok(Some(line)) = lines.next().await {
            got.push(line);
        }
        let expected = ["ADD 17 4", "ECHO gr\u{fc}\u{df}e", "A", "QUIT"];
        let length = |lines: &[String]| lines.iter().map(String::len).sum::<usize>();
        let cause = match length(&got) > length(&expected.map(str::to_owned)) {
            true => {
                "after `next` was cancelled in the middle of a line, bytes that it had read came \
                 again"
            }
            false => {
                "after `next` was cancelled in the middle of a line, the bytes that it had read \
                 were gone: they were kept in the future that was dropped"
            }
        };
        expect_eq(got, expected.map(str::to_owned).into(), cause);
    });
}

/// The server's end of a connection. It takes a few bytes at a time, and holds them back until it
/// is flushed.
struct Wire {
    inner: DuplexStream,
    held: Held,
}

#[derive(Clone, Default)]
struct Held(Arc<Mutex<Vec<u8>>>);

impl Held {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let count = buf.len().min(3);
        self.held.bytes().extend_from_slice(&buf[..count]);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let held = self.held.clone();
        let mut held = held.bytes();
        while !held.is_empty() {
            let count = ready!(Pin::new(&mut self.inner).poll_write(cx, &held))?;
            held.drain(..count);
        }
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.as_mut().poll_flush(cx))?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// Who talks to the server.
struct Client {
    stream: DuplexStream,
    held: Held,
    /// What was sent since the last answers.
    said: Vec<u8>,
}

impl Client {
    async fn say(&mut self, text: impl AsRef<[u8]>) {
        let text = text.as_ref();
        self.said.extend_from_slice(text);
        if self.stream.write_all(text).await.is_err() {
            fail(format!(
                "the server hung up in the middle of the dialogue: it did not read {:?} any more",
                String::from_utf8_lossy(text)
            ));
        }
    }

    /// Reads as many lines as are expected, and compares them.
    async fn hear(&mut self, expected: &str, cause: &str) {
        let mut answer = Vec::new();
        let reading = async {
            let is_end = |byte: &&u8| **byte == b'\n';
            while answer.iter().filter(is_end).count() < expected.lines().count() {
                answer.push(self.stream.read_u8().await?);
            }
            io::Result::Ok(())
        };
        let read = timeout(secs(60), reading).await;
        let said = std::mem::take(&mut self.said);
        let said = String::from_utf8_lossy(&said).into_owned();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let held = String::from_utf8_lossy(&self.held.bytes()).into_owned();
        match read {
            Ok(Ok(())) => expect_eq(
                answer,
                expected.to_owned(),
                format!("after {said:?} the answer was wrong: {cause}"),
            ),
            _ if !held.is_empty() => fail(format!(
                "after {said:?} the server wrote {held:?} and did not flush it, so it never came \
                 to the client: flush every answer to send it on its way"
            )),
            Ok(Err(_)) => fail(format!(
                "after {said:?} the server hung up and answered {answer:?}, where it should have \
                 answered {expected:?}: {cause}"
            )),
            Err(_) => fail(format!(
                "after {said:?} the server waited, and had sent {answer:?}, where it should have \
                 answered {expected:?}: {cause}. An answer that lies in a buffer is not sent"
            )),
        }
    }

    /// The server has nothing more to say, and hangs up.
    async fn hear_the_end(&mut self, cause: &str) {
        let mut more = Vec::new();
        let _ = timeout(secs(60), self.stream.read_to_end(&mut more)).await;
        let more = String::from_utf8_lossy(&more);
        expect_eq(more.as_ref(), "", cause);
    }
}

/// Plays the scene at the other end of a served connection; gives what `serve` returned.
async fn served(scene: impl AsyncFnOnce(Client)) -> String {
    let (stream, inner) = duplex(4096);
    let held = Held::default();
    let client = Client {
        stream,
        held: held.clone(),
        said: Vec::new(),
    };
    let server = serve(Wire { inner, held }, 100);
    let (ended, ()) = tokio::join!(ending(server), scene(client));
    ended
}

async fn ending(server: impl Future<Output = Result<(), LineError>>) -> String {
    match timeout(A_DAY * 2, server).await {
        Ok(Ok(())) => "fine".to_owned(),
        Ok(Err(error)) => told(Err(error)),
        Err(_) => "it never returned".to_owned(),
    }
}

#[test]
fn each_command_is_answered_before_the_next_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let ended = served(async |mut client| {
            client.say("ADD 2 -3\n").await;
            client
                .hear("-1\n", "it is the sum of the two numbers")
                .await;
            client.say("ADD 2 2\nECHO two\nECHO so").await;
            let cause = "two commands came whole, and of the next one only a half: the two are \
                         answered before the rest of that half is waited for";
            client.hear("4\ntwo\n", cause).await;
            sleep(A_DAY).await;
            client.say(" and so\r\nADD 1 1\nECHO \n").await;
            let cause = "a command may come in pieces, with long silence between them, or \
                         together with others, and each one gets its own answer";
            client.hear("so and so\n2\n\n", cause).await;
            client.say("QUIT\nECHO too late\n").await;
            client.hear("BYE\n", "`QUIT` is answered `BYE`").await;
            let cause = "after `BYE` nothing is answered any more";
            client.hear_the_end(cause).await;
        })
        .await;
        expect_eq(
            ended.as_str(),
            "fine",
            "the client sent `QUIT` and got its `BYE`: then `serve` returns `Ok`",
        );
    });
}

#[test]
fn a_command_may_be_as_long_as_is_allowed_in_whichever_way_it_is_served() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call of `serve` that is {way}"));
            let (stream, inner) = duplex(4096);
            let held = Held::default();
            let mut client = Client {
                stream,
                held: held.clone(),
                said: Vec::new(),
            };
            let server = lab.polled(way, serve(Wire { inner, held }, usize::MAX));
            let scene = async {
                for length in [1, 1_200, 3] {
                    sleep(ms(503)).await;
                    let text = "e".repeat(length);
                    client.say(format!("ECHO {text}\n")).await;
                    let cause = "an echo is all that stands behind the first space, as it is, \
                                 however long";
                    client.hear(&format!("{text}\n"), cause).await;
                }
                client.say("QUIT\n").await;
                client.hear("BYE\n", "`QUIT` is answered `BYE`").await;
            };
            let mut ended = String::new();
            let serving = async { ended = ending(server).await };
            apart(vec![Box::pin(serving), Box::pin(scene)]).await;
            expect_eq(
                ended.as_str(),
                "fine",
                "the client sent `QUIT` and got its `BYE`: then `serve` returns `Ok`",
            );
        }
    });
}

#[test]
fn an_echo_is_all_behind_the_space_and_a_sum_is_exact() {
    virtual_time(async |_lab: Lab| {
        let ended = served(async |mut client| {
            let most = "e".repeat(95);
            for text in [
                "a  b",
                " before",
                "after ",
                "QUIT",
                "\tü \"\\n\" 日本語",
                &most,
            ] {
                client.say(format!("ECHO {text}\n")).await;
                let cause = "an echo is all that stands behind the first space, as it is";
                client.hear(&format!("{text}\n"), cause).await;
            }
            for (numbers, sum) in [
                ("9223372036854775806 1", "9223372036854775807"),
                ("-9223372036854775807 -1", "-9223372036854775808"),
                ("9007199254740993 0", "9007199254740993"),
                ("-5 5", "0"),
            ] {
                client.say(format!("ADD {numbers}\n")).await;
                let cause = "it is the sum of the two numbers, exact for every `i64`";
                client.hear(&format!("{sum}\n"), cause).await;
            }
        });
        expect_eq(
            ended.await.as_str(),
            "fine",
            "a client that hangs up after a whole line is no error",
        );
    });
}

#[test]
fn bad_commands_are_answered_and_the_next_one_too() {
    virtual_time(async |_lab: Lab| {
        const UNKNOWN: &str = "ERR unknown command\n";
        const NUMBERS: &str = "ERR not two numbers\n";
        let ended = served(async |mut client| {
            for (line, answer) in [
                (&b"SING a song\n"[..], UNKNOWN),
                (b"\n", UNKNOWN),
                (b"echo hello\n", UNKNOWN),
                (b"quit\n", UNKNOWN),
                (b"ECHOES a\n", UNKNOWN),
                (b"ADDS 1 2\n", UNKNOWN),
                (b"QUITS\n", UNKNOWN),
                (b"ADD 1\n", NUMBERS),
                (b"ADD 1 2 3\n", NUMBERS),
                (b"ADD one two\n", NUMBERS),
                (b"ADD 1 two\n", NUMBERS),
                (b"ADD 1.5 2\n", NUMBERS),
                (b"ADD 1,2\n", NUMBERS),
                (b"ADD 9223372036854775808 -1\n", NUMBERS),
                (b"ADD 9223372036854775807 1\n", NUMBERS),
                (b"ADD -9223372036854775808 -1\n", NUMBERS),
                (b"ECHO \xff\n", "ERR not text\n"),
                (b"\xff\n", "ERR not text\n"),
                (b"ADD 2 2\n", "4\n"),
            ] {
                client.say(line).await;
                let cause = "a bad command has an answer of its own, and then the server goes on \
                             with the next line";
                client.hear(answer, cause).await;
            }
        });
        expect_eq(
            ended.await.as_str(),
            "fine",
            "the client sent some bad commands and a good one, and then hung up: that is no error",
        );
    });
}

#[test]
fn a_line_that_is_too_long_is_answered_and_ends_it() {
    virtual_time(async |_lab: Lab| {
        let ended = served(async |mut client| {
            client.say(format!("ECHO {}\n", "a".repeat(95))).await;
            let cause = "a line of 100 bytes is allowed";
            client.hear(&format!("{}\n", "a".repeat(95)), cause).await;
            client.say(format!("ECHO {}", "a".repeat(96))).await;
            let cause =
                "100 bytes are allowed, and the client is told as soon as one more is there";
            client.hear("ERR line too long\n", cause).await;
            let cause = "a line was too long, and the server answered more than that";
            client.hear_the_end(cause).await;
        });
        expect_eq(
            ended.await.as_str(),
            "TooLong",
            "a line was too long: that ends the connection, with that error",
        );
    });
}

#[test]
fn half_a_command_is_never_carried_out() {
    virtual_time(async |_lab: Lab| {
        for half in ["ADD 2 2", "QUIT", "ECHO a\r"] {
            let vanished = served(async |mut client| {
                client.say(half).await;
                let _ = client.stream.shutdown().await;
                let cause = format!(
                    "the client vanished after {half:?}, and half a command was carried out: \
                     nobody knows what was still to come"
                );
                client.hear_the_end(&cause).await;
            });
            expect_eq(
                vanished.await.as_str(),
                "CutOff",
                format!("the client vanished after {half:?}: that line is cut off"),
            );
        }
    });
}

/// The other side is gone: nothing can be sent.
struct Gone;

impl AsyncWrite for Gone {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        _buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Err(io::Error::new(io::ErrorKind::BrokenPipe, "gone")))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[test]
fn a_stream_that_fails_ends_it_with_the_error() {
    virtual_time(async |_lab: Lab| {
        let kind = io::ErrorKind::ConnectionReset;
        let broken = Piece::Fails(io::Error::new(kind, "pulled out"));
        let reading = Pieces::new([bytes("ECHO a\n"), broken]);
        expect_eq(
            ending(serve(join(reading, sink()), 100)).await.as_str(),
            "Io(pulled out)",
            "reading failed with \"pulled out\" after a whole line: `serve` returns `Io`, with that \
             error",
        );
        let commands = Pieces::new([bytes("ECHO a\nADD 1 2\n")]);
        expect_eq(
            ending(serve(join(commands, Gone), 100)).await.as_str(),
            "Io(gone)",
            "writing the first answer failed with \"gone\": `serve` returns `Io`, with that error",
        );
    });
}
