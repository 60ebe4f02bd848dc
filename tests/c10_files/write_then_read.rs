//! `write_then_read`: what was written is what is read, and the runtime is free meanwhile.

use std::io;
#[cfg(unix)]
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::path::{Path, PathBuf};

use async_katas::c10_files::write_then_read::{FileError, read_text, write_text};
use lab::{Lab, expect_eq, fail, for_seeds, virtual_time};
use tempfile::TempDir;
#[cfg(unix)]
use tokio::task::{spawn_blocking, yield_now};

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
    for_seeds(10, async |lab: Lab| {
        let mut draw = lab.draw();
        let folder = folder();
        let path = folder.path().join("note.txt");
        let pieces = ["Hello, ", "비동기 ", "\r\n", "\n", "\u{feff}", "  ", "last"];
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
    });
}

#[test]
fn writing_replaces_all_that_was_there() {
    virtual_time(async |_lab: Lab| {
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
    virtual_time(async |_lab: Lab| {
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
    virtual_time(async |_lab: Lab| {
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

/// More than a pipe holds.
#[cfg(unix)]
const LONG: usize = 1024 * 1024;

/// Pipes stand for slow files: whoever opens `/dev/fd/n` has an end of the pipe in hand, and waits
/// as long as the test wants.
#[cfg(unix)]
fn pipe() -> (PipeReader, PipeWriter) {
    io::pipe().unwrap_or_else(|error| panic!("the test needs a pipe ({error})"))
}

#[cfg(unix)]
fn path_of(end: &impl std::os::fd::AsRawFd) -> PathBuf {
    PathBuf::from(format!("/dev/fd/{}", end.as_raw_fd()))
}

#[test]
#[cfg(unix)]
fn the_runtime_is_free_while_a_file_is_read() {
    virtual_time(async |_lab: Lab| {
        let (reader, mut writer) = pipe();
        let path = path_of(&reader);
        // Nothing is in the pipe before another task of the same thread has had its turn.
        let other_task = tokio::spawn(async move {
            yield_now().await;
            let _written = writer.write_all(b"at last");
        });
        let text = well(read_text(&path).await);
        expect_eq(
            text,
            "at last".to_owned(),
            "what was read is not what came through the pipe",
        );
        let _ended = other_task.await;
    });
}

#[test]
#[cfg(unix)]
fn it_returns_when_all_is_written_and_not_before() {
    virtual_time(async |_lab: Lab| {
        let (mut reader, writer) = pipe();
        let path = path_of(&writer);
        let text = "x".repeat(LONG);
        let writing = tokio::spawn(async move { write_text(&path, &text).await });
        yield_now().await;
        let first = spawn_blocking(move || {
            let mut first = [0];
            reader.read_exact(&mut first).map(|()| reader)
        });
        let Ok(Ok(mut reader)) = first.await else {
            fail("`write_text` ended without writing anything")
        };
        for _ in 0..10 {
            yield_now().await;
        }
        if writing.is_finished() {
            fail(
                "`write_text` returned while most of the text was still on its way: a \
                 `tokio::fs::File` writes in the background until it is flushed",
            );
        }
        // The writing end that the test holds would keep the pipe open for ever.
        drop(writer);
        let rest = spawn_blocking(move || {
            let mut rest = Vec::new();
            reader.read_to_end(&mut rest).map(|_| rest.len())
        });
        match writing.await {
            Ok(written) => well(written),
            Err(error) => fail(format!("`write_text` did not come to its end ({error})")),
        }
        let rest = rest.await.ok().and_then(Result::ok);
        expect_eq(
            rest,
            Some(LONG - 1),
            "not all of the text came out of the pipe",
        );
    });
}
