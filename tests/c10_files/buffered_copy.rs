//! `buffered_copy`: every byte, a little at a time, and no half files.

use std::cell::RefCell;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use async_katas::c10_files::buffered_copy::{CopyError, MAX_HELD, copy_stream, copy_to_file};
use lab::{Draw, Lab, expect_eq, fail, for_seeds, virtual_time};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

/// What the two ends of a copy have seen.
#[derive(Default)]
struct Seen {
    given: Vec<u8>,
    taken: Vec<u8>,
    /// How many of the taken bytes have been flushed.
    flushed: usize,
    output_failed: bool,
    reports: Vec<u64>,
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
}

struct Output {
    ends: Ends,
    /// So many bytes at most are taken at once.
    piece: usize,
    /// After so many bytes it takes no more, and says this, or that it took 0 bytes.
    full: Option<(usize, Option<io::ErrorKind>)>,
    flush_error: Option<io::ErrorKind>,
}

impl Ends {
    fn input(&self, bytes: &[u8], piece: usize) -> Input {
        Input {
            ends: self.clone(),
            bytes: bytes.to_vec(),
            piece,
            error: None,
        }
    }

    fn output(&self, piece: usize) -> Output {
        Output {
            ends: self.clone(),
            piece,
            full: None,
            flush_error: None,
        }
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
            if bytes <= before {
                fail(format!(
                    "progress of {bytes} bytes was reported after one of {before}: the numbers \
                     count all bytes from the beginning, and only grow"
                ));
            }
            if bytes - before > MAX_HELD as u64 {
                fail(format!(
                    "progress went from {before} to {bytes} bytes in one step, where {MAX_HELD} \
                     is the largest: report after each piece"
                ));
            }
            seen.reports.push(bytes);
        }
    }
}

impl AsyncRead for Input {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let asked = buf.remaining();
        let ends = self.ends.clone();
        let mut seen = ends.0.borrow_mut();
        if asked > MAX_HELD {
            fail(format!(
                "your code asked for {asked} bytes at once, where {MAX_HELD} is the most"
            ));
        }
        let held = seen.given.len().saturating_sub(seen.taken.len());
        if held >= MAX_HELD {
            fail(format!(
                "your code holds {held} bytes that it has read and not written, and wants more: \
                 its memory grows with the input"
            ));
        }
        if seen.output_failed {
            fail("your code went on reading after the output had failed");
        }
        if self.bytes.is_empty() {
            return Poll::Ready(self.error.map_or(Ok(()), |kind| Err(kind.into())));
        }
        let part = self.piece.min(asked).min(self.bytes.len());
        let rest = self.bytes.split_off(part);
        let given = std::mem::replace(&mut self.bytes, rest);
        seen.given.extend_from_slice(&given);
        buf.put_slice(&given);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Output {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut seen = self.ends.0.borrow_mut();
        let mut part = self.piece.min(bytes.len());
        if let Some((room, then)) = self.full {
            part = part.min(room - seen.taken.len());
            if part == 0 && !bytes.is_empty() {
                seen.output_failed = true;
                return Poll::Ready(then.map_or(Ok(0), |kind| Err(kind.into())));
            }
        }
        seen.taken.extend_from_slice(&bytes[..part]);
        Poll::Ready(Ok(part))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(kind) = self.flush_error {
            return Poll::Ready(Err(kind.into()));
        }
        let mut seen = self.ends.0.borrow_mut();
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
        let pieces = [1000, 4096, 30_000, MAX_HELD, usize::MAX];
        let (given, taken) = (*draw.pick(&pieces), *draw.pick(&pieces));
        let copied =
            well(copy_stream(ends.input(&all, given), ends.output(taken), ends.progress()).await);
        let seen = ends.0.borrow();
        same_bytes(&seen.taken, &all, "what was written is not what was read");
        expect_eq(copied, count as u64, "the number of bytes is wrong");
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
            same_bytes(
                &ends.0.borrow().taken,
                &all,
                "bytes were lost or repeated: an output may take less than it is offered",
            );
            expect_eq(well(copied), 2000, "the number of bytes is wrong");
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
        expect_eq(well(copied), 2_000_000, "the number of bytes is wrong");
    });
}

#[test]
fn a_failing_side_stops_the_copy() {
    virtual_time(async |_lab: Lab| {
        let all = bytes(&mut Draw::new(5), 300_000);

        let ends = Ends::default();
        let mut output = ends.output(1000);
        output.full = Some((150_000, Some(io::ErrorKind::StorageFull)));
        match copy_stream(ends.input(&all, 1000), output, ends.progress()).await {
            Err(CopyError::Write(source)) => expect_eq(
                source.kind(),
                io::ErrorKind::StorageFull,
                "the error lost what the output said",
            ),
            other => fail(format!(
                "a full disk should be `CopyError::Write`, not {other:?}"
            )),
        }

        let ends = Ends::default();
        let mut input = ends.input(&all, 1000);
        input.error = Some(io::ErrorKind::ConnectionReset);
        match copy_stream(input, ends.output(1000), ends.progress()).await {
            Err(CopyError::Read(source)) => expect_eq(
                source.kind(),
                io::ErrorKind::ConnectionReset,
                "the error lost what the input said",
            ),
            other => fail(format!(
                "an input that fails should be `CopyError::Read`, not {other:?}"
            )),
        }
        same_bytes(
            &ends.0.borrow().taken,
            &all,
            "what was read before the input failed has not been written",
        );
    });
}

#[test]
fn an_output_that_takes_nothing_is_an_error() {
    virtual_time(async |_lab: Lab| {
        let all = bytes(&mut Draw::new(5), 3000);
        let ends = Ends::default();
        let mut output = ends.output(1000);
        output.full = Some((1500, None));
        match copy_stream(ends.input(&all, 3000), output, ends.progress()).await {
            Err(CopyError::Write(source)) => expect_eq(
                source.kind(),
                io::ErrorKind::WriteZero,
                "the error does not say that the output took nothing",
            ),
            other => fail(format!(
                "an output that takes 0 bytes should be `CopyError::Write`, not {other:?}"
            )),
        }
    });
}

#[test]
fn an_error_when_flushing_is_not_lost() {
    virtual_time(async |_lab: Lab| {
        let ends = Ends::default();
        let mut output = ends.output(1000);
        output.flush_error = Some(io::ErrorKind::StorageFull);
        match copy_stream(ends.input(b"to be kept", 1000), output, ends.progress()).await {
            Err(CopyError::Write(source)) => expect_eq(
                source.kind(),
                io::ErrorKind::StorageFull,
                "the error lost what the output said",
            ),
            other => fail(format!(
                "the output failed when it was flushed, but your function gave {other:?}"
            )),
        }
    });
}

#[test]
fn a_file_holds_all_or_is_not_there() {
    virtual_time(async |_lab: Lab| {
        let folder = folder();
        let path = folder.path().join("copy.bin");
        std::fs::write(&path, [1; 500_000])
            .unwrap_or_else(|error| panic!("the test cannot write a temporary file ({error})"));
        let all = bytes(&mut Draw::new(9), 300_000);

        let mut reports = Vec::new();
        let ends = Ends::default();
        let input = tokio::io::BufReader::new(all.as_slice());
        let copied = copy_to_file(input, &path, |bytes| reports.push(bytes)).await;
        expect_eq(well(copied), 300_000, "the number of bytes is wrong");
        same_bytes(
            &content(&path),
            &all,
            "the file does not hold what was copied",
        );
        expect_eq(
            reports.last().copied(),
            Some(300_000),
            "the last progress is not the whole",
        );

        let nothing = copy_to_file(tokio::io::empty(), &path, |_bytes| {
            fail("progress was reported though there was nothing to copy")
        });
        expect_eq(well(nothing.await), 0, "the number of bytes is wrong");
        same_bytes(&content(&path), &[], "no bytes should leave an empty file");

        let mut fails = ends.input(&[], 1000);
        fails.error = Some(io::ErrorKind::ConnectionReset);
        match copy_to_file(all.as_slice().chain(fails), &path, |_bytes| {}).await {
            Err(CopyError::Read(source)) => expect_eq(
                source.kind(),
                io::ErrorKind::ConnectionReset,
                "the error lost what the input said",
            ),
            other => fail(format!(
                "an input that fails should be `CopyError::Read`, not {other:?}"
            )),
        }
        if path.exists() {
            fail(
                "copying failed, but a part of the file is still there: whoever finds it takes it \
                 for the whole",
            );
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
            other => fail(format!(
                "a file that cannot be made should be `CopyError::Create`, not {other:?}"
            )),
        }
    });
}

fn content(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| {
        fail(format!(
            "`copy_to_file` said that all is well, but its file cannot be read ({error})"
        ))
    })
}
