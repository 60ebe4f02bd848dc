//! `line_protocol`: lines, however the packets fall, and a server that answers them.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
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
use tokio::time::{Duration, sleep, timeout};

use super::apart::apart;
use super::aside::aside;
use super::basics::Basics;
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

/// What does not hold of a line or two, if anything does not.
async fn looked_at() -> Option<String> {
    let of = async |sent: &[u8]| all(Pieces::new([bytes(sent)]), 100).await;
    let end = || "the end".to_owned();
    let got = of(b"one\ntwo\n").await;
    if got != [line("one"), line("two"), end()] {
        return Some(match got.as_slice() {
            [first, second, ..] if *first == line("one") && *second != line("two") => format!(
                "\"one\\ntwo\\n\" came in one packet, and after the first line came {second}: what had \
                 been read behind the first was lost, and has to be kept for the next call; a packet may \
                 hold half a line, one, or several"
            ),
            [first, ..] if *first == line("one\ntwo") => {
                "\"one\\ntwo\\n\" came in one packet, and was given as one line: a packet may hold half a \
                 line, one, or several, and a line ends at its `\\n`"
                    .to_owned()
            }
            [first, second, third] if *first == line("one") && *second == line("two") => format!(
                "the stream ended after a whole line, and `next` gave {third}: that is no error, but the \
                 end, `None`"
            ),
            got => format!(
                "\"one\\ntwo\\n\" came in one packet, and this was given: {}",
                got.join(", ")
            ),
        });
    }
    let pieces = [bytes("on"), Piece::Wait(ms(10)), bytes("e\n")];
    let got = all(Pieces::new(pieces), 100).await;
    if got[0] != line("one") {
        return Some(format!(
            "\"one\\n\" came in two packets, \"on\" and \"e\\n\", and `next` gave {}: a packet may hold half a \
             line, one, or several, and a line ends at its `\\n`",
            got[0]
        ));
    }
    for (sent, should, why) in [
        (
            " one \n",
            " one ",
            "nothing but its `\\n` or `\\r\\n` is taken off a line",
        ),
        (
            "one\r\n",
            "one",
            "the `\\r` before a `\\n` is part of the line's end, and is taken off",
        ),
        (
            "one\r\r\n",
            "one\r",
            "only one `\\r` before a `\\n` is part of the line's end, and any other belongs to the line",
        ),
    ] {
        let got = of(sent.as_bytes()).await;
        if got[0] != line(should) {
            return Some(format!("{sent:?} came, and `next` gave {}: {why}", got[0]));
        }
    }
    let got = of(b"").await;
    if got[0] != end() {
        return Some(format!(
            "the stream ended with nothing in it, which is no error, and `next` gave {}",
            got[0]
        ));
    }
    let got = of(b"half").await;
    (got[0] != "CutOff").then(|| {
        format!(
            "the stream ended after \"half\", in the middle of a line, and `next` gave {}: that is not a \
             line, and not nothing either, but `CutOff`",
            got[0]
        )
    })
}

const BASICS: Basics = Basics(broken);

/// What does not hold of a line or two, if anything does not: whatever else fails then may fail for
/// that reason.
fn broken() -> Option<String> {
    aside(looked_at)
}

/// A text as it is sent, or its ends and its length.
fn brief(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    match all.len() {
        0..=60 => format!("{text:?}"),
        _ => format!(
            "{:?} … {:?} of {} bytes",
            all[..20].iter().collect::<String>(),
            all[all.len() - 5..].iter().collect::<String>(),
            text.len()
        ),
    }
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
        BASICS.equal(
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
            BASICS.equal(
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
            BASICS.equal(
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
            let why = match count > 8 * 1024 {
                true => "no more than 8 KiB are read ahead at a time",
                false => "a line that is too long is refused when one byte too many is there",
            };
            BASICS.fails(format!(
                "the memory fills: {count} bytes were read in one go, {} in all, from a stream in which \
                 {} were enough to tell; {why}",
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
            BASICS.equal(
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
            BASICS.equal(
                next(&mut lines).await,
                line("12345678"),
                format!("line {} of many equal ones came out wrong", n + 1),
            );
        }
    });
}

/// Lines that are there, and how far they are needed: up to the end of the line that is asked for.
struct Measured {
    text: Vec<u8>,
    given: usize,
    /// So much is given at one read at the most.
    at_once: usize,
    needed: Arc<AtomicUsize>,
}

impl AsyncRead for Measured {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let begin = self.given;
        let count = buf
            .remaining()
            .min(self.at_once)
            .min(self.text.len() - begin);
        self.given += count;
        let needed = self.needed.load(Ordering::SeqCst);
        let ahead = self.given.saturating_sub(needed);
        if ahead > 8 * 1024 {
            let why = match count > 8 * 1024 {
                true => {
                    "a read takes as much as there is room for, and in a buffer that grows there is often \
                     more than was asked for"
                }
                false => "read on when the line that is asked for needs it",
            };
            BASICS.fails(format!(
                "for a line that ended after {needed} bytes of the stream, {} were taken from it, the last \
                 {count} in one read: {ahead} bytes were read ahead, and 8 KiB are the most; {why}",
                self.given
            ));
        }
        buf.put_slice(&self.text[begin..begin + count]);
        Poll::Ready(Ok(()))
    }
}

#[test]
fn however_many_lines_came_before_little_is_read_ahead() {
    for_seeds(12, async |lab: Lab| {
        let mut draw = lab.draw();
        // No line is so long that half of it, and what may be read ahead, would need more room.
        let most = [10, 60, 1_000][draw.size(0..=2)];
        let at_once = [1 << 20, 8 * 1024, 5_000, 700][draw.size(0..=3)];
        let (mut sent, mut texts) = (Vec::new(), Vec::new());
        while sent.len() < 40_000 {
            let text = "a".repeat(draw.size(0..=most));
            sent.extend_from_slice(format!("{text}\n").as_bytes());
            texts.push(text);
        }
        let needed = Arc::new(AtomicUsize::new(0));
        let stream = Measured {
            text: sent,
            given: 0,
            at_once,
            needed: Arc::clone(&needed),
        };
        let mut lines = Lines::new(stream, most);
        for (n, text) in texts.iter().enumerate() {
            needed.fetch_add(text.len() + 1, Ordering::SeqCst);
            BASICS.equal(
                next(&mut lines).await,
                line(text),
                format!("line {} of {} came out wrong", n + 1, texts.len()),
            );
        }
        needed.fetch_add(1, Ordering::SeqCst);
        BASICS.equal(
            next(&mut lines).await,
            "the end".to_owned(),
            "all lines had come, and the stream had ended",
        );
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
                BASICS.fails(format!(
                    "lines may have {longest} bytes, and two lines of {} came, which is fine; they \
                     were given as {:.90}",
                    fits.len(),
                    format!("{got:?}")
                ));
            }
            if longest < 5_000 {
                let stream = Pieces::new([bytes(format!("{fits}\n{fits}a\n"))]);
                let last = all(stream, longest).await.pop().unwrap_or_default();
                if last != "TooLong" {
                    BASICS.fails(format!(
                        "lines may have {longest} bytes, and after a line of that length one came with \
                         a byte more, which is too long; then came {last:.60}"
                    ));
                }
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
    BASICS.equal(
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
        let what = "the second and the fourth line of six were not UTF-8";
        if got[1].contains('\u{fffd}') {
            BASICS.fails(format!(
                "{what}, and for the second came {}: what is no text was replaced by U+FFFD, and given \
                 as a line; each of them is `NotText`",
                got[1]
            ));
        }
        if got[1..3].iter().all(|one| one == "NotText") {
            BASICS.fails(format!(
                "{what}; the second was told as `NotText`, and the call after that gave `NotText` again, \
                 where the next call gives the line after it: the bytes of a bad line have to be taken \
                 out as well"
            ));
        }
        BASICS.equal(
            got,
            expected.map(str::to_owned).into(),
            format!("{what}: each of them is `NotText`, and the next call gives the line after it"),
        );
    });
}

#[test]
fn a_line_that_is_cut_off_is_no_line() {
    virtual_time(async |_lab: Lab| {
        for half in ["half", "\r", "half\r", " ", "gr\u{fc}"] {
            let pieces = [bytes("whole\n"), bytes(half)];
            let got = all(Pieces::new(pieces), 100).await;
            let then = got.get(1).map_or("nothing", String::as_str);
            if got[0] == line("whole") && then != "CutOff" {
                BASICS.fails(format!(
                    "the stream ended after {half:?}, in the middle of a line, and `next` gave {then}: \
                     what is there is not a line, and not nothing either, but `CutOff`"
                ));
            }
            BASICS.equal(
                got,
                vec![line("whole"), "CutOff".to_owned()],
                format!("the stream ended after {half:?}, in the middle of a line"),
            );
        }
        for (sent, expected) in [
            ("", vec!["the end".to_owned()]),
            ("whole\n", vec![line("whole"), "the end".to_owned()]),
            ("\r\n", vec![line(""), "the end".to_owned()]),
        ] {
            BASICS.equal(
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
            BASICS.equal(
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
        let sent = length(&expected.map(str::to_owned));
        let cause = match length(&got).cmp(&sent) {
            std::cmp::Ordering::Greater => {
                "after `next` was cancelled in the middle of a line, bytes that it had read came again"
            }
            std::cmp::Ordering::Less => {
                "after `next` was cancelled in the middle of a line, the bytes that it had read were \
                 gone: they were kept in the future that was dropped"
            }
            std::cmp::Ordering::Equal => {
                "`next` was cancelled in the middle of a line, and these lines came in all"
            }
        };
        BASICS.equal(got, expected.map(str::to_owned).into(), cause);
    });
}

/// The server's end of a connection. It takes a few bytes at a time, and holds them back until it
/// is flushed.
struct Wire {
    inner: DuplexStream,
    held: Held,
}

#[derive(Clone, Default)]
struct Held {
    bytes: Arc<Mutex<Vec<u8>>>,
    /// What a write was given and did not take, and whether that was never given again.
    left: Arc<Mutex<(Vec<u8>, bool)>>,
}

impl Held {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn left(&self) -> MutexGuard<'_, (Vec<u8>, bool)> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A write is given these bytes, and takes so many of them.
    fn takes(&self, all: &[u8], count: usize) {
        let (left, is_lost) = &mut *self.left();
        if !all.starts_with(left) && !left.starts_with(all) {
            *is_lost = true;
        }
        *left = all[count..].to_vec();
    }

    /// Whether something was written in part, and the rest never.
    fn has_lost(&self) -> bool {
        let (left, is_lost) = &*self.left();
        *is_lost || !left.is_empty()
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
        self.held.takes(buf, count);
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
        let said = brief(&String::from_utf8_lossy(&said));
        let answer = String::from_utf8_lossy(&answer).into_owned();
        if matches!(read, Ok(Ok(()))) && answer == expected {
            return;
        }
        let held = String::from_utf8_lossy(&self.held.bytes()).into_owned();
        if self.held.has_lost() {
            fail(format!(
                "after {said} the server wrote its answer, {}, and only a part of that was taken: a write \
                 may take less than it is given, and tells how much; the rest has to be written, too, as \
                 `write_all` does",
                brief(expected)
            ));
        }
        if !held.is_empty() {
            fail(format!(
                "after {said} the server wrote {} and did not flush it, so it never came to the \
                 client: flush every answer to send it on its way",
                brief(&held)
            ));
        }
        match read {
            Ok(Ok(())) => expect_eq(
                answer,
                expected.to_owned(),
                format!("after {said} the answer was wrong: {cause}"),
            ),
            Ok(Err(_)) => fail(format!(
                "after {said} the server hung up and answered {}, where it should have answered {}: \
                 {cause}",
                brief(&answer),
                brief(expected)
            )),
            Err(_) if format!("{answer}\n") == expected => fail(format!(
                "after {said} the server answered {}, without the `\\n` at the end of it: a client waits \
                 for that",
                brief(&answer)
            )),
            Err(_) => {
                // What lay in a buffer comes when all is over.
                let mut more = Vec::new();
                let _ = self.stream.shutdown().await;
                let _ = timeout(secs(60), self.stream.read_to_end(&mut more)).await;
                let all = answer.clone() + &String::from_utf8_lossy(&more);
                let why = match all.starts_with(expected) {
                    true => format!(
                        "it came only when the client had hung up: it lay in a buffer of the server's \
                         own, and has to be flushed before the next command is waited for; {cause}"
                    ),
                    false => cause.to_owned(),
                };
                fail(format!(
                    "after {said} the server waited, and had sent {}, where it should have answered {}: \
                     {why}",
                    brief(&answer),
                    brief(expected)
                ))
            }
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
    ending_within(A_DAY * 2, server).await
}

async fn ending_within(
    limit: Duration,
    server: impl Future<Output = Result<(), LineError>>,
) -> String {
    match timeout(limit, server).await {
        Ok(Ok(())) => "Ok".to_owned(),
        Ok(Err(error)) => told(Err(error)),
        Err(_) => "it never returned".to_owned(),
    }
}

/// What `serve` should have returned.
#[track_caller]
fn returned(ended: &str, expected: &str, what: &str) {
    if ended != expected {
        fail(match ended {
            "it never returned" => {
                format!("{what}, and `serve` did not return, where it should return {expected}")
            }
            ended => {
                format!("{what}, and `serve` returned {ended}, where it should return {expected}")
            }
        });
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
            let cause = "this came after the `BYE`: after `BYE` nothing is answered any more";
            client.hear_the_end(cause).await;
        })
        .await;
        returned(&ended, "Ok", "the client sent `QUIT` and got its `BYE`");
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
        returned(
            &ended.await,
            "Ok",
            "a client hung up after a whole line, which is no error",
        );
    });
}

#[test]
fn bad_commands_are_answered_and_the_next_one_too() {
    virtual_time(async |_lab: Lab| {
        const UNKNOWN: &str = "ERR unknown command\n";
        const NUMBERS: &str = "ERR not two numbers\n";
        let ended = served(async |mut client| {
            for (line, answer, why) in [
                (&b"SING a song\n"[..], UNKNOWN, "there is no such command"),
                (b"\n", UNKNOWN, "an empty line is no command"),
                (b"echo hello\n", UNKNOWN, "a command is written in capitals"),
                (b"quit\n", UNKNOWN, "a command is written in capitals"),
                (
                    b"ECHOES a\n",
                    UNKNOWN,
                    "that is another word, which only begins like a command",
                ),
                (
                    b"ADDS 1 2\n",
                    UNKNOWN,
                    "that is another word, which only begins like a command",
                ),
                (
                    b"QUITS\n",
                    UNKNOWN,
                    "that is another word, which only begins like a command",
                ),
                (b"ADD 1\n", NUMBERS, "there is one number only"),
                (b"ADD 1 2 3\n", NUMBERS, "there are three numbers"),
                (b"ADD one two\n", NUMBERS, "words are no numbers"),
                (b"ADD 1 two\n", NUMBERS, "a word is no number"),
                (b"ADD 1.5 2\n", NUMBERS, "1.5 is no `i64`"),
                (
                    b"ADD 1,2\n",
                    NUMBERS,
                    "there is a comma between them, and no space",
                ),
                (
                    b"ADD 9223372036854775808 -1\n",
                    NUMBERS,
                    "the first is one more than an `i64` can be",
                ),
                (
                    b"ADD 9223372036854775807 1\n",
                    NUMBERS,
                    "the sum does not fit an `i64`",
                ),
                (
                    b"ADD -9223372036854775808 -1\n",
                    NUMBERS,
                    "the sum does not fit an `i64`",
                ),
                (
                    b"ECHO \xff\n",
                    "ERR not text\n",
                    "it is not UTF-8, and the server goes on after it",
                ),
                (
                    b"\xff\n",
                    "ERR not text\n",
                    "it is not UTF-8, and the server goes on after it",
                ),
                (
                    b"ADD 2 2\n",
                    "4\n",
                    "after bad commands the server goes on with the next line",
                ),
            ] {
                client.say(line).await;
                client.hear(answer, why).await;
            }
        });
        let what = "the client sent some bad commands and a good one, and then hung up after a whole \
                    line, which is no error";
        returned(&ended.await, "Ok", what);
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
        let what = "a line was too long, and the client was told so, which ends it with that error";
        returned(&ended.await, "TooLong", what);
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
            let what = format!(
                "the client vanished after {half:?}, in the middle of a line: that line is cut off"
            );
            returned(&vanished.await, "CutOff", &what);
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
        let what = "reading failed with \"pulled out\" after a whole line";
        returned(
            &ending(serve(join(reading, sink()), 100)).await,
            "Io(pulled out)",
            what,
        );
        let commands = Pieces::new([bytes("ECHO a\nADD 1 2\n")]);
        let what = "writing the first answer failed with \"gone\"";
        returned(
            &ending(serve(join(commands, Gone), 100)).await,
            "Io(gone)",
            what,
        );
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
            BASICS.equal(
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
            let serving = async { ended = ending_within(secs(600), server).await };
            apart(vec![Box::pin(serving), Box::pin(scene)]).await;
            returned(&ended, "Ok", "the client sent `QUIT` and got its `BYE`");
        }
    });
}
