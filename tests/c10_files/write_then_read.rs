//! `write_then_read`: what was written is what is read, and the runtime is free meanwhile.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::task::Poll;

use async_katas::c10_files::write_then_read::{FileError, read_text, write_text};
use lab::{Lab, PlainLab, expect_eq, fail, plain_thread, real_time};
use tempfile::TempDir;
use tokio::runtime::Builder;
use tokio::task::spawn_blocking;
use tokio_test::task;

/// A folder that goes when the test is over.
fn folder() -> TempDir {
    tempfile::tempdir()
        .unwrap_or_else(|error| panic!("the test needs a folder for temporary files ({error})"))
}

/// What stands in a file, read behind the back of the code under test.
fn content(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| {
        fail(format!(
            "`write_text` said that all is well, but its file cannot be read ({error})"
        ))
    })
}

/// Writes this behind the back of the code under test.
fn put(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes)
        .unwrap_or_else(|error| panic!("the test cannot write a temporary file ({error})"));
}

fn well<T>(result: Result<T, FileError>) -> T {
    result.unwrap_or_else(|error| {
        fail(format!(
            "nothing is wrong with the file, but your function gave an error: {error:?}"
        ))
    })
}

#[test]
fn what_was_written_is_read_back() {
    real_time(async |lab: Lab| {
        let mut draw = lab.draw();
        let folder = folder();
        let path = folder.path().join("note.txt");
        let pieces = ["Hello, ", "비동기 ", "\r\n", "\n", "\u{feff}", "  ", "last"];
        for _ in 0..10 {
            let text: String = (0..draw.size(0..=40))
                .map(|_| *draw.pick(&pieces))
                .collect();
            well(write_text(&path, &text).await);
            expect_eq(
                content(&path),
                text.clone(),
                "the file does not hold the text that was to be written",
            );
            expect_eq(
                well(read_text(&path).await),
                text,
                "what was read is not what stands in the file, character by character",
            );
        }
    });
}

#[test]
fn writing_replaces_all_that_was_there() {
    real_time(async |_lab: Lab| {
        let folder = folder();
        let path = folder.path().join("note.txt");
        put(&path, b"a long text that was there before");
        well(write_text(&path, "short").await);
        expect_eq(
            content(&path),
            "short".to_owned(),
            "the file still holds something of what was there before",
        );
        well(write_text(&path, "").await);
        expect_eq(
            content(&path),
            String::new(),
            "an empty text should leave an empty file",
        );
        expect_eq(
            well(read_text(&path).await),
            String::new(),
            "an empty file is an empty text",
        );
        let others: Vec<PathBuf> = std::fs::read_dir(folder.path())
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        expect_eq(
            others,
            vec![path],
            "your function left another file in the folder, or took this one away",
        );
    });
}

#[test]
fn errors_name_the_path_and_keep_their_source() {
    real_time(async |_lab: Lab| {
        let folder = folder();
        let missing = folder.path().join("missing.txt");
        match read_text(&missing).await {
            Err(FileError::Read { path, source }) => {
                expect_eq(path, missing, "the error names another path");
                expect_eq(
                    source.kind(),
                    io::ErrorKind::NotFound,
                    "the error lost what the system said",
                );
            }
            other => fail(format!(
                "reading a file that is not there should be `FileError::Read`, not {other:?}"
            )),
        }
        let nowhere = folder.path().join("no such folder").join("note.txt");
        match write_text(&nowhere, "text").await {
            Err(FileError::Write { path, source }) => {
                expect_eq(path, nowhere, "the error names another path");
                expect_eq(
                    source.kind(),
                    io::ErrorKind::NotFound,
                    "the error lost what the system said",
                );
            }
            other => fail(format!(
                "writing into a folder that is not there should be `FileError::Write`, not \
                 {other:?}"
            )),
        }
    });
}

#[test]
fn bytes_that_are_no_text_are_an_error() {
    real_time(async |_lab: Lab| {
        let folder = folder();
        let latin = folder.path().join("latin.txt");
        put(&latin, b"caf\xe9 au lait");
        match read_text(&latin).await {
            Err(FileError::NotText { path, source }) => {
                expect_eq(path, latin, "the error names another path");
                expect_eq(
                    source.utf8_error().valid_up_to(),
                    3,
                    "the error does not say where the text goes wrong",
                );
            }
            other => fail(format!(
                "bytes that are not UTF-8 should be `FileError::NotText`, not {other:?}"
            )),
        }
    });
}

/// Keeps the runtime's only thread for blocking work busy, as soon as it has done what it was asked
/// so far: until what is first is dropped, and from the instant that what is second tells.
fn hold_up() -> (mpsc::Sender<()>, mpsc::Receiver<()>) {
    let (release, released) = mpsc::channel();
    let (begins, begun) = mpsc::channel();
    spawn_blocking(move || {
        let _ = begins.send(());
        let _ = released.recv();
    });
    (release, begun)
}

/// Runs a future whose blocking work is done between its polls, and never during one.
///
/// So what a poll finds done was done by another thread before. It stands for a slow file: nothing
/// comes while the runtime's own thread waits for it.
fn in_slow_motion<F: Future>(work: F, mut before_each_poll: impl FnMut()) -> F::Output {
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .unwrap_or_else(|error| panic!("the test needs a runtime ({error})"));
    runtime.block_on(async {
        let mut work = task::spawn(work);
        let (mut held, mut is_first) = (hold_up(), true);
        loop {
            let _ = held.1.recv();
            if is_first || work.is_woken() {
                is_first = false;
                before_each_poll();
                if let Poll::Ready(output) = work.poll() {
                    return output;
                }
            }
            // What was asked for is done now, and what is asked for later has to wait again.
            held = hold_up();
            tokio::task::yield_now().await;
        }
    })
}

/// Whoever does the work on a thread that is not the runtime's may be done before the first poll is
/// over, and then it looks as if this thread had done it. It does not come so many times in a row.
const TRIES: usize = 50;

#[test]
fn the_runtime_is_free_while_a_file_is_read() {
    plain_thread(|_lab: PlainLab| {
        let folder = folder();
        let path = folder.path().join("note.txt");
        let reads_itself = (0..TRIES).all(|_| {
            let mut version = 0;
            let text = in_slow_motion(read_text(&path), || {
                version += 1;
                put(&path, format!("version {version:04}").as_bytes());
            });
            well(text) == format!("version {version:04}")
        });
        if reads_itself {
            fail(
                "`read_text` read the file on the thread that runs all the tasks: when the file is \
                 slow, every task has to wait for it",
            );
        }
    });
}

/// Writes it once. What was in the file when `write_text` was polled last, and when it returned.
fn written(path: &Path, text: &str) -> (Option<String>, Option<String>) {
    let mut before = None;
    let write = async {
        well(write_text(path, text).await);
        std::fs::read_to_string(path).ok()
    };
    let after = in_slow_motion(write, || before = std::fs::read_to_string(path).ok());
    (before, after)
}

#[test]
fn the_runtime_is_free_while_a_file_is_written() {
    plain_thread(|_lab: PlainLab| {
        let folder = folder();
        let text = "x".repeat(100_000);
        let writes_itself = (0..TRIES).all(|n| {
            let (before, after) = written(&folder.path().join(format!("note {n}.txt")), &text);
            before != after
        });
        if writes_itself {
            fail(
                "`write_text` wrote the file on the thread that runs all the tasks: when the file is \
                 slow, every task has to wait for it",
            );
        }
    });
}

#[test]
fn it_returns_when_all_is_written_and_not_before() {
    plain_thread(|_lab: PlainLab| {
        let folder = folder();
        let text = "x".repeat(100_000);
        let (_, after) = written(&folder.path().join("note.txt"), &text);
        if after.as_ref() != Some(&text) {
            fail(
                "`write_text` returned while the text was still on its way: a `tokio::fs::File` \
                 writes in the background until it is flushed",
            );
        }
    });
}
