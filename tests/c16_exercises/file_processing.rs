//! `file_processing`: few files open at once, and a result for each of them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_katas::c16_exercises::file_processing::{FileError, process_files};
use lab::{Gauge, Inside, Lab, Span, Timeline, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A file of the test's making, or a real one, that counts as open until it is dropped.
struct Handle<R> {
    inner: R,
    _open: Inside,
}

impl<R: AsyncRead + Unpin> AsyncRead for Handle<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

/// A text that is there only after a while, drawn on the lane of its name.
struct SlowText {
    arrives: Option<Pin<Box<Span<Sleep>>>>,
    text: &'static [u8],
    breaks_off: bool,
}

impl AsyncRead for SlowText {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(arrives) = &mut self.arrives {
            ready!(arrives.as_mut().poll(cx));
            self.arrives = None;
        }
        let part = self.text.len().min(buf.remaining());
        buf.put_slice(&self.text[..part]);
        self.text = &self.text[part..];
        if part == 0 && self.breaks_off {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Poll::Ready(Ok(()))
    }
}

/// The files that a test made up: name, time, text.
#[derive(Clone)]
struct Shelf {
    lab: Lab,
    open: Gauge,
    files: Arc<BTreeMap<PathBuf, (Duration, &'static [u8])>>,
}

impl Shelf {
    fn new(lab: &Lab, files: &[(&str, Duration, &'static str)]) -> Self {
        Shelf {
            lab: lab.clone(),
            open: Gauge::default(),
            files: Arc::new(
                files
                    .iter()
                    .map(|(name, time, text)| (PathBuf::from(name), (*time, text.as_bytes())))
                    .collect(),
            ),
        }
    }

    fn paths(&self) -> Vec<PathBuf> {
        self.files.keys().cloned().collect()
    }

    /// How a file is opened: what a name that begins with `broken` stands for breaks off.
    fn opener(&self) -> impl Fn(PathBuf) -> OpenFuture + Send + Sync + 'static {
        let shelf = self.clone();
        move |path| {
            let shelf = shelf.clone();
            Box::pin(async move {
                let Some((time, text)) = shelf.files.get(&path) else {
                    return Err(io::ErrorKind::NotFound.into());
                };
                let name = path.display().to_string();
                Ok(Handle {
                    inner: SlowText {
                        arrives: Some(Box::pin(shelf.lab.span(&name, sleep(*time)))),
                        text,
                        breaks_off: name.starts_with("broken"),
                    },
                    _open: shelf.open.enter(),
                })
            })
        }
    }

    fn expect_at_most(&self, limit: usize) {
        few_were_open(&self.open, limit);
    }
}

type OpenFuture = Pin<Box<dyn Future<Output = io::Result<Handle<SlowText>>> + Send>>;

fn few_were_open(open: &Gauge, limit: usize) {
    let peak = open.peak();
    if peak > limit {
        fail(format!(
            "{peak} files were open at once, where no more than {limit} may be: open a file only \
             when its turn has come, and drop it when you have read it"
        ));
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn result_of<'a, T>(
    results: &'a BTreeMap<PathBuf, Result<T, FileError>>,
    path: &Path,
) -> &'a Result<T, FileError> {
    results.get(path).unwrap_or_else(|| {
        fail(format!(
            "`{}` has no result: every file has one, also when it or another one failed",
            path.display()
        ))
    })
}

#[test]
fn so_many_at_once_and_the_next_when_one_is_done() {
    virtual_time(async |lab: Lab| {
        let shelf = Shelf::new(
            &lab,
            &[
                ("d", secs(3), "one two three four"),
                ("c", secs(1), "one two three"),
                ("b", secs(1), "one two"),
                ("a", secs(1), "one"),
            ],
        );
        let paths = ["d", "c", "b", "a"].map(PathBuf::from);
        let results = process_files(Vec::from(paths), 2, shelf.opener(), words).await;
        shelf.expect_at_most(2);
        lab.expect(
            "
                0s    1s    2s    3s
            d   |=================|
            c   |=====|
            b         |=====|
            a               |=====|
            ",
        );
        let counts: Vec<usize> = results.into_values().flatten().collect();
        expect_eq(
            counts,
            vec![1, 2, 3, 4],
            "the results belong to other files: each stands under the name of its own file",
        );
    });
}

#[test]
fn all_places_are_taken_while_there_is_work() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (count, limit) = (draw.size(1..=12), draw.size(1..=5));
        let time = draw.times(ms(100), 1..=10);
        let names: Vec<String> = (0..count).map(|n| format!("file {n:02}")).collect();
        let files: Vec<_> = names
            .iter()
            .map(|name| (name.as_str(), time, "a"))
            .collect();
        let shelf = Shelf::new(&lab, &files);
        let results = process_files(shelf.paths(), limit, shelf.opener(), words).await;
        shelf.expect_at_most(limit);
        expect_eq(
            results.len(),
            count,
            "there should be as many results as files",
        );
        expect_eq(
            lab.now(),
            time * count.div_ceil(limit) as u32,
            format!(
                "{count} files of {time:?} each, {limit} at once: the time shows that places \
                 stood empty while files were waiting"
            ),
        );
    });
}

#[test]
fn a_bad_file_costs_the_others_nothing() {
    virtual_time(async |lab: Lab| {
        let mut shelf = Shelf::new(
            &lab,
            &[
                ("broken", secs(1), "half a"),
                ("fine", secs(2), "one two"),
                ("also fine", secs(2), "one"),
            ],
        );
        if let Some(files) = Arc::get_mut(&mut shelf.files) {
            files.insert("not text".into(), (secs(1), b"caf\xe9"));
        }
        let mut paths = shelf.paths();
        paths.insert(0, "missing".into());
        let results = process_files(paths, 3, shelf.opener(), words).await;
        for (name, count) in [("fine", 2), ("also fine", 1)] {
            match result_of(&results, Path::new(name)) {
                Ok(got) => expect_eq(*got, count, format!("`{name}` was not counted right")),
                Err(error) => fail(format!(
                    "`{name}` is a good file, but its result is an error: {error}"
                )),
            }
        }
        match result_of(&results, Path::new("missing")) {
            Err(FileError::Open { path, source }) => {
                expect_eq(
                    path.as_path(),
                    Path::new("missing"),
                    "the error names another file",
                );
                expect_eq(
                    source.kind(),
                    io::ErrorKind::NotFound,
                    "the error lost what the system said",
                );
            }
            other => fail(format!(
                "a file that cannot be opened should be `FileError::Open`, not {other:?}"
            )),
        }
        match result_of(&results, Path::new("broken")) {
            Err(FileError::Read { path, source }) => {
                expect_eq(
                    path.as_path(),
                    Path::new("broken"),
                    "the error names another file",
                );
                expect_eq(
                    source.kind(),
                    io::ErrorKind::ConnectionReset,
                    "the error lost what the system said",
                );
            }
            other => fail(format!(
                "a file whose reading broke off should be `FileError::Read`, not {other:?}"
            )),
        }
        match result_of(&results, Path::new("not text")) {
            Err(FileError::NotText { path, source }) => {
                expect_eq(
                    path.as_path(),
                    Path::new("not text"),
                    "the error names another file",
                );
                expect_eq(
                    source.utf8_error().valid_up_to(),
                    3,
                    "the error does not say where the text goes wrong",
                );
            }
            other => fail(format!(
                "a file that is not UTF-8 should be `FileError::NotText`, not {other:?}"
            )),
        }
    });
}

#[test]
fn a_limit_of_nothing_is_a_limit_of_one() {
    virtual_time(async |lab: Lab| {
        let shelf = Shelf::new(&lab, &[("a", secs(1), "one"), ("b", secs(1), "one two")]);
        let results = process_files(shelf.paths(), 0, shelf.opener(), words).await;
        shelf.expect_at_most(1);
        expect_eq(results.len(), 2, "with a limit of 0 files were left out");
    });
}

#[test]
fn named_twice_read_once_and_nothing_for_nothing() {
    virtual_time(async |lab: Lab| {
        let shelf = Shelf::new(&lab, &[("a", secs(1), "one"), ("b", secs(1), "one two")]);
        let none = process_files(Vec::new(), 3, shelf.opener(), words).await;
        expect_eq(none.len(), 0, "no paths should give no results");
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
        let paths = ["a", "b", "a"].map(PathBuf::from);
        let results = process_files(Vec::from(paths), 3, shelf.opener(), words).await;
        expect_eq(
            results.len(),
            2,
            "two different files should give two results",
        );
        lab.expect_because(
            Timeline::new()
                .span("a", secs(0), secs(1))
                .span("b", secs(0), secs(1)),
            "a file that is named twice was read twice",
        );
    });
}

#[test]
fn a_hundred_real_files_with_few_open() {
    virtual_time(async |_lab: Lab| {
        let folder = tempfile::tempdir().unwrap_or_else(|error| {
            panic!("the test needs a folder for temporary files ({error})")
        });
        let mut paths = Vec::new();
        for n in 0..100 {
            let path = folder.path().join(format!("{n}.txt"));
            if n != 42 {
                std::fs::write(&path, "word ".repeat(n)).unwrap_or_else(|error| {
                    panic!("the test cannot write a temporary file ({error})")
                });
            }
            paths.push(path);
        }
        let open = Gauge::default();
        let calls = Arc::new(AtomicUsize::new(0));
        let opener = {
            let (open, calls) = (open.clone(), calls.clone());
            move |path: PathBuf| {
                let open = open.clone();
                calls.fetch_add(1, Ordering::SeqCst);
                async move {
                    Ok(Handle {
                        inner: File::open(path).await?,
                        _open: open.enter(),
                    })
                }
            }
        };
        let results = process_files(paths.clone(), 4, opener, words).await;
        few_were_open(&open, 4);
        expect_eq(
            calls.load(Ordering::SeqCst),
            100,
            "each of the hundred files should be opened once",
        );
        for (n, path) in paths.iter().enumerate() {
            match result_of(&results, path) {
                Ok(count) => expect_eq(*count, n, "a file's words were counted wrong"),
                Err(FileError::Open { .. }) if n == 42 => {}
                Err(error) => fail(format!("{n}.txt is there, but its result is: {error}")),
            }
        }
    });
}
