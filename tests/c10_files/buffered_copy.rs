//! `buffered_copy`: every byte, a little at a time, and no half files.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_katas::c10_files::buffered_copy::{CopyError, MAX_HELD, copy_stream, copy_to_file};
use lab::{A_DAY, Draw, Lab, Way, expect_eq, fail, for_seeds, ms, virtual_time};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufWriter, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// The most bytes that may be held, as the task says.
const MOST: usize = 64 * 1024;

/// What the two ends of a copy have seen.
#[derive(Default)]
struct Seen {
    given: Vec<u8>,
    taken: Vec<u8>,
    /// How many of the taken bytes have been flushed.
    flushed: usize,
    output_failed: bool,
    /// Whether it said that it took 0 bytes.
    took_nothing: bool,
    /// What the output was offered last, and how much of it it took.
    offered: (Vec<u8>, usize),
    /// What is to be told of a read for which there was no room, unless what is missing is lost.
    held: Option<String>,
    /// How often the input gave something, and whether it was asked again since then.
    reads: usize,
    asked_again: bool,
    /// How often in a row the output said that it took 0 bytes.
    refused: usize,
    /// When it took its first bytes.
    written_at: Option<Instant>,
    reports: Vec<u64>,
    /// When each was made.
    reported_at: Vec<Instant>,
}

/// Something that is ready only after a while, every time anew.
#[derive(Default)]
struct Pause {
    time: Duration,
    over: Option<Pin<Box<Sleep>>>,
}

impl Pause {
    fn of(time: Duration) -> Self {
        Pause { time, over: None }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.time > Duration::ZERO {
            let over = self.over.get_or_insert_with(|| Box::pin(sleep(self.time)));
            ready!(over.as_mut().poll(cx));
            self.over = None;
        }
        Poll::Ready(())
    }
}

/// The two ends of a copy, which notice what is done to them.
#[derive(Clone, Default)]
struct Ends(Rc<RefCell<Seen>>);

struct Input {
    ends: Ends,
    bytes: Vec<u8>,
    /// So many bytes at most are given at once.
    piece: usize,
    /// What comes after the last byte.
    error: Option<io::ErrorKind>,
    pause: Pause,
}

struct Output {
    ends: Ends,
    /// So many bytes at most are taken at once.
    piece: usize,
    /// After so many bytes it takes no more, and says this, or that it took 0 bytes.
    full: Option<(usize, Option<io::ErrorKind>)>,
    flush_error: Option<io::ErrorKind>,
    pause: Pause,
}

impl Seen {
    /// What is said of bytes that were offered, were not taken, and have not been offered since.
    fn left(&self) -> Option<String> {
        let (offered, took) = (self.offered.0.len(), self.offered.1);
        (took < offered && !self.output_failed).then(|| {
            format!(
                "the output took {took} of {offered} bytes that it was offered last, and was never \
                 offered the others again: what it did not take comes first in the next piece, or \
                 it is lost"
            )
        })
    }
}

impl Seen {
    /// Expects that these bytes begin with what the output did not take of those before.
    fn expect_the_rest(&self, bytes: &[u8]) {
        let (offered, took) = (&self.offered.0, self.offered.1);
        let rest = &offered[took..];
        let same = rest.len().min(bytes.len());
        if bytes[..same] == rest[..same] {
            return;
        }
        let count = offered.len();
        fail(match bytes.starts_with(offered) {
            true => format!(
                "the output took {took} of {count} bytes that it was offered, and was then offered \
                 all {count} again: bytes were repeated; what it did not take comes first in the \
                 next piece"
            ),
            false => format!(
                "the output took {took} of {count} bytes that it was offered, and the others were \
                 not what it was offered next: bytes were lost; what it did not take comes first in \
                 the next piece"
            ),
        });
    }
}

impl Ends {
    /// What is said of bytes that the output did not take and was never offered again, else this.
    fn left_or(&self, cause: &str) -> String {
        self.0.borrow().left().unwrap_or_else(|| cause.to_owned())
    }

    fn input(&self, bytes: &[u8], piece: usize) -> Input {
        Input {
            ends: self.clone(),
            bytes: bytes.to_vec(),
            piece,
            error: None,
            pause: Pause::default(),
        }
    }

    fn output(&self, piece: usize) -> Output {
        Output {
            ends: self.clone(),
            piece,
            full: None,
            flush_error: None,
            pause: Pause::default(),
        }
    }

    /// What came of a copy, which may not end before the input does, as long as all is well.
    fn to_the_end(&self, copied: Result<u64, CopyError>) -> Result<u64, CopyError> {
        let seen = self.0.borrow();
        let all_is_written = seen.given == seen.taken;
        if copied.is_ok() && all_is_written && seen.reads > 0 && !seen.asked_again {
            let reads = match seen.reads {
                1 => "one read".to_owned(),
                reads => format!("{reads} reads"),
            };
            fail(format!(
                "your function wrote the {} bytes that {reads} had given, and returned without \
                 asking the input again, which had not said that it was at its end: a read that gives \
                 less than it might is not the end, one of 0 bytes is",
                seen.given.len()
            ));
        }
        copied
    }

    /// What to call with the progress.
    fn progress(&self) -> impl FnMut(u64) + use<> {
        let seen = Rc::clone(&self.0);
        move |bytes| {
            let mut seen = seen.borrow_mut();
            let taken = seen.taken.len() as u64;
            if bytes > taken {
                fail(format!(
                    "progress of {bytes} bytes was reported when the output had taken {taken}: \
                     report what has been written, not what has been read"
                ));
            }
            let before = seen.reports.last().copied().unwrap_or(0);
            if bytes <= before && seen.took_nothing {
                fail(
                    "the output took 0 bytes of what it was offered, and your code reported \
                     progress and went on: such an output takes nothing any more, which is \
                     `CopyError::Write`",
                );
            }
            if bytes <= before {
                fail(format!(
                    "progress of {bytes} bytes was reported after one of {before}: the numbers \
                     count all bytes from the beginning, and only grow"
                ));
            }
            if bytes - before > MOST as u64 {
                fail(format!(
                    "progress went from {before} to {bytes} bytes in one step, where {MOST} \
                     is the largest: report after each piece"
                ));
            }
            seen.reports.push(bytes);
            seen.reported_at.push(Instant::now());
        }
    }
}

impl AsyncRead for Input {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let asked = buf.remaining();
        let ends = self.ends.clone();
        let mut seen = ends.0.borrow_mut();
        seen.asked_again = true;
        if let Some(held) = seen.held.take() {
            fail(held);
        }
        if asked > MOST {
            fail(format!(
                "your code asked for {asked} bytes at once, where {MOST} is the most"
            ));
        }
        let held = seen.given.len().saturating_sub(seen.taken.len());
        if held >= MOST {
            seen.held = Some(format!(
                "your code held {held} bytes that it had read and not written, and {MOST} is the most \
                 that it may hold; it asked for {asked} more, instead of waiting until the output had \
                 taken some"
            ));
        }
        if seen.output_failed {
            fail("your code went on reading after the output had failed");
        }
        if !self.bytes.is_empty() {
            ready!(self.pause.poll(cx));
        }
        if self.bytes.is_empty() {
            return Poll::Ready(self.error.map_or(Ok(()), |kind| Err(kind.into())));
        }
        let part = self.piece.min(asked).min(self.bytes.len());
        let rest = self.bytes.split_off(part);
        let given = std::mem::replace(&mut self.bytes, rest);
        seen.given.extend_from_slice(&given);
        seen.reads += 1;
        seen.asked_again = false;
        let held = seen.given.len().saturating_sub(seen.taken.len());
        if held > MOST && seen.held.is_none() {
            seen.held = Some(format!(
                "your code held {} bytes that it had read and not written, asked for {asked} more, \
                 and holds {held} now, where {MOST} is the most",
                held - given.len()
            ));
        }
        buf.put_slice(&given);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Output {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.pause.poll(cx));
        let mut seen = self.ends.0.borrow_mut();
        seen.expect_the_rest(bytes);
        let held = seen.given.len().saturating_sub(seen.taken.len());
        if !seen.given.is_empty() && bytes.len() > held {
            fail(format!(
                "the output was offered {} bytes, and of those that the input had given only {held} were \
                 not taken yet: write only what the read has put into the buffer, and not all of the \
                 buffer",
                bytes.len()
            ));
        }
        if let Some(held) = seen.held.take() {
            fail(held);
        }
        let mut part = self.piece.min(bytes.len());
        if let Some((room, then)) = self.full {
            part = part.min(room - seen.taken.len());
            if part == 0 && !bytes.is_empty() {
                seen.output_failed = true;
                seen.took_nothing = then.is_none();
                seen.refused += 1;
                if seen.refused > 100 {
                    fail(
                        "the output took 0 bytes of what it was offered, and was offered it again, a \
                         hundred times: such an output takes nothing any more, which is \
                         `CopyError::Write`",
                    );
                }
                return Poll::Ready(then.map_or(Ok(0), |kind| Err(kind.into())));
            }
        }
        seen.taken.extend_from_slice(&bytes[..part]);
        seen.written_at.get_or_insert_with(Instant::now);
        if !bytes.is_empty() {
            seen.offered = (bytes.to_vec(), part);
        }
        Poll::Ready(Ok(part))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.pause.poll(cx));
        if let Some(kind) = self.flush_error {
            return Poll::Ready(Err(kind.into()));
        }
        let mut seen = self.ends.0.borrow_mut();
        if let Some(held) = seen.held.take() {
            fail(held);
        }
        seen.flushed = seen.taken.len();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}

fn bytes(draw: &mut Draw, count: usize) -> Vec<u8> {
    let first = draw.size(0..=255);
    (0..count).map(|n| ((first + n) % 251) as u8).collect()
}

fn folder() -> TempDir {
    tempfile::tempdir()
        .unwrap_or_else(|error| panic!("the test needs a folder for temporary files ({error})"))
}

/// A number of bytes, for a reader.
fn most(count: usize) -> String {
    match count {
        usize::MAX => "`usize::MAX`".to_owned(),
        count => count.to_string(),
    }
}

/// Compares without printing megabytes.
fn same_bytes(got: &[u8], expected: &[u8], cause: &str) {
    if got != expected {
        let differs = got
            .iter()
            .zip(expected)
            .position(|(got, expected)| got != expected);
        let place = match differs {
            Some(at) => format!("they differ from byte {at} on"),
            None => format!("{} bytes instead of {}", got.len(), expected.len()),
        };
        fail(format!("{cause} ({place})"));
    }
}

fn well(result: Result<u64, CopyError>) -> u64 {
    result.unwrap_or_else(|error| {
        fail(format!(
            "both ends are fine, but your function gave an error: {error:?}"
        ))
    })
}

#[test]
fn every_byte_arrives_whatever_the_pieces() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let count = draw.size(0..=200_000);
        let all = bytes(&mut draw, count);
        let ends = Ends::default();
        // The smallest pieces make the most work: few bytes then, many else.
        let pieces = [1000, 4096, 30_000, MOST, usize::MAX];
        let (given, taken) = (*draw.pick(&pieces), *draw.pick(&pieces));
        lab.case(format!(
            "{count} bytes, read in pieces of at most {} and written in pieces of at most {}",
            most(given),
            most(taken)
        ));
        let copied =
            copy_stream(ends.input(&all, given), ends.output(taken), ends.progress()).await;
        let copied = well(ends.to_the_end(copied));
        let seen = ends.0.borrow();
        let cause = ends.left_or("what was written is not what was read");
        same_bytes(&seen.taken, &all, &cause);
        expect_eq(
            copied,
            count as u64,
            "the number that came back should be that of the bytes that were copied",
        );
        expect_eq(
            seen.flushed,
            count,
            "the output was not flushed: bytes were still in its buffer when your function \
             returned",
        );
        expect_eq(
            seen.reports.last().copied().unwrap_or(0),
            count as u64,
            "the last progress is not the whole",
        );
    });
}

#[test]
fn an_output_may_take_a_few_bytes_at_a_time() {
    virtual_time(async |_lab: Lab| {
        let all = bytes(&mut Draw::new(7), 2000);
        for (given, taken) in [(700, 3), (3, 700), (1, 1)] {
            let ends = Ends::default();
            let copied =
                copy_stream(ends.input(&all, given), ends.output(taken), ends.progress()).await;
            let copied = ends.to_the_end(copied);
            let cause = match ends.0.borrow().taken.len().cmp(&all.len()) {
                Ordering::Less => "bytes were lost",
                Ordering::Equal => "other bytes arrived than were read",
                Ordering::Greater => "bytes came twice",
            };
            same_bytes(&ends.0.borrow().taken, &all, &ends.left_or(cause));
            expect_eq(
                well(copied),
                2000,
                "the number that came back should be that of the bytes that were copied",
            );
        }
    });
}

#[test]
fn memory_does_not_grow_with_the_input() {
    virtual_time(async |_lab: Lab| {
        let all = bytes(&mut Draw::new(3), 2_000_000);
        let ends = Ends::default();
        let copied = copy_stream(
            ends.input(&all, usize::MAX),
            ends.output(10_000),
            ends.progress(),
        )
        .await;
        expect_eq(
            well(ends.to_the_end(copied)),
            2_000_000,
            "the number that came back should be that of the bytes that were copied",
        );
        expect_eq(
            MAX_HELD,
            MOST,
            "`MAX_HELD` is part of the task, and has another value now",
        );
    });
}

#[test]
fn no_more_is_asked_for_than_there_is_room() {
    virtual_time(async |_lab: Lab| {
        let all = bytes(&mut Draw::new(3), 1_000_000);
        for (given, taken) in [(30_000, 7000), (MOST, 50_000), (50_000, MOST), (1, 1000)] {
            let ends = Ends::default();
            let all = &all[..all.len().min(given * 20)];
            let copied =
                copy_stream(ends.input(all, given), ends.output(taken), ends.progress()).await;
            expect_eq(
                well(ends.to_the_end(copied)),
                all.len() as u64,
                "the number that came back should be that of the bytes that were copied",
            );
        }
    });
}

#[test]
fn progress_is_told_while_the_next_piece_is_waited_for() {
    virtual_time(async |lab: Lab| {
        let start = Instant::now();
        let ends = Ends::default();
        let mut input = ends.input(b"one two three ", 4);
        input.pause = Pause::of(ms(1003));
        let copied = copy_stream(input, ends.output(1000), ends.progress()).await;
        expect_eq(
            well(ends.to_the_end(copied)),
            14,
            "the number that came back should be that of the bytes that were copied",
        );
        let seen = ends.0.borrow();
        if seen.reports.len() == 1 && seen.written_at.is_some_and(|at| at - start < ms(4012)) {
            fail(
                "a piece came every 1.003 s and was written then, and `progress` was called once, at the \
                 end: it should be called after each piece",
            );
        }
        if seen.reports.len() == 1 {
            fail(
                "a piece came every 1.003 s, and `progress` was called once, at the end: write what \
                 one read has given before you read again, and do not wait until the buffer is full; \
                 `progress` should be called then, not when the next piece is there",
            );
        }
        let at = seen.reported_at.iter().map(|at| *at - start);
        let reports: Vec<(Duration, u64)> = at.zip(seen.reports.iter().copied()).collect();
        expect_eq(
            reports,
            vec![(ms(1003), 4), (ms(2006), 8), (ms(3009), 12), (ms(4012), 14)],
            "a piece came every 1.003 s and was taken at once: `progress` should be called then, \
             not when the next piece is there",
        );
        expect_eq(
            lab.now(),
            ms(4012),
            "the last piece came after 4.012 s, and nothing was left to wait for",
        );
    });
}

#[test]
fn both_sides_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(2 * A_DAY);
        let ends = Ends::default();
        let (mut input, mut output) = (ends.input(b"slow", 2), ends.output(2));
        (input.pause, output.pause) = (Pause::of(A_DAY / 4), Pause::of(A_DAY / 4));
        let copied = copy_stream(input, output, ends.progress()).await;
        expect_eq(
            well(ends.to_the_end(copied)),
            4,
            "the input gave two pieces, and waiting for each took 6 h: both \
             should be copied; nobody has set a limit",
        );
        let seen = ends.0.borrow();
        same_bytes(
            &seen.taken,
            b"slow",
            "each side was slow, and what was written is not what was read",
        );
        expect_eq(
            seen.flushed,
            4,
            "flushing took the output 6 h, and your function did not wait for it",
        );
    });
}

/// What came of a copy, in words of the test's own.
fn told(result: Result<u64, CopyError>) -> (&'static str, Option<io::ErrorKind>) {
    match result {
        Ok(_) => ("success", None),
        Err(CopyError::Create { source, .. }) => ("`CopyError::Create`", Some(source.kind())),
        Err(CopyError::Read(source)) => ("`CopyError::Read`", Some(source.kind())),
        Err(CopyError::Write(source)) => ("`CopyError::Write`", Some(source.kind())),
    }
}

fn failed(result: Result<u64, CopyError>, which: &str, kind: io::ErrorKind, what: &str) {
    let (got, source) = told(result);
    if got != which {
        fail(format!(
            "{what}, and your function gave {got}; it should give {which}"
        ));
    }
    expect_eq(
        source,
        Some(kind),
        format!("{what}, and the error does not hold what was said"),
    );
}

#[test]
fn a_failing_output_stops_the_copy() {
    virtual_time(async |_lab: Lab| {
        let all = bytes(&mut Draw::new(5), 300_000);
        for room in [0, 700, 150_000, 299_999] {
            for kind in [io::ErrorKind::StorageFull, io::ErrorKind::BrokenPipe] {
                let ends = Ends::default();
                let mut output = ends.output(1000);
                output.full = Some((room, Some(kind)));
                let copied = copy_stream(ends.input(&all, 1000), output, ends.progress()).await;
                let copied = ends.to_the_end(copied);
                let mut what = format!("the output had room for {room} of 300000 bytes");
                if let Some(left) = ends.0.borrow().left() {
                    what = format!("{what}; {left}");
                }
                failed(copied, "`CopyError::Write`", kind, &what);
                same_bytes(
                    &ends.0.borrow().taken,
                    &all[..room],
                    "what the output took before it failed is not what was read",
                );
            }
        }
    });
}

#[test]
fn a_failing_input_stops_the_copy() {
    virtual_time(async |_lab: Lab| {
        let all = bytes(&mut Draw::new(5), 300_000);
        for count in [0, 500, 1000, 300_000] {
            for kind in [
                io::ErrorKind::ConnectionReset,
                io::ErrorKind::UnexpectedEof,
                io::ErrorKind::WriteZero,
            ] {
                let ends = Ends::default();
                let mut input = ends.input(&all[..count], 1000);
                input.error = Some(kind);
                let copied = copy_stream(input, ends.output(700), ends.progress()).await;
                let what = format!("the input failed after {count} bytes");
                failed(ends.to_the_end(copied), "`CopyError::Read`", kind, &what);
                same_bytes(
                    &ends.0.borrow().taken,
                    &all[..count],
                    &ends.left_or("what was read before the input failed has not been written"),
                );
            }
        }
    });
}

#[test]
fn an_output_that_takes_nothing_is_an_error() {
    virtual_time(async |_lab: Lab| {
        let all = bytes(&mut Draw::new(5), 3000);
        for room in [0, 1500, 2999] {
            let ends = Ends::default();
            let mut output = ends.output(1000);
            output.full = Some((room, None));
            let copied = copy_stream(ends.input(&all, 3000), output, ends.progress()).await;
            failed(
                copied,
                "`CopyError::Write`",
                io::ErrorKind::WriteZero,
                &format!("the output took {room} bytes and then 0"),
            );
        }
    });
}

#[test]
fn an_error_when_flushing_is_not_lost() {
    virtual_time(async |_lab: Lab| {
        for pause in [ms(0), ms(7)] {
            let ends = Ends::default();
            let mut output = ends.output(1000);
            output.flush_error = Some(io::ErrorKind::StorageFull);
            output.pause = Pause::of(pause);
            let copied = copy_stream(ends.input(b"to be kept", 1000), output, ends.progress());
            failed(
                copied.await,
                "`CopyError::Write`",
                io::ErrorKind::StorageFull,
                "the output took all bytes and failed when it was flushed",
            );
        }
    });
}

#[test]
fn an_output_is_flushed_also_if_there_was_nothing_to_copy() {
    virtual_time(async |_lab: Lab| {
        let ends = Ends::default();
        let mut output = BufWriter::new(ends.output(1000));
        output
            .write_all(b"written before")
            .await
            .unwrap_or_else(|error| panic!("the test's buffer takes no bytes ({error})"));
        let copied = copy_stream(tokio::io::empty(), &mut output, ends.progress()).await;
        expect_eq(
            well(copied),
            0,
            "the number that came back should be that of the bytes that were copied",
        );
        same_bytes(
            &ends.0.borrow().taken,
            b"written before",
            "there was nothing to copy, and the output was not flushed: what it held before is \
             still in its buffer",
        );
        let mut output = Ends::default().output(1000);
        output.flush_error = Some(io::ErrorKind::StorageFull);
        failed(
            copy_stream(tokio::io::empty(), output, |_bytes| {}).await,
            "`CopyError::Write`",
            io::ErrorKind::StorageFull,
            "there was nothing to copy, and the output failed when it was flushed",
        );
    });
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<OsString> {
    std::fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.file_name()).collect())
        .unwrap_or_default()
}

#[test]
fn a_file_holds_all_of_it_and_nothing_else() {
    virtual_time(async |_lab: Lab| {
        let folder = folder();
        let path = folder.path().join("copy.bin");
        std::fs::write(&path, [1; 500_000])
            .unwrap_or_else(|error| panic!("the test cannot write a temporary file ({error})"));
        let all = bytes(&mut Draw::new(9), 300_000);

        let mut reports = vec![0];
        let input = tokio::io::BufReader::new(all.as_slice());
        let copied = copy_to_file(input, &path, |bytes| reports.push(bytes)).await;
        expect_eq(
            well(copied),
            300_000,
            "the number that came back should be that of the bytes that were copied",
        );
        let held = content(&path);
        let why = match held.len() {
            500_000 if held.starts_with(&all) => {
                "a longer file stood at the path, and its rest is still there behind what was \
                 copied: the old content has to go when the file is opened"
            }
            800_000 if held.ends_with(&all) => {
                "a file stood at the path, and what was copied was put behind what it held"
            }
            _ => "the file does not hold what was copied",
        };
        same_bytes(&held, &all, why);
        expect_eq(
            reports.last().copied(),
            Some(300_000),
            "the last progress is not the whole",
        );
        if let Some(step) = reports
            .windows(2)
            .find(|step| step[1] <= step[0] || step[1] - step[0] > MOST as u64)
        {
            fail(format!(
                "progress went from {} to {} bytes: the numbers should only grow, by {MOST} at the \
                 most",
                step[0], step[1]
            ));
        }

        let nothing = copy_to_file(tokio::io::empty(), &path, |_bytes| {
            fail("progress was reported though there was nothing to copy")
        });
        expect_eq(
            well(nothing.await),
            0,
            "the number that came back should be that of the bytes that were copied",
        );
        same_bytes(&content(&path), &[], "no bytes should leave an empty file");
        expect_eq(
            names(folder.path()),
            vec![OsString::from("copy.bin")],
            "`copy_to_file` left something else in the folder than its file",
        );
    });
}

#[test]
fn a_copy_that_fails_leaves_no_file() {
    virtual_time(async |_lab: Lab| {
        let folder = folder();
        let path = folder.path().join("copy.bin");
        let all = bytes(&mut Draw::new(9), 300_000);
        let ends = Ends::default();
        let fails = || {
            let mut fails = ends.input(&[], 1000);
            fails.error = Some(io::ErrorKind::ConnectionReset);
            fails
        };
        for count in [0, 1000, 300_000] {
            ends.0.borrow_mut().asked_again = false;
            let copied = copy_to_file(all[..count].chain(fails()), &path, |_bytes| {}).await;
            if let Ok(copied) = copied
                && !ends.0.borrow().asked_again
            {
                fail(format!(
                    "the input gave {count} bytes, and your function gave `Ok({copied})` without \
                     asking it again, though it had not said that it was at its end: a read that gives less than it \
                     might is not the end, one of 0 bytes is"
                ));
            }
            failed(
                copied,
                "`CopyError::Read`",
                io::ErrorKind::ConnectionReset,
                &format!("the input failed after {count} bytes"),
            );
            if !names(folder.path()).is_empty() {
                fail(format!(
                    "the input failed after {count} bytes, and a part of the file is still there: \
                     whoever finds it takes it for the whole"
                ));
            }
        }
        // Somebody else is faster: then there is nothing left to remove.
        let taken_away = |_bytes| {
            for name in names(folder.path()) {
                let _gone = std::fs::remove_file(folder.path().join(name));
            }
        };
        failed(
            copy_to_file(all.as_slice().chain(fails()), &path, taken_away).await,
            "`CopyError::Read`",
            io::ErrorKind::ConnectionReset,
            "the input failed, and the file could not be removed because it was gone already",
        );
    });
}

/// A pipe that nobody reads stands for a disk that is full. A link to it can be removed.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_takes_not_all_is_an_error_and_removed() {
    use std::os::fd::AsRawFd;

    virtual_time(async |_lab: Lab| {
        let folder = folder();
        let path = folder.path().join("copy.bin");
        let all = bytes(&mut Draw::new(9), 300_000);
        for count in [10, 300_000] {
            let (reader, writer) =
                io::pipe().unwrap_or_else(|error| panic!("the test needs a pipe ({error})"));
            drop(reader);
            let pipe = format!("/proc/self/fd/{}", writer.as_raw_fd());
            std::os::unix::fs::symlink(pipe, &path)
                .unwrap_or_else(|error| panic!("the test cannot make a link ({error})"));
            match copy_to_file(&all[..count], &path, |_bytes| {}).await {
                // Written under another name, and put in the place of the link.
                Ok(copied) if !path.is_symlink() => {
                    expect_eq(
                        copied,
                        count as u64,
                        "the number that came back should be that of the bytes that were copied",
                    );
                    same_bytes(&content(&path), &all[..count], "the file does not hold all");
                    let _gone = std::fs::remove_file(&path);
                }
                copied => failed(
                    copied,
                    "`CopyError::Write`",
                    io::ErrorKind::BrokenPipe,
                    &format!("{count} bytes were copied into a file that takes none"),
                ),
            }
            if !names(folder.path()).is_empty() {
                fail(format!(
                    "{count} bytes were copied into a file that takes none, and it is still there: \
                     whoever finds it takes it for the whole"
                ));
            }
        }
    });
}

#[test]
fn a_file_that_cannot_be_made_is_an_error_of_its_own() {
    virtual_time(async |_lab: Lab| {
        let folder = folder();
        let nowhere = folder.path().join("no such folder").join("copy.bin");
        match copy_to_file(b"text".as_slice(), &nowhere, |_bytes| {}).await {
            Err(CopyError::Create { path, source }) => {
                expect_eq(path, nowhere, "the error names another path");
                expect_eq(
                    source.kind(),
                    io::ErrorKind::NotFound,
                    "the error lost what the system said",
                );
            }
            other => failed(
                other,
                "`CopyError::Create`",
                io::ErrorKind::NotFound,
                "the file should be made in a folder that is not there",
            ),
        }
    });
}

#[cfg(unix)]
#[test]
fn what_is_not_a_file_of_its_own_is_not_removed() {
    virtual_time(async |_lab: Lab| {
        let folder = folder();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path().join("no such folder/copy.bin"), &link)
            .unwrap_or_else(|error| panic!("the test cannot make a link ({error})"));
        // Whoever writes under another name first may well put a file in the place of the link.
        let copied = copy_to_file(b"text".as_slice(), &link, |_bytes| {}).await;
        if copied.is_err() {
            failed(
                copied,
                "`CopyError::Create`",
                io::ErrorKind::NotFound,
                "the path was a link into a folder that is not there",
            );
        }
        expect_eq(
            names(folder.path()),
            vec![OsString::from("link")],
            "the file could not be made, and the link that stood in its place was removed",
        );
    });
}

fn content(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| {
        fail(format!(
            "`copy_to_file` said that all is well, but its file cannot be read ({error})"
        ))
    })
}

#[test]
fn it_does_not_matter_how_a_copy_is_polled() {
    for way in Way::ALL {
        virtual_time(async move |lab: Lab| {
            lab.case(format!("a copy that is {way}"));
            let ends = Ends::default();
            let mut input = ends.input(b"one two three four ", 4);
            input.pause = Pause::of(ms(103));
            let mut output = ends.output(3);
            output.pause = Pause::of(ms(17));
            let copied = lab
                .polled(way, copy_stream(input, output, ends.progress()))
                .await;
            expect_eq(
                well(ends.to_the_end(copied)),
                19,
                ends.left_or(
                    "the number that came back should be that of the bytes that were copied",
                ),
            );
            let seen = ends.0.borrow();
            same_bytes(
                &seen.taken,
                b"one two three four ",
                "both ends let others wait, and what was written is not what was read",
            );
        });
    }
}
