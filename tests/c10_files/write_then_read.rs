//! `write_then_read`: what was written is what is read, and the runtime is free meanwhile.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::task::Poll;

use async_katas::c10_files::write_then_read::{FileError, read_text, write_text};
use lab::{Lab, PlainLab, expect_eq, fail, ms, plain_thread, real_time};
use tempfile::TempDir;
use tokio::runtime::Builder;
use tokio::task::spawn_blocking;
use tokio::time::sleep;
use tokio_test::task;

/// A folder that goes when the test is over.
fn folder() -> TempDir {
    tempfile::tempdir()
        .unwrap_or_else(|error| panic!("the test needs a folder for temporary files ({error})"))
}

/// What stands in a file, read behind the back of the code under test. Where it is not what it
/// should be, it gets a second: whether all is written when `write_text` returns has a test of its
/// own.
async fn content(path: &Path, expected: &str) -> String {
    let mut tries = 0;
    loop {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| {
            fail(format!(
                "`write_text` said that all is well, but its file cannot be read ({error})"
            ))
        });
        if text == expected || tries == 20 {
            return text;
        }
        tries += 1;
        sleep(ms(50)).await;
    }
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

/// Texts that are easily changed on their way.
const TEXTS: [&str; 12] = [
    "",
    "Hello, Async!\n",
    "no line end",
    "\n",
    "\r\n\r\n",
    " \t spaces at both ends \u{a0}\u{2003}\n ",
    "\u{feff}after a byte order mark",
    "\u{feff}\u{feff}",
    "비동기, é, e\u{301}, 🦀",
    "zero \0 and \u{1a}, \u{7f}, \u{2028}",
    "\u{fffd} is a text too",
    "\\n is no line end, {} and %s are no holes",
];

/// Larger than what a `tokio::fs::File` takes or gives at once (2 MiB).
fn long_text() -> String {
    "a long text, 긴 글\r\n".repeat(250_000)
}

fn same_text(got: &str, expected: &str, what: &str) {
    if got.len() > 1000 || expected.len() > 1000 {
        if got != expected {
            if expected.starts_with(got) {
                fail(format!(
                    "{what}: only the first {} of {} bytes are there, as a single `write` or `read` need \
                     not take or give all",
                    got.len(),
                    expected.len()
                ));
            }
            fail(format!(
                "a text of {} bytes became one of {} bytes: {what}",
                expected.len(),
                got.len()
            ));
        }
    } else {
        expect_eq(got, expected, what);
    }
}

#[test]
fn what_was_written_is_read_back() {
    real_time(async |_lab: Lab| {
        let folder = folder();
        let long = long_text();
        for (n, text) in TEXTS.into_iter().chain([long.as_str()]).enumerate() {
            let path = folder.path().join(format!("note {n}.txt"));
            well(write_text(&path, text).await);
            same_text(
                &content(&path, text).await,
                text,
                "`write_text` returned, and the file does not hold the text that was to be written",
            );
            same_text(
                &well(read_text(&path).await),
                text,
                "`read_text` gave something else than what stands in the file",
            );
        }
    });
}

#[test]
fn writing_replaces_all_that_was_there() {
    real_time(async |_lab: Lab| {
        let folder = folder();
        let path = folder.path().join("note.txt");
        let beside = folder.path().join("beside.txt");
        put(&path, b"a long text that was there before");
        put(&beside, b"not touched");
        let mut before = "a long text that was there before";
        for text in ["short", "", "longer again"] {
            well(write_text(&path, text).await);
            let held = content(&path, text).await;
            expect_eq(
                held.as_str(),
                text,
                match () {
                    () if held == format!("{before}{text}") => {
                        "the text was put behind what was there before, which should be gone"
                    }
                    () if held.starts_with(text) && before.ends_with(&held[text.len()..]) => {
                        "the text was written over the beginning of what was there before, and the rest of \
                         that is still there: it should be cut off"
                    }
                    () => "the file holds something else than the text that was to be written",
                },
            );
            before = text;
        }
        let mut names: Vec<OsString> = std::fs::read_dir(folder.path())
            .map(|entries| entries.flatten().map(|entry| entry.file_name()).collect())
            .unwrap_or_default();
        names.sort();
        let own = ["beside.txt", "note.txt"].map(OsString::from);
        if let Some(gone) = own.iter().find(|name| !names.contains(name)) {
            fail(format!(
                "your function took `{}` away from the folder",
                gone.display()
            ));
        }
        if let Some(left) = names.iter().find(|name| !own.contains(name)) {
            fail(format!(
                "your function left `{}` in the folder: it writes to the path that it is given, and \
                 to no other",
                left.display()
            ));
        }
        expect_eq(
            content(&beside, "not touched").await.as_str(),
            "not touched",
            "your function changed another file in the folder",
        );
    });
}

/// What came of a call that must fail: which error, with which path and which source.
fn failure<T>(result: Result<T, FileError>) -> Option<(&'static str, PathBuf, io::ErrorKind)> {
    match result {
        Err(FileError::Read { path, source }) => Some(("Read", path, source.kind())),
        Err(FileError::Write { path, source }) => Some(("Write", path, source.kind())),
        Err(FileError::NotText { path, .. }) => Some(("NotText", path, io::ErrorKind::Other)),
        Ok(_) => None,
    }
}

fn failed<T>(
    result: Result<T, FileError>,
    which: &str,
    at: &Path,
    kind: io::ErrorKind,
    what: &str,
) {
    let Some((got, path, source)) = failure(result) else {
        fail(format!(
            "{what} went well; it should give `FileError::{which}`"
        ))
    };
    if got != which {
        fail(format!(
            "{what} gave `FileError::{got}`; it should give `FileError::{which}`"
        ));
    }
    expect_eq(
        path.as_os_str(),
        at.as_os_str(),
        format!("{what} gave an error that does not name the path as it was given"),
    );
    expect_eq(
        source,
        kind,
        format!("{what} gave an error whose source is not what the system said"),
    );
}

/// What this system says to something that cannot be done.
fn said<T>(result: io::Result<T>) -> io::ErrorKind {
    result.map_or_else(|error| error.kind(), |_| io::ErrorKind::Other)
}

#[test]
fn errors_name_the_path_and_keep_their_source() {
    real_time(async |_lab: Lab| {
        let folder = folder();
        let missing = folder.path().join(".").join("missing.txt");
        failed(
            read_text(&missing).await,
            "Read",
            &missing,
            io::ErrorKind::NotFound,
            "reading a file that is not there",
        );
        failed(
            read_text(folder.path()).await,
            "Read",
            folder.path(),
            said(std::fs::read(folder.path())),
            "reading a folder",
        );
        let no_folder = folder.path().join("no such folder");
        let nowhere = no_folder.join("note.txt");
        let what = "writing into a folder that is not there";
        let written = write_text(&nowhere, "text").await;
        if written.is_ok() {
            fail(match (no_folder.exists(), nowhere.exists()) {
                (false, _) => format!(
                    "{what} went well, and neither the folder nor the file is there now: the error was \
                     lost; it should give `FileError::Write`"
                ),
                (true, made) => format!(
                    "{what} went well, since your code made the folder{}: it should write nothing to any \
                     other path than its own, and a file that cannot be made is `FileError::Write`",
                    if made { "" } else { ", though not the file" }
                ),
            });
        }
        failed(written, "Write", &nowhere, io::ErrorKind::NotFound, what);
        if no_folder.exists() {
            fail("`write_text` made a folder: it should write to its path, and to no other");
        }
        failed(
            write_text(folder.path(), "text").await,
            "Write",
            folder.path(),
            said(std::fs::write(folder.path(), "text")),
            "writing a text where a folder is",
        );
    });
}

/// A pipe whose reader goes stands for a disk that is full: it takes the beginning of a text.
#[cfg(target_os = "linux")]
#[test]
fn an_error_of_writing_is_not_lost() {
    use std::fs::File;
    use std::io::Read;
    use std::os::fd::{AsRawFd, OwnedFd};

    real_time(async |lab: Lab| {
        let (mut reader, writer) =
            io::pipe().unwrap_or_else(|error| panic!("the test needs a pipe ({error})"));
        let path = PathBuf::from(format!("/proc/self/fd/{}", writer.as_raw_fd()));
        let reads = lab.thread(move || reader.read(&mut [0; 1000]).unwrap_or_default());
        let result = write_text(&path, &"x".repeat(1_000_000)).await;
        reads.await;
        let came = match &result {
            Err(FileError::Write { source, .. }) => Some(source.kind()),
            _ => None,
        };
        let of_sync = said(File::from(OwnedFd::from(writer)).sync_all());
        if came == Some(of_sync) && of_sync != io::ErrorKind::BrokenPipe {
            fail(format!(
                "writing a million bytes, of which only the first found room, failed with \
                 BrokenPipe, and the error that came back, {of_sync:?}, is what this system says to \
                 `sync_all` of a pipe: that the write failed is told by the next `flush`, so ask that \
                 first"
            ));
        }
        failed(
            result,
            "Write",
            &path,
            io::ErrorKind::BrokenPipe,
            "writing a million bytes, of which only the first found room,",
        );
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_takes_a_text_as_a_file_does() {
    use std::fs::File;
    use std::io::Read;
    use std::os::fd::{AsRawFd, OwnedFd};

    real_time(async |lab: Lab| {
        // The last one is more than a pipe holds.
        let long = "a long text, 긴 글\r\n".repeat(10_000);
        for text in ["", "a text", "비동기\n", &long] {
            lab.case(format!(
                "a text of {} bytes, written into a pipe",
                text.len()
            ));
            let (mut reader, writer) =
                io::pipe().unwrap_or_else(|error| panic!("the test needs a pipe ({error})"));
            let path = PathBuf::from(format!("/proc/self/fd/{}", writer.as_raw_fd()));
            let reads = lab.thread(move || {
                let mut bytes = Vec::new();
                let _whole = reader.read_to_end(&mut bytes);
                bytes
            });
            let result = write_text(&path, text).await;
            let writer = File::from(OwnedFd::from(writer));
            let of_sync = writer.sync_all().map_err(|error| error.raw_os_error());
            drop(writer);
            let came = reads.await;
            if let Err(FileError::Write { source, .. }) = &result
                && came == text.as_bytes()
            {
                fail(format!(
                    "a pipe took all {} bytes of a text, and `write_text` gave an error, {:?}{}: what has \
                     taken all of the text has been written",
                    text.len(),
                    source.kind(),
                    match of_sync == Err(source.raw_os_error()) {
                        true => {
                            ", which is what this system says to `sync_all` of a pipe, as there is no \
                             disk behind it"
                        }
                        false => "",
                    }
                ));
            }
            well(result);
            same_text(
                &String::from_utf8_lossy(&came),
                text,
                "`write_text` wrote into a pipe and returned, and what came out of it is not the text",
            );
        }
    });
}

/// Its length is 0 for the system, and what stands in it comes in pieces.
#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_read_to_its_end() {
    use std::io::Write;
    use std::os::fd::AsRawFd;

    real_time(async |lab: Lab| {
        for pieces in [
            vec!["one piece".to_owned()],
            vec![
                "the first, ".to_owned(),
                "the second ".to_owned(),
                "비동기".to_owned(),
            ],
            // More than a pipe holds.
            vec!["a long text, 긴 글\r\n".repeat(10_000)],
        ] {
            let (reader, mut writer) =
                io::pipe().unwrap_or_else(|error| panic!("the test needs a pipe ({error})"));
            let path = PathBuf::from(format!("/proc/self/fd/{}", reader.as_raw_fd()));
            let (whole, sent) = (pieces.concat(), pieces.clone());
            let writes = lab.thread(move || {
                for piece in pieces {
                    let _sent = writer.write_all(piece.as_bytes());
                    std::thread::sleep(ms(20));
                }
            });
            let text = well(read_text(&path).await);
            let came = (1..sent.len()).find(|came| sent[..*came].concat() == text);
            if let Some(came) = came {
                fail(format!(
                    "a pipe was read into which {} pieces were written, one after the other, and \
                     `read_text` returned with the first {} of them, {text:?}, while the pipe was still \
                     open: a read gives what is there by then, also where that is less than it has room \
                     for. The end has come when a read gives no bytes",
                    sent.len(),
                    if came == 1 {
                        "one".to_owned()
                    } else {
                        came.to_string()
                    }
                ));
            }
            same_text(
                &text,
                &whole,
                "a pipe was read, whose length nobody knows before its end, and `read_text` gave \
                 another text than what came through it",
            );
            drop(reader);
            writes.await;
        }
    });
}

#[test]
fn bytes_that_are_no_text_are_an_error() {
    real_time(async |_lab: Lab| {
        let folder = folder();
        let path = folder.path().join("bad.txt");
        let late = [long_text().as_bytes(), b"\xff"].concat();
        let bad: [(&str, &[u8], usize); 7] = [
            ("a text in Latin-1", b"caf\xe9 au lait", 3),
            ("a text in UTF-16", b"\xff\xfeH\0i\0", 0),
            ("half a character at the end", b"half a \xed\x95", 7),
            ("the second half of a character", b"\x80", 0),
            (
                "a character that is longer than it needs to be",
                b"/\xc0\xaf",
                1,
            ),
            ("half a surrogate pair", b"\xed\xa0\x80", 0),
            ("a bad byte behind a long text", &late, late.len() - 1),
        ];
        for (what, bytes, from) in bad {
            put(&path, bytes);
            match read_text(&path).await {
                Err(FileError::NotText {
                    path: named,
                    source,
                }) => {
                    expect_eq(
                        named.as_os_str(),
                        path.as_os_str(),
                        "the error does not name the path as it was given",
                    );
                    expect_eq(
                        source.utf8_error().valid_up_to(),
                        from,
                        format!(
                            "the file held {what}, and the source of the error does not say where \
                             it stops being UTF-8"
                        ),
                    );
                }
                Ok(_) => fail(format!(
                    "the file held {what}, and `read_text` gave a text; it should give \
                     `FileError::NotText`"
                )),
                other => failed(
                    other,
                    "NotText",
                    &path,
                    io::ErrorKind::Other,
                    &format!("reading a file that held {what}"),
                ),
            }
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

/// When something is done behind the back of a future that is polled.
#[derive(Clone, Copy, PartialEq)]
enum Moment {
    Before,
    /// Pending: what it has asked other threads for is not done yet.
    After,
}

/// Runs a future whose blocking work is done between its polls, and never during one.
///
/// So what a poll finds done was done by another thread before. It stands for a slow file: nothing
/// comes while the runtime's own thread waits for it.
fn in_slow_motion<F: Future>(work: F, mut around_each_poll: impl FnMut(Moment)) -> F::Output {
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
                around_each_poll(Moment::Before);
                if let Poll::Ready(output) = work.poll() {
                    return output;
                }
                around_each_poll(Moment::After);
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

/// Puts another file in the place of this one. Whoever has opened the first still reads the first.
fn put_another(path: &Path, text: &str) {
    let other = path.with_extension("new");
    put(&other, text.as_bytes());
    std::fs::rename(&other, path)
        .unwrap_or_else(|error| panic!("the test cannot move a temporary file ({error})"));
}

#[test]
fn the_runtime_is_free_while_a_file_is_opened_to_be_read() {
    plain_thread(|_lab: PlainLab| {
        let folder = folder();
        let path = folder.path().join("note.txt");
        let opens_itself = (0..TRIES).all(|_| {
            let text = in_slow_motion(read_text(&path), |moment| match moment {
                Moment::Before => put_another(&path, "opened within a poll"),
                Moment::After => put_another(&path, "opened between polls"),
            });
            well(text) == "opened within a poll"
        });
        if opens_itself {
            fail(
                "`read_text` opened the file on the thread that runs all the tasks: when the file \
                 is slow, or a pipe, every task has to wait for it",
            );
        }
    });
}

#[test]
fn the_runtime_is_free_while_a_file_is_read() {
    plain_thread(|_lab: PlainLab| {
        let folder = folder();
        let path = folder.path().join("note.txt");
        let reads_itself = (0..TRIES).all(|_| {
            let mut version = 0;
            let text = in_slow_motion(read_text(&path), |moment| {
                if moment == Moment::Before {
                    version += 1;
                    put(&path, format!("version {version:04}").as_bytes());
                }
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

/// What was seen of a file while it was written.
struct Written {
    /// It was there when the first poll was over, though nothing of what was asked for was done.
    made_within_a_poll: bool,
    /// What it held when `write_text` was polled last, and when it returned.
    before: Option<String>,
    after: Option<String>,
}

fn written(path: &Path, text: &str) -> Written {
    let (mut before, mut polls, mut made_within_a_poll) = (None, 0, false);
    let write = async {
        well(write_text(path, text).await);
        std::fs::read_to_string(path).ok()
    };
    let after = in_slow_motion(write, |moment| match moment {
        Moment::Before => before = std::fs::read_to_string(path).ok(),
        Moment::After => {
            polls += 1;
            made_within_a_poll |= polls == 1 && path.exists();
        }
    });
    Written {
        made_within_a_poll,
        before,
        after,
    }
}

#[test]
fn the_runtime_is_free_while_a_file_is_made_and_written() {
    plain_thread(|_lab: PlainLab| {
        let folder = folder();
        let text = "x".repeat(100_000);
        let tries: Vec<Written> = (0..TRIES)
            .map(|n| written(&folder.path().join(format!("note {n}.txt")), &text))
            .collect();
        if tries.iter().all(|written| written.before != written.after) {
            fail(
                "`write_text` wrote the file on the thread that runs all the tasks: when the file \
                 is slow, every task has to wait for it",
            );
        }
        if tries.iter().all(|written| written.made_within_a_poll) {
            fail(
                "`write_text` made the file on the thread that runs all the tasks: when the disk is \
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
        let after = written(&folder.path().join("note.txt"), &text).after;
        if after.as_ref() != Some(&text) {
            fail(format!(
                "`write_text` returned when the file held {} of 100000 bytes, and the rest was \
                 still on its way: a `tokio::fs::File` writes in the background until it is flushed",
                after.unwrap_or_default().len()
            ));
        }
    });
}
