//! `frames_in_select`: no byte is lost, whatever comes in between.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use async_katas::c20_cancel_safety::frames_in_select::{Connection, Event, FrameError};
use lab::timeline::short;
use lab::{
    A_DAY, FarEnd, Lab, Pipe, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time,
};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::task::coop::poll_proceed;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{Duration, Instant, Sleep, sleep, timeout};

use super::aside::aside;
use super::basics::Basics;
use super::pieces::{Piece, Pieces, bytes};

/// What came, in words: what the answer's own types say of themselves is no evidence.
fn told(event: Result<Option<Event>, FrameError>) -> String {
    match event {
        Ok(Some(Event::Frame(body))) => frame(&body),
        Ok(Some(Event::Tick)) => "tick".to_owned(),
        Ok(None) => "the end".to_owned(),
        Err(FrameError::TooLong) => "TooLong".to_owned(),
        Err(FrameError::CutOff) => "CutOff".to_owned(),
        Err(FrameError::Io(error)) => format!("Io({})", in_words(&error)),
    }
}

/// An error of reading: its kind, and what it was made of.
fn in_words(error: &io::Error) -> String {
    let kind = error.kind();
    match (error.raw_os_error(), error.get_ref()) {
        (Some(code), _) => format!("{kind:?}, number {code} of the system"),
        (None, Some(inside)) => format!("{kind:?}, \"{inside}\""),
        (None, None) => format!("{kind:?}"),
    }
}

fn frame(body: &[u8]) -> String {
    match body.len() {
        0..=40 => format!("frame \"{}\"", body.escape_ascii()),
        length => format!(
            "frame of {length} bytes, {:?}",
            body.iter().map(|byte| u64::from(*byte)).sum::<u64>()
        ),
    }
}

/// The bytes of a frame with this body.
fn whole(body: &[u8]) -> Vec<u8> {
    let length =
        u32::try_from(body.len()).unwrap_or_else(|_| fail("a body of the test is too long"));
    [&length.to_be_bytes()[..], body].concat()
}

/// Everything with its instant, up to the end, to an error, or to so many events.
async fn events(
    lab: &Lab,
    connection: &mut Connection<Pipe>,
    at_most: usize,
) -> Vec<(Duration, String)> {
    let mut all = Vec::new();
    while all.len() < at_most {
        let event = timeout(A_DAY * 400, connection.next()).await;
        let event = event.map_or("nothing, for ever".to_owned(), told);
        let goes_on = event == "tick" || event.starts_with("frame");
        all.push((lab.now(), event));
        if !goes_on {
            break;
        }
    }
    all
}

const HI: &[u8] = b"\x00\x00\x00\x02hi";

/// What comes of these pieces, and when since `new`.
async fn of(pieces: Vec<Piece>, every: Duration) -> Vec<(Duration, String)> {
    let began = Instant::now();
    let mut connection = Connection::new(Pieces::new(pieces), every, 100);
    let mut all = Vec::new();
    while all.len() < 10 {
        let event = timeout(secs(60), connection.next()).await;
        let event = event.map_or("nothing, for ever".to_owned(), told);
        let goes_on = event == "tick" || event.starts_with("frame");
        all.push((began.elapsed(), event));
        if !goes_on {
            break;
        }
    }
    all
}

/// How much of `HI` had been read, in words.
fn read(bytes: usize) -> &'static str {
    match bytes {
        0..4 => "two bytes of its length",
        4 => "its length",
        _ => "its length and one byte of its body",
    }
}

/// What does not hold of a frame or two, if anything does not.
async fn looked_at() -> Option<String> {
    let never = secs(60 * 30);
    let hi = frame(b"hi");
    // A frame in one piece.
    let (got, _) = apart(&of(vec![bytes(HI)], never).await);
    if got[0] != hi {
        let (turned, _) = apart(&of(vec![bytes(b"\x02\x00\x00\x00hi")], never).await);
        return Some(match turned[0] == hi {
            true => {
                "the length of a frame was read with its lowest byte first: it is a number of four \
                     bytes with the highest one first"
                    .to_owned()
            }
            false => {
                let drips = HI
                    .iter()
                    .flat_map(|byte| [Piece::Wait(ms(1)), bytes([*byte])]);
                let (dripped, _) = apart(&of(drips.collect(), never).await);
                let why = match dripped[0] == hi {
                    true => {
                        ", though it gives that frame when its bytes come one by one: what had been \
                         read behind the first bytes was lost, and has to be kept in the connection"
                    }
                    false => "",
                };
                format!(
                    "a whole frame came in one piece, and `next` gave {}{why}",
                    got[0]
                )
            }
        });
    }
    if got[1] != "the end" {
        return Some(format!(
            "the stream ended after a whole frame, and `next` gave {}, where it should give `None`: that \
             is no error, but the end",
            got[1]
        ));
    }
    let (got, _) = apart(&of(vec![bytes([0; 4])], never).await);
    if got[0] != frame(b"") {
        return Some(format!(
            "a frame with an empty body came, and `next` gave {}: that is a frame like any other",
            got[0]
        ));
    }
    let (got, _) = apart(&of(vec![bytes([HI, b"\x00\x00\x00\x03you"].concat())], never).await);
    if got[1] != frame(b"you") {
        return Some(format!(
            "two frames came in one piece, and after the first one `next` gave {}: what had been read \
             behind the first was lost, and belongs to the second; whatever was read is kept in the \
             connection, and not in the call",
            got[1]
        ));
    }
    let wait = |time| Piece::Wait(ms(time));
    let (got, _) = apart(&of(vec![bytes(&HI[..5]), wait(15), bytes(&HI[5..])], never).await);
    if got[0] != hi {
        return Some(format!(
            "a frame came in two pieces, and `next` gave {}",
            got[0]
        ));
    }
    // A tick in the middle.
    for cut in [2, 4, 5] {
        let pieces = vec![bytes(&HI[..cut]), wait(15), bytes(&HI[cut..]), wait(1)];
        let (got, ticks) = apart(&of(pieces, ms(10)).await);
        if ticks != [ms(10)] {
            return Some(format!(
                "a tick was due after 10ms, when {} had been read of a frame, the rest of which came \
                 after 15ms, and {}: the clock has to be waited for in the middle of a frame as well",
                read(cut),
                match ticks.first() {
                    Some(at) => format!("it came after {}", short(*at)),
                    None => "no tick came".to_owned(),
                }
            ));
        }
        if got[0] != hi {
            return Some(format!(
                "a tick came when {} had been read of a frame, and after the tick `next` gave {} in \
                 place of the frame: what had been read by then was lost; \
                 it has to be kept in the connection, and not in the call",
                read(cut),
                got[0]
            ));
        }
    }
    // A call that is dropped in the middle.
    for cut in [2, 4, 5] {
        let pieces = vec![bytes(&HI[..cut]), wait(15), bytes(&HI[cut..])];
        let mut connection = Connection::new(Pieces::new(pieces), never, 100);
        let _dropped = timeout(ms(5), connection.next()).await;
        let next = timeout(secs(60), connection.next()).await;
        let next = next.map_or("nothing, for ever".to_owned(), told);
        if next != hi {
            return Some(format!(
                "a call of `next` was dropped when {} had been read of a frame, and the next call gave \
                 {next} in place of the frame: what had been read was lost with the future",
                read(cut)
            ));
        }
    }
    // The clock.
    let mut more_often: Vec<Piece> = (0..4).flat_map(|_| [wait(4), bytes([0; 4])]).collect();
    more_often.push(wait(1));
    let (_, ticks) = apart(&of(more_often, ms(10)).await);
    if ticks != [ms(10)] {
        return Some(format!(
            "a frame came every 4ms, a tick was due after 10ms, and {}: the time to the next tick \
             began anew with each call of `next`, and has to go on from one call to the next",
            match ticks.first() {
                Some(at) => format!("it came after {}", short(*at)),
                None => "none came".to_owned(),
            }
        ));
    }
    let (got, ticks) = apart(&of(vec![wait(35)], ms(10)).await);
    if ticks != [ms(10), ms(20), ms(30)] {
        let ticks: Vec<_> = ticks.into_iter().map(short).collect();
        return Some(format!(
            "nothing came, a tick was due every 10ms, and the ticks came after {}",
            ticks.join(", ")
        ));
    }
    if got[0] != "the end" {
        return Some(format!(
            "the stream ended with nothing in it, and `next` gave {}",
            got[0]
        ));
    }
    for cut in [2, 4, 5] {
        let (got, _) = apart(&of(vec![bytes(&HI[..cut])], never).await);
        if got[0] != "CutOff" {
            return Some(format!(
                "the stream ended when {} had been read of a frame, and `next` gave {}: that is not \
                 the end of the frames, but `CutOff`",
                read(cut),
                got[0]
            ));
        }
    }
    let broken = Piece::Fails(io::Error::other("pulled out"));
    let (got, _) = apart(&of(vec![broken], never).await);
    (got[0] != "Io(Other, \"pulled out\")").then(|| {
        format!(
            "reading failed with \"pulled out\", and `next` gave {}: that is `Io`, with this very error",
            got[0]
        )
    })
}

const BASICS: Basics = Basics(broken);

/// What does not hold of a frame or two, if anything does not: whatever else fails then may fail for
/// that reason.
fn broken() -> Option<String> {
    aside(looked_at)
}

/// What is no tick, and the instants of the ticks.
fn apart(events: &[(Duration, String)]) -> (Vec<String>, Vec<Duration>) {
    let (ticks, others): (Vec<_>, Vec<_>) = events.iter().partition(|(_, event)| event == "tick");
    let others = others.into_iter().map(|(_, event)| event.clone());
    (
        others.collect(),
        ticks.into_iter().map(|(at, _)| *at).collect(),
    )
}

/// Says what differs: frames, ticks, or when something came.
fn expect_events(
    got: &[(Duration, String)],
    expected: &[(Duration, String)],
    what: &str,
    lost: &str,
) {
    if got == expected {
        return;
    }
    BASICS.hold();
    let ((frames, ticks), (all, due)) = (apart(got), apart(expected));
    if frames != all {
        expect_eq(frames, all, format!("{what}, and this came of it; {lost}"));
    }
    if ticks != due {
        expect_eq(
            ticks,
            due,
            format!(
                "{what}, and the ticks came at other instants than those at which they were due"
            ),
        );
    }
    expect_eq(
        got,
        expected,
        format!("{what}, and not each frame came when its last byte was there"),
    );
}

/// Bytes that come one after the other at drawn instants, with ticks every so often, and what has to
/// come of it.
fn drips(lab: &Lab, far: &FarEnd, every: Duration) -> Vec<(Duration, String)> {
    let mut draw = lab.draw();
    let (mut now, mut expected) = (Duration::ZERO, Vec::new());
    for _ in 0..draw.size(1..=5) {
        let body: Vec<u8> = (0..draw.size(0..=9))
            .map(|_| *draw.pick(&[0, 0, 1, 2, b'a', b'z', 255]))
            .collect();
        let all = whole(&body);
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            // Never at the instant of a tick, where either may be first.
            now += draw.off_grid(ms(1)..=ms(90));
            while now.as_millis().is_multiple_of(every.as_millis()) {
                now += ms(1);
            }
            let (piece, after) = rest.split_at(draw.size(1..=rest.len().min(6)));
            far.sends_at(now, piece);
            rest = after;
        }
        expected.push((now, frame(&body)));
    }
    far.ends_at(now);
    expected.push((now, "the end".to_owned()));
    let ticks = (1..).map(|n| every * n).take_while(|tick| *tick < now);
    expected.extend(ticks.map(|tick| (tick, "tick".to_owned())));
    expected.sort_by_key(|(at, _)| *at);
    expected
}

#[test]
fn frames_come_whole_whatever_ticks_come_between() {
    for_seeds(40, async |lab: Lab| {
        let every = lab.draw().off_grid(ms(11)..=ms(99));
        let (near, far) = lab.pipe();
        let expected = drips(&lab, &far, every);
        lab.case(format!("a tick every {}", short(every)));
        let mut connection = Connection::new(near, every, 100);
        let got = events(&lab, &mut connection, expected.len() + 20).await;
        expect_events(
            &got,
            &expected,
            "frames came in pieces, with ticks between them",
            "what had been read of a frame when a tick came was lost, or taken for something else",
        );
    });
}

#[test]
fn a_tick_between_two_bytes_loses_neither() {
    virtual_time(async |lab: Lab| {
        let (near, far) = lab.pipe();
        let (mut at, mut expected) = (ms(5), Vec::new());
        for body in [&b"hi"[..], b"", b"\x00\x00\x00\x01x"] {
            for byte in whole(body) {
                far.sends_at(at, [byte]);
                expected.push((at + ms(5), "tick".to_owned()));
                at += ms(10);
            }
            expected.push((at - ms(10), frame(body)));
        }
        far.ends_at(at);
        expected.push((at, "the end".to_owned()));
        expected.sort_by_key(|(at, _)| *at);
        let mut connection = Connection::new(near, ms(10), 100);
        let got = events(&lab, &mut connection, expected.len() + 20).await;
        expect_events(
            &got,
            &expected,
            "bytes came one by one, with a tick between any two",
            "what had been read of a frame when a tick came was lost",
        );
    });
}

#[test]
fn dropped_anywhere_it_goes_on_as_if_nothing_had_been() {
    cancel_at_every_await(async |lab: Lab| {
        let (near, far) = lab.pipe();
        let pieces: [(Duration, &[u8]); 6] = [
            (ms(13), &[0, 0]),
            (ms(25), &[0, 3, b'a']),
            (ms(46), b"b"),
            (ms(58), &[b'c', 0, 0, 0, 0, 0]),
            (ms(71), &[0, 0, 1]),
            (ms(84), b"z"),
        ];
        for (at, piece) in pieces {
            far.sends_at(at, piece);
        }
        far.ends_at(ms(99));
        let expected: Vec<(Duration, String)> = [
            (20, "tick".to_owned()),
            (40, "tick".to_owned()),
            (58, frame(b"abc")),
            (58, frame(b"")),
            (60, "tick".to_owned()),
            (80, "tick".to_owned()),
            (84, frame(b"z")),
            (99, "the end".to_owned()),
        ]
        .map(|(at, event)| (ms(at), event))
        .into();
        let mut connection = Connection::new(near, ms(20), 100);
        // Several calls in one future, any of which may be the one that is dropped.
        let first = async {
            for _ in 0..3 {
                lab.say(told(connection.next().await));
            }
        };
        let dropped = lab.cut(first).await.is_none();
        let mut got = lab.said();
        got.extend(events(&lab, &mut connection, expected.len() + 20).await);
        let what = match dropped {
            true => "a call of `next` was dropped while it waited, and followed by others",
            false => "`next` was called again and again",
        };
        let lost = "what the call had read of a frame was lost with it";
        expect_events(&got, &expected, what, lost);
    });
}

#[test]
fn several_frames_may_come_in_one_piece() {
    virtual_time(async |lab: Lab| {
        let bodies = [&b"one"[..], b"", b"two", b"", b"", b"\xff\x00"];
        let all: Vec<u8> = bodies.iter().flat_map(|body| whole(body)).collect();
        for cut in [0, 3, 4, 6, 8] {
            lab.case(format!(
                "six frames in two pieces, the first of {cut} bytes"
            ));
            let began = lab.now();
            let (near, far) = lab.pipe();
            far.sends_at(began, &all[..cut]);
            far.sends_at(began + ms(10), &all[cut..]);
            far.ends_at(began + ms(20));
            let mut connection = Connection::new(near, secs(1), 100);
            let got = events(&lab, &mut connection, 20).await;
            let mut expected: Vec<(Duration, String)> = bodies
                .iter()
                .map(|body| (began + ms(10), frame(body)))
                .collect();
            // The first frame has seven bytes.
            if cut >= 7 {
                expected[0].0 = began;
            }
            expected.push((began + ms(20), "the end".to_owned()));
            expect_events(
                &got,
                &expected,
                "several frames came in one piece",
                "what stands behind a frame in the same piece belongs to the next one, and an empty \
                 body is a frame, too",
            );
        }
    });
}

#[test]
fn frames_that_come_more_often_hold_up_no_tick() {
    virtual_time(async |lab: Lab| {
        let (near, far) = lab.pipe();
        let mut expected = Vec::new();
        for n in 1..=50 {
            far.sends_at(ms(7) * n, whole(b"x"));
            expected.push((ms(7) * n, frame(b"x")));
        }
        far.ends_at(ms(351));
        expected.push((ms(351), "the end".to_owned()));
        expected.extend((1..=6).map(|n| (ms(51) * n, "tick".to_owned())));
        expected.sort_by_key(|(at, _)| *at);
        let mut connection = Connection::new(near, ms(51), 100);
        let got = events(&lab, &mut connection, 200).await;
        expect_events(
            &got,
            &expected,
            "a frame came every 7ms, and a tick was due every 51ms",
            "each frame is given once",
        );
    });
}

#[test]
fn it_waits_a_day_with_ticks_and_without() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 1000);
        let hours = |n| secs(3600) * n;
        // More milliseconds than 32 bits can count as well.
        let month = A_DAY * 30;
        for (every, after, ticks) in [
            (hours(5), A_DAY, 4),
            (Duration::MAX, A_DAY, 0),
            (month * 3, month * 10, 3),
        ] {
            lab.case(format!(
                "a frame after {after:?}, and a tick every {every:?}"
            ));
            let began = lab.now();
            let (near, far) = lab.pipe();
            far.sends_at(began + ms(3), [0, 0]);
            far.sends_at(began + after, [0, 1, b'x']);
            far.ends_at(began + after);
            let mut expected: Vec<(Duration, String)> = (1..=ticks)
                .map(|n| (began + every * n, "tick".to_owned()))
                .collect();
            expected.push((began + after, frame(b"x")));
            expected.push((began + after, "the end".to_owned()));
            let mut connection = Connection::new(near, every, 100);
            let got = events(&lab, &mut connection, 50).await;
            expect_events(
                &got,
                &expected,
                "the second half of a frame came long after the first one",
                "a frame may take its time",
            );
        }
    });
}

#[test]
fn a_frame_that_is_cut_off_is_not_the_end() {
    virtual_time(async |lab: Lab| {
        let cases: [(&[u8], Vec<String>); 8] = [
            (b"", vec!["the end".to_owned()]),
            (b"\x00\x00\x00\x00", vec![frame(b""), "the end".to_owned()]),
            (
                b"\x00\x00\x00\x02hi",
                vec![frame(b"hi"), "the end".to_owned()],
            ),
            (b"\x00", vec!["CutOff".to_owned()]),
            (b"\x00\x00\x00", vec!["CutOff".to_owned()]),
            (b"\x00\x00\x00\x01", vec!["CutOff".to_owned()]),
            (b"\x00\x00\x00\x02h", vec!["CutOff".to_owned()]),
            (
                b"\x00\x00\x00\x02hi\x00",
                vec![frame(b"hi"), "CutOff".to_owned()],
            ),
        ];
        for (sent, expected) in cases {
            let (near, far) = lab.pipe();
            far.sends(sent);
            far.ends_at(lab.now());
            let mut connection = Connection::new(near, secs(60), 100);
            let (got, _) = apart(&events(&lab, &mut connection, 10).await);
            let how = match expected.last().map(String::as_str) {
                Some("CutOff") if got.last().is_some_and(|last| last == "the end") => {
                    "in the middle of a frame, and that was taken for the end: it is `CutOff`"
                }
                Some("CutOff") => "in the middle of a frame, which is `CutOff`",
                _ => "after a whole frame or with nothing in it, which is the end",
            };
            BASICS.equal(
                got,
                expected,
                format!("the stream ended after \"{}\", {how}", sent.escape_ascii()),
            );
        }
    });
}

#[test]
fn a_length_that_is_too_much_is_told_at_once() {
    virtual_time(async |lab: Lab| {
        let mut cases = vec![
            (5, 5, true),
            (5, 6, false),
            (0, 0, true),
            (0, 1, false),
            (255, 256, false),
            (70_000, u32::MAX, false),
            (usize::MAX, u32::MAX, true),
        ];
        // What fits into so many bits, one less and one more: both have to be compared as they are.
        for bits in [7, 8, 15, 16, 24, 31, 32, 33, 48, 63] {
            let Some(full) = 1_usize.checked_shl(bits) else {
                break;
            };
            for longest in [full - 1, full, full + 1] {
                let length = u32::try_from(longest.min(70_001)).unwrap_or_default();
                cases.push((longest, length, true));
                if let Ok(more) = u32::try_from(longest + 1) {
                    cases.push((longest, more, false));
                }
            }
        }
        for (longest, length, allowed) in cases {
            lab.case(format!(
                "bodies of at most {longest} bytes, and a length of {length}"
            ));
            let began = lab.now();
            let (near, far) = lab.pipe();
            let short_body = length <= 70_001;
            far.sends(length.to_be_bytes());
            let body = vec![b'x'; if short_body { length as usize } else { 7 }];
            if allowed {
                far.sends_at(began + secs(1), &body);
            }
            far.ends_at(began + secs(3));
            let mut connection = Connection::new(near, Duration::MAX / 4, longest);
            let event = timeout(secs(60), connection.next()).await;
            let got = (
                event.map_or("nothing, for ever".to_owned(), told),
                lab.now() - began,
            );
            let zero = ms(0);
            let expected = match (allowed, short_body) {
                (false, _) => ("TooLong".to_owned(), zero),
                (true, true) if length == 0 => (frame(b""), zero),
                (true, true) => (frame(&body), secs(1)),
                // The rest never comes.
                (true, false) => ("CutOff".to_owned(), secs(3)),
            };
            let what = format!("bodies may have {longest} bytes, and a length of {length} came");
            if got != expected && allowed && got.0 == "TooLong" {
                let wide = match u32::try_from(longest) {
                    Ok(_) => "",
                    Err(_) => {
                        "; the limit does not fit into the 32 bits of a length, and should not be cut \
                         down to them"
                    }
                };
                fail(format!(
                    "{what}, which is allowed, and `next` gave `TooLong`: only more than that is too \
                     long{wide}"
                ));
            }
            if got != expected && !allowed {
                fail(format!(
                    "{what}, and nothing behind it; `next` gave {} {} later, and should give `TooLong` \
                     as soon as the length is there: the body may never come",
                    got.0,
                    short(got.1)
                ));
            }
            BASICS.equal(
                got,
                expected,
                format!("{what}, which is allowed; this came of it, so long after"),
            );
        }
    });
}

/// All kinds of errors that `std` names. Some of them are what methods of tokio and `std` call an end
/// that comes too early, a limit, or a reason to try again; but a stream may fail with them as well.
const KINDS: [io::ErrorKind; 39] = [
    io::ErrorKind::NotFound,
    io::ErrorKind::PermissionDenied,
    io::ErrorKind::ConnectionRefused,
    io::ErrorKind::ConnectionReset,
    io::ErrorKind::HostUnreachable,
    io::ErrorKind::NetworkUnreachable,
    io::ErrorKind::ConnectionAborted,
    io::ErrorKind::NotConnected,
    io::ErrorKind::AddrInUse,
    io::ErrorKind::AddrNotAvailable,
    io::ErrorKind::NetworkDown,
    io::ErrorKind::BrokenPipe,
    io::ErrorKind::AlreadyExists,
    io::ErrorKind::WouldBlock,
    io::ErrorKind::NotADirectory,
    io::ErrorKind::IsADirectory,
    io::ErrorKind::DirectoryNotEmpty,
    io::ErrorKind::ReadOnlyFilesystem,
    io::ErrorKind::StaleNetworkFileHandle,
    io::ErrorKind::InvalidInput,
    io::ErrorKind::InvalidData,
    io::ErrorKind::TimedOut,
    io::ErrorKind::WriteZero,
    io::ErrorKind::StorageFull,
    io::ErrorKind::NotSeekable,
    io::ErrorKind::QuotaExceeded,
    io::ErrorKind::FileTooLarge,
    io::ErrorKind::ResourceBusy,
    io::ErrorKind::ExecutableFileBusy,
    io::ErrorKind::Deadlock,
    io::ErrorKind::CrossesDevices,
    io::ErrorKind::TooManyLinks,
    io::ErrorKind::InvalidFilename,
    io::ErrorKind::ArgumentListTooLong,
    io::ErrorKind::Interrupted,
    io::ErrorKind::Unsupported,
    io::ErrorKind::UnexpectedEof,
    io::ErrorKind::OutOfMemory,
    io::ErrorKind::Other,
];

/// Reading fails with this error, after a whole frame and some bytes more.
async fn fails(lab: &Lab, error: impl Fn() -> io::Error, before: &[u8]) {
    let (near, far) = lab.pipe();
    far.sends([&whole(b"good")[..], before].concat());
    far.fails_at(lab.now(), error());
    let what = in_words(&error());
    let mut connection = Connection::new(near, secs(60), 100);
    let (got, _) = apart(&events(lab, &mut connection, 10).await);
    let after = format!("after a frame and \"{}\"", before.escape_ascii());
    if got == [frame(b"good")] {
        fail(format!(
            "reading failed with this error: {what}, {after}, and `next` did not tell of it: it went \
             on as if nothing had been; what reading fails with is `Io`, of whatever kind it is"
        ));
    }
    BASICS.equal(
        got,
        vec![frame(b"good"), format!("Io({what})")],
        format!(
            "reading failed with this error: {what}, {after}: the stream has not ended, and that is \
             `Io`, with this very error in it"
        ),
    );
}

#[test]
fn what_reading_fails_with_is_told() {
    virtual_time(async |lab: Lab| {
        for before in [&b""[..], b"\x00\x00", b"\x00\x00\x00\x02h"] {
            for kind in KINDS {
                fails(&lab, || io::Error::new(kind, "pulled out"), before).await;
                fails(&lab, || io::Error::from(kind), before).await;
            }
            // As the system tells them, by their numbers.
            for code in [4, 11, 104, 110] {
                fails(&lab, || io::Error::from_raw_os_error(code), before).await;
            }
        }
    });
}

#[test]
fn the_clock_runs_from_new_though_next_is_called_later() {
    virtual_time(async |lab: Lab| {
        for later in [ms(1), ms(37), ms(499)] {
            lab.case(format!(
                "a tick every 500ms, and `next` is called for the first time after {}",
                short(later)
            ));
            let began = lab.now();
            let (near, far) = lab.pipe();
            far.ends_at(began + ms(1203));
            let mut connection = Connection::new(near, ms(500), 100);
            sleep(later).await;
            let got: Vec<_> = events(&lab, &mut connection, 10)
                .await
                .into_iter()
                .map(|(at, event)| (at - began, event))
                .collect();
            let expected = [(500, "tick"), (1000, "tick"), (1203, "the end")]
                .map(|(at, event)| (ms(at), event.to_owned()));
            let first = got.first().map(|(at, _)| *at);
            if first == Some(ms(500) + later) {
                fail(format!(
                    "`new` was called, and `next` for the first time {} later; the first tick came \
                     500ms after that call, and should come 500ms after `new`: the clock runs from that \
                     instant on",
                    short(later)
                ));
            }
            BASICS.equal(
                got,
                expected.to_vec(),
                format!(
                    "`new` was called, and `next` for the first time {} later; this came so long \
                     after `new`, and the clock runs from that instant on",
                    short(later)
                ),
            );
        }
    });
}

#[test]
fn thousands_of_frames_and_long_ones_come_whole() {
    virtual_time(async |lab: Lab| {
        let (near, far) = lab.pipe();
        let many: Vec<u8> = (0..3000_u32)
            .flat_map(|n| whole(&n.to_be_bytes()))
            .collect();
        let long: Vec<u8> = (0..1_000_000_u32).map(|n| n.to_be_bytes()[3]).collect();
        far.sends(&many);
        for (n, piece) in whole(&long).chunks(40_000).enumerate() {
            far.sends_at(ms(10) * u32::try_from(n).unwrap_or_default(), piece);
        }
        far.ends_at(secs(1));
        lab.case("a tick every `Duration::MAX`, which is never");
        let mut connection = Connection::new(near, Duration::MAX, 1_000_000);
        let (got, _) = apart(&events(&lab, &mut connection, 4000).await);
        let mut expected: Vec<String> = (0..3000_u32).map(|n| frame(&n.to_be_bytes())).collect();
        expected.push(frame(&long));
        expected.push("the end".to_owned());
        if got != expected {
            BASICS.hold();
            let right = got
                .iter()
                .zip(&expected)
                .take_while(|(got, should)| got == should)
                .count();
            fail(format!(
                "3000 short frames came at once, then one of a million bytes, which is just as much as \
                 is allowed, and the end; the first {right} of these were right, and then came {}, \
                 where {} should be",
                got.get(right).map_or("nothing", String::as_str),
                expected.get(right).map_or("nothing", String::as_str)
            ));
        }
    });
}

#[test]
fn a_frame_and_a_tick_at_one_instant_are_both_given() {
    cancel_at_every_await(async |lab: Lab| {
        let (near, far) = lab.pipe();
        let [one, two, three] = [&b"one"[..], b"two", b"three"].map(whole);
        far.sends_at(ms(20), &one);
        far.sends_at(ms(33), &two[..5]);
        far.sends_at(ms(40), &two[5..]);
        far.sends_at(ms(60), [&three[..], &one].concat());
        far.sends_at(ms(80), whole(b""));
        far.sends_at(ms(117), &two);
        far.ends_at(ms(119));
        // Either may be first: at each instant the frames, and then the tick.
        let expected: Vec<(Duration, String)> = [
            (20, frame(b"one")),
            (20, "tick".to_owned()),
            (40, frame(b"two")),
            (40, "tick".to_owned()),
            (60, frame(b"three")),
            (60, frame(b"one")),
            (60, "tick".to_owned()),
            (80, frame(b"")),
            (80, "tick".to_owned()),
            (100, "tick".to_owned()),
            (117, frame(b"two")),
            (119, "the end".to_owned()),
        ]
        .map(|(at, event)| (ms(at), event))
        .into();
        let mut connection = Connection::new(near, ms(20), 100);
        // Several calls in one future, any of which may be the one that is dropped.
        let first = async {
            for _ in 0..5 {
                lab.say(told(connection.next().await));
            }
        };
        let dropped = lab.cut(first).await.is_none();
        let mut got = lab.said();
        got.extend(events(&lab, &mut connection, expected.len() + 20).await);
        got.sort_by_key(|(at, event)| (*at, event == "tick"));
        if got == expected {
            return;
        }
        BASICS.hold();
        let what = match dropped {
            true => {
                "frames came at the instants at which ticks were due, and a call of `next` was dropped \
                 while it waited"
            }
            false => "frames came at the instants at which ticks were due",
        };
        let ((frames, ticks), (all, due)) = (apart(&got), apart(&expected));
        if frames == all
            && let Some(lost) = due.iter().find(|due| !ticks.contains(due))
            && ticks.iter().all(|tick| due.contains(tick))
        {
            fail(format!(
                "{what}; a frame and a tick came at {}, the frame was given, and the tick was not, then \
                 or later: either may be first, and the other one is next, at that instant",
                short(*lost)
            ));
        }
        expect_events(
            &got,
            &expected,
            what,
            "either may be first, and the other one is next, at that instant",
        );
    });
}

/// Two pieces first, nothing more before some instant, and from then on bytes whenever they are asked
/// for. As streams of tokio do, it uses up the budget of its task.
struct Pours {
    waits: Pin<Box<Sleep>>,
    next: Vec<u8>,
    then: Vec<u8>,
    /// What comes when those are given, again and again from this instant on.
    again: Vec<u8>,
    pours: Option<Instant>,
    reads: Arc<AtomicUsize>,
}

/// How often it is read, before it says that it has ended.
const READS: usize = 100_000;

impl AsyncRead for Pours {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.next.is_empty() {
            std::mem::swap(&mut this.next, &mut this.then);
        }
        if this.next.is_empty() {
            this.next.clone_from(&this.again);
            if let Some(from) = this.pours.take() {
                this.waits.as_mut().reset(from);
            }
        }
        if !this.waits.is_elapsed() {
            ready!(this.waits.as_mut().poll(context));
        }
        let budget = ready!(poll_proceed(context));
        budget.made_progress();
        if buf.remaining() == 0 || this.reads.fetch_add(1, Ordering::Relaxed) > READS {
            return Poll::Ready(Ok(()));
        }
        let count = this.next.len().min(buf.remaining());
        buf.put_slice(&this.next[..count]);
        this.next.drain(..count);
        Poll::Ready(Ok(()))
    }
}

#[test]
fn bytes_without_end_hold_up_no_tick() {
    virtual_time(async |lab: Lab| {
        for (then, again, what) in [
            (
                1_000_000_u32.to_be_bytes().to_vec(),
                b"x".to_vec(),
                "the bytes of a long frame came one by one, and there was one whenever it was asked for",
            ),
            (
                Vec::new(),
                whole(b"hi"),
                "a short frame came with each read, and there was one whenever it was asked for",
            ),
        ] {
            lab.case(what);
            let began = lab.now();
            let reads = Arc::new(AtomicUsize::new(0));
            let pours = Pours {
                waits: Box::pin(sleep(ms(5))),
                next: whole(b"hi"),
                then,
                again,
                pours: Some(Instant::now() + ms(10)),
                reads: Arc::clone(&reads),
            };
            let mut connection = Connection::new(pours, ms(10), usize::MAX);
            // A task of its own: what is used up is used up for all who share one.
            let tasks = LocalSet::new();
            let events = tasks.run_until(async {
                let events = spawn_local(async move {
                    let mut frames = 0;
                    loop {
                        let event = timeout(secs(60), connection.next()).await;
                        let event = event.map_or("nothing, for ever".to_owned(), told);
                        if event != frame(b"hi") {
                            return (frames, event);
                        }
                        frames += 1;
                    }
                });
                events.await
            });
            let (frames, event) = match events.await {
                Ok(events) => events,
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            };
            let gave = match frames {
                0 => event.clone(),
                _ => format!("{frames} frames, and then {event}"),
            };
            let read = reads.load(Ordering::Relaxed);
            if event != "tick" && read > READS {
                let why = match frames {
                    // One came before the tick was due.
                    0..=1 => {
                        "as long as there is something to read, your function does not hear the clock. \
                         It has to look at the clock first now and then: when the reads have used up \
                         what tokio lets a task do in one go, the clock does not answer"
                    }
                    _ => {
                        "each time a frame was given before the tick, or in its place; a tick that is \
                         due has to have its turn among frames without end"
                    }
                };
                BASICS.fails(format!(
                    "{what}; a tick was due at 10ms, and after {READS} reads none had been given: {why}"
                ));
            }
            BASICS.equal(
                (event.as_str(), lab.now() - began),
                ("tick", ms(10)),
                format!("{what}; a tick was due at 10ms, and `next` gave {gave}: this was the last, and when"),
            );
        }
    });
}

#[test]
fn it_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("calls of `next` that are {way}"));
            let began = lab.now();
            let (near, far) = lab.pipe();
            for (n, byte) in whole(b"hello").into_iter().enumerate() {
                far.sends_at(
                    began + ms(707) * u32::try_from(n).unwrap_or_default(),
                    [byte],
                );
            }
            far.ends_at(began + secs(7));
            let mut connection = Connection::new(near, secs(5), 100);
            let mut got = Vec::new();
            for _ in 0..3 {
                let call = lab.polled(way, connection.next());
                let event = timeout(secs(60), call).await;
                got.push(event.map_or("nothing, for ever".to_owned(), told));
            }
            got.sort();
            BASICS.equal(
                got,
                vec![frame(b"hello"), "the end".to_owned(), "tick".to_owned()],
                format!(
                    "a frame came byte by byte, a tick was due, and the calls of `next` were {way}: \
                     this is what they gave, sorted"
                ),
            );
        }
    });
}
