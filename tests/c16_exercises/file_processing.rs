//! `file_processing`: few files open at once, and a result for each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_katas::c16_exercises::file_processing::{FileError, process_files};
use lab::timeline::{Item, short};
use lab::{
    A_DAY, Gauge, Inside, Lab, Span, Timeline, Way, expect_eq, fail, for_seeds, ms, secs,
    virtual_time,
};
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Sleep, sleep, timeout};

/// A file of the test's making, or a real one, that counts as open until it is dropped.
struct Handle<R> {
    inner: R,
    _open: Open,
    /// Of the file's own, so that somebody can tell which one is open.
    _this: Inside,
    /// It has been read to its end, or as far as it can be read.
    read: Option<Inside>,
    places: Places,
}

impl<R: AsyncRead + Unpin> AsyncRead for Handle<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let (room, before) = (buf.remaining(), buf.filled().len());
        let polled = Pin::new(&mut self.inner).poll_read(cx, buf);
        let is_over = match &polled {
            Poll::Ready(Ok(())) => room > 0 && buf.filled().len() == before,
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        };
        if is_over && self.read.is_none() {
            self.read = Some(self.places.read.enter());
        }
        polled
    }
}

/// The files that are open, and what was seen of them when there were more than might be.
#[derive(Clone, Default)]
struct Places {
    open: Gauge,
    /// Those that have been read to their end, and are open still.
    read: Gauge,
    /// The most that were open, and how many of them had been read by then.
    most: Arc<Mutex<(usize, usize)>>,
}

/// A file that is open.
struct Open(#[expect(dead_code, reason = "it is there to be dropped")] Inside);

impl Places {
    fn enter(&self) -> Open {
        let inside = self.open.enter();
        let mut most = self.most.lock().unwrap_or_else(PoisonError::into_inner);
        if self.open.now() > most.0 {
            *most = (self.open.now(), self.read.now());
        }
        Open(inside)
    }
}

/// A text that is there only after a while, drawn on the lane of its name. It comes in pieces.
struct SlowText {
    arrives: Option<Pin<Box<Span<Sleep>>>>,
    text: Vec<u8>,
    piece: usize,
    breaks_off: Option<io::ErrorKind>,
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
        let part = self.piece.min(self.text.len()).min(buf.remaining());
        buf.put_slice(&self.text[..part]);
        self.text.drain(..part);
        match self.breaks_off {
            Some(kind) if part == 0 => Poll::Ready(Err(kind.into())),
            _ => Poll::Ready(Ok(())),
        }
    }
}

/// A file that a test made up.
#[derive(Clone)]
struct Made {
    opens: Duration,
    reads: Duration,
    text: Vec<u8>,
    /// So many bytes come at once.
    piece: usize,
    cannot_be_opened: Option<io::ErrorKind>,
    breaks_off: Option<io::ErrorKind>,
    this: Gauge,
}

fn made(reads: Duration, text: &[u8]) -> Made {
    Made {
        opens: Duration::ZERO,
        reads,
        text: text.to_vec(),
        piece: 1000,
        cannot_be_opened: None,
        breaks_off: None,
        this: Gauge::default(),
    }
}

/// The files that a test made up, by their names.
#[derive(Clone)]
struct Shelf {
    lab: Lab,
    places: Places,
    files: Arc<BTreeMap<PathBuf, Made>>,
    /// In the order of opening.
    opened: Arc<Mutex<Vec<PathBuf>>>,
    processed: Gauge,
}

type OpenFuture = Pin<Box<dyn Future<Output = io::Result<Handle<SlowText>>> + Send>>;
type Results = BTreeMap<PathBuf, Result<usize, FileError>>;

impl Shelf {
    fn new<N: Into<PathBuf>>(lab: &Lab, files: impl IntoIterator<Item = (N, Made)>) -> Self {
        Shelf {
            lab: lab.clone(),
            places: Places::default(),
            files: Arc::new(
                files
                    .into_iter()
                    .map(|(name, file)| (name.into(), file))
                    .collect(),
            ),
            opened: Arc::default(),
            processed: Gauge::default(),
        }
    }

    fn paths(&self) -> Vec<PathBuf> {
        self.files.keys().cloned().collect()
    }

    fn opened(&self) -> Vec<PathBuf> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.clone()
    }

    fn note(&self, path: &Path) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.push(path.to_owned());
    }

    /// How a file is opened.
    fn opener(&self) -> impl Fn(PathBuf) -> OpenFuture + Send + Sync + 'static {
        let shelf = self.clone();
        move |path| {
            let shelf = shelf.clone();
            Box::pin(async move {
                shelf.note(&path);
                let Some(file) = shelf.files.get(&path) else {
                    return Err(io::ErrorKind::NotFound.into());
                };
                let (open, this) = (shelf.places.enter(), file.this.enter());
                if file.opens > Duration::ZERO {
                    sleep(file.opens).await;
                }
                if let Some(kind) = file.cannot_be_opened {
                    return Err(kind.into());
                }
                let name = path.display().to_string();
                Ok(Handle {
                    inner: SlowText {
                        arrives: Some(Box::pin(shelf.lab.span(&name, sleep(file.reads)))),
                        text: file.text.clone(),
                        piece: file.piece,
                        breaks_off: file.breaks_off,
                    },
                    _open: open,
                    _this: this,
                    read: None,
                    places: shelf.places.clone(),
                })
            })
        }
    }

    /// Whether this one cannot be had.
    fn fails(&self, path: &Path) -> bool {
        self.files.get(path).is_none_or(|file| {
            file.cannot_be_opened.is_some()
                || file.breaks_off.is_some()
                || std::str::from_utf8(&file.text).is_err()
        })
    }

    /// Why a call has not ended for so long.
    fn why_it_hangs(&self, named: &[PathBuf], at_once: usize, patience: Duration) -> String {
        let (opened, open) = (self.opened(), self.places.open.now());
        let named: BTreeSet<&PathBuf> = named.iter().collect();
        let failed = opened.iter().filter(|path| self.fails(path)).count();
        let told = format!(
            "your function had not returned after {}, longer than all files take together: {} of {} had \
             been opened, and {open} of these are open",
            short(patience),
            opened.len(),
            named.len()
        );
        if at_once == 0 && opened.is_empty() {
            format!("{told}; a limit of 0 counts as 1")
        } else if open == 0 && opened.len() < named.len() && failed >= at_once {
            format!(
                "{told}; {failed} of those that were opened had failed, as many as may be open at once \
                 or more: a file that fails makes room for the next one too"
            )
        } else {
            told
        }
    }

    /// Counts words. The file that the text is from has to be closed by then.
    fn words(&self) -> impl Fn(&str) -> usize + Send + Sync + 'static {
        let shelf = self.clone();
        move |text| {
            let _processed = shelf.processed.enter();
            let mut its = shelf
                .files
                .values()
                .filter(|file| file.text == text.as_bytes());
            // Where two have one text, or one was opened twice, nobody can tell whose it is.
            if let (Some(file), None) = (its.next(), its.next())
                && (file.this.entered(), file.this.now()) == (1, 1)
            {
                fail(format!(
                    "`process` got the text {text:?} while its file was still open: close (drop) a \
                     file before you hand on its text"
                ));
            }
            text.split_whitespace().count()
        }
    }

    async fn process(&self, paths: Vec<PathBuf>, at_once: usize) -> Results {
        let named = paths.clone();
        // Longer than all of them take, one after another.
        let times = self.files.values().map(|file| file.opens + file.reads);
        let patience = times.sum::<Duration>() + secs(60);
        let call = process_files(paths, at_once, self.opener(), self.words());
        let Ok(results) = timeout(patience, call).await else {
            fail(self.why_it_hangs(&named, at_once, patience))
        };
        few_were_open(&self.places, at_once);
        each_has_a_result(&results, &named, |path| self.fails(path));
        results
    }
}

fn few_were_open(places: &Places, at_once: usize) {
    let (peak, read) = *places.most.lock().unwrap_or_else(PoisonError::into_inner);
    let limit = at_once.max(1);
    if peak > limit {
        let zero = if at_once == 0 {
            ", for a limit of 0 counts as 1"
        } else {
            ""
        };
        let why = match read {
            0 => "open a file only when its turn has come".to_owned(),
            read => format!(
                "{read} of them had been read to their end and were still held: drop a file when you \
                 have read it"
            ),
        };
        fail(format!(
            "{peak} files were open at once, where no more than {limit} may be{zero}: {why}"
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
    results
        .get(path)
        .unwrap_or_else(|| fail(format!("there is no result for `{}`", path.display())))
}

/// That each of these has a result. Some of them cannot be had.
fn each_has_a_result<'a, T>(
    results: &BTreeMap<PathBuf, Result<T, FileError>>,
    paths: impl IntoIterator<Item = &'a PathBuf>,
    fails: impl Fn(&Path) -> bool,
) {
    let (bad, good): (BTreeSet<&PathBuf>, BTreeSet<&PathBuf>) =
        paths.into_iter().partition(|path| fails(path));
    let without = |paths: &BTreeSet<&PathBuf>| {
        let without = paths.iter().filter(|path| !results.contains_key(**path));
        let names = without.filter_map(|path| path.file_name());
        Vec::from_iter(names.map(|name| format!("`{}`", name.display())))
    };
    let (no_good, no_bad) = (without(&good), without(&bad));
    let count = results.len();
    match (no_good.is_empty(), no_bad.is_empty()) {
        (true, true) => {}
        (true, false) if no_bad.len() == bad.len() && count > 0 => fail(format!(
            "there is no result for {}: just the files that failed were left out, where each of \
             them has a result too: its error",
            listed(&no_bad)
        )),
        (true, false) => fail(format!(
            "there is no result for {}: a file that fails has a result too: its error",
            listed(&no_bad)
        )),
        (false, _) if bad.is_empty() => fail(format!(
            "there is no result for {}: each file has one, and none failed",
            listed(&no_good)
        )),
        (false, _) => fail(format!(
            "there is no result for {}, though nothing is wrong with {}: that another file fails \
             costs the others nothing",
            listed(&no_good),
            if no_good.len() == 1 { "it" } else { "them" }
        )),
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [most @ .., last] if most.len() > 5 => {
            format!(
                "{} and {} more up to {last}",
                most[..5].join(", "),
                most.len() - 5
            )
        }
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        names => names.concat(),
    }
}

/// What became of a file, in words of the test's own.
#[derive(PartialEq)]
enum Became {
    Words(usize),
    NotOpened(PathBuf, io::ErrorKind),
    BrokeOff(PathBuf, io::ErrorKind),
    NotText(PathBuf, usize),
}

impl fmt::Debug for Became {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Became::Words(1) => write!(f, "`Ok` with one word"),
            Became::Words(words) => write!(f, "`Ok` with {words} words"),
            Became::NotOpened(path, kind) => {
                write!(f, "`FileError::Open` of `{}` ({kind:?})", path.display())
            }
            Became::BrokeOff(path, kind) => {
                write!(f, "`FileError::Read` of `{}` ({kind:?})", path.display())
            }
            Became::NotText(path, up_to) => write!(
                f,
                "`FileError::NotText` of `{}` (no UTF-8 after {up_to} bytes)",
                path.display()
            ),
        }
    }
}

fn became(result: &Result<usize, FileError>) -> Became {
    match result {
        Ok(words) => Became::Words(*words),
        Err(FileError::Open { path, source }) => Became::NotOpened(path.clone(), source.kind()),
        Err(FileError::Read { path, source }) => Became::BrokeOff(path.clone(), source.kind()),
        Err(FileError::NotText { path, source }) => {
            Became::NotText(path.clone(), source.utf8_error().valid_up_to())
        }
    }
}

/// Which error it is.
fn kind_of(error: &FileError) -> &'static str {
    match error {
        FileError::Open { .. } => "Open",
        FileError::Read { .. } => "Read",
        FileError::NotText { .. } => "NotText",
    }
}

#[test]
fn so_many_at_once_and_the_next_when_one_is_done() {
    virtual_time(async |lab: Lab| {
        let shelf = Shelf::new(
            &lab,
            [
                ("d", made(secs(3), b"one two three four")),
                ("c", made(secs(1), b"one two three")),
                ("b", made(secs(1), b"one two")),
                ("a", made(secs(1), b"one")),
            ],
        );
        let paths = ["d", "c", "b", "a"].map(PathBuf::from);
        let results = shelf.process(Vec::from(paths), 2).await;
        let picture = "
                0s    1s    2s    3s
            d   |=================|
            c   |=====|
            b         |=====|
            a               |=====|
            ";
        let happened = lab.timeline();
        let first = happened.items("d").first().map(Item::end);
        let others = ["c", "b", "a"].map(|name| happened.items(name).first().map(Item::begin));
        match first.is_some_and(|over| others.iter().flatten().all(|begun| *begun >= over)) {
            true => lab.expect_because(
                picture,
                "`d`, the first file, was read by itself, and no other was opened before that was over, \
                 where two may be open at once",
            ),
            false => lab.expect(picture),
        }
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
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let (count, limit) = (draw.size(1..=12), draw.size(1..=5));
        let names: Vec<String> = (0..count).map(|n| format!("file {n:02}")).collect();
        let files: Vec<_> = names
            .iter()
            .map(|name| {
                let mut file = made(draw.times(ms(101), 1..=10), b"a");
                match draw.size(0..=5) {
                    0 => file.breaks_off = Some(io::ErrorKind::ConnectionReset),
                    1 => file.text = b"\xff".to_vec(),
                    _ => {}
                }
                (name, file)
            })
            .collect();
        let shelf = Shelf::new(&lab, files);
        let what = if count == 1 { "file" } else { "files" };
        lab.case(format!("{count} {what}, {limit} at once"));
        let results = shelf.process(shelf.paths(), limit).await;
        expect_eq(
            results.len(),
            count,
            "this is how many results there are: it should be one for each file, and no more",
        );
        let lanes: Vec<(&str, Duration)> =
            names.iter().map(|name| (name.as_str(), secs(0))).collect();
        lab.expect_busy(limit, &lanes);
    });
}

#[test]
fn a_thousand_files_are_open_at_once_if_that_is_the_limit() {
    virtual_time(async |lab: Lab| {
        for limit in [1000, 1_000_000] {
            let names = (0..1000).map(|n| (format!("{limit} {n}"), made(secs(1), b"a")));
            let shelf = Shelf::new(&lab, names);
            lab.case(format!("1000 files, {limit} at once"));
            let results = shelf.process(shelf.paths(), limit).await;
            expect_eq(
                shelf.places.open.peak(),
                1000,
                format!(
                    "a thousand files were to be read, and {limit} may be open at once: there is room for \
                     all, and no more than {} were open at once",
                    shelf.places.open.peak()
                ),
            );
            expect_eq(
                results.len(),
                1000,
                "this is how many results there are, for a thousand files",
            );
        }
    });
}

#[test]
fn a_file_counts_while_it_is_being_opened() {
    virtual_time(async |lab: Lab| {
        let files = (0..7).map(|n| {
            let mut file = made(secs(0), b"a");
            file.opens = ms(1003);
            if n % 3 == 0 {
                file.cannot_be_opened = Some(io::ErrorKind::PermissionDenied);
            }
            (format!("{n}"), file)
        });
        let shelf = Shelf::new(&lab, files);
        let results = shelf.process(shelf.paths(), 2).await;
        expect_eq(
            results.len(),
            7,
            "this is how many results there are, for seven files",
        );
        expect_eq(
            lab.now(),
            ms(4012),
            "seven files took 1.003 s each to open, two at once, and some could not be opened: all \
             should be done after four times as long",
        );
    });
}

#[test]
fn files_are_opened_in_the_order_given() {
    for_seeds(10, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut names: Vec<PathBuf> = (0..20).map(|n| format!("{n}").into()).collect();
        draw.shuffle(&mut names);
        let files: Vec<_> = names
            .iter()
            .map(|name| (name.clone(), made(draw.times(ms(101), 1..=10), b"a")))
            .collect();
        let shelf = Shelf::new(&lab, files);
        let _results = shelf.process(names.clone(), draw.size(1..=4)).await;
        expect_eq(
            shelf.opened(),
            names,
            "the files were opened in another order than they were named in",
        );
    });
}

#[test]
fn files_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let mut slow = made(A_DAY / 2, b"one two");
        slow.opens = A_DAY / 2;
        let shelf = Shelf::new(&lab, [("slow", slow), ("fast", made(secs(1), b"one"))]);
        let results = shelf.process(shelf.paths(), 2).await;
        if lab.now() < A_DAY {
            fail(format!(
                "a file takes 12h to open and 12h to read, and your function returned after {}: a file \
                 is read to its end, however long that takes",
                short(lab.now())
            ));
        }
        expect_eq(
            (
                became(result_of(&results, Path::new("slow"))),
                became(result_of(&results, Path::new("fast"))),
                lab.now(),
            ),
            (Became::Words(2), Became::Words(1), A_DAY),
            "one file took 12 h to open and 12 h to read: both files should have their results after \
             24 h",
        );
    });
}

#[test]
fn a_text_is_handed_on_as_it_stands_there() {
    virtual_time(async |lab: Lab| {
        let long = "a long text, 긴 글\r\n".repeat(10_000);
        let very_long = "a long text, 긴 글\r\n".repeat(550_000);
        let texts = [
            "",
            "one",
            " \t spaces at both ends \r\n\n",
            "\u{feff}after a byte order mark",
            "비동기, é, 🦀, \0",
            long.as_str(),
            very_long.as_str(),
        ];
        let files = texts.iter().enumerate().map(|(n, text)| {
            let mut file = made(secs(1), text.as_bytes());
            file.piece = match text.len() {
                0..1000 => 1,
                1000..1_000_000 => 1001,
                _ => 1_000_001,
            };
            (format!("{n}"), file)
        });
        let shelf = Shelf::new(&lab, files);
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let results = process_files(shelf.paths(), 3, shelf.opener(), move |text| {
            counter.fetch_add(1, Ordering::SeqCst);
            text.to_owned()
        })
        .await;
        for (n, text) in texts.iter().enumerate() {
            match result_of(&results, Path::new(&n.to_string())) {
                Ok(got) if got == text => {}
                Ok(got) if got.len() < text.len() && text.starts_with(got.as_str()) => {
                    fail(format!(
                        "a file holds {} bytes and gives them in pieces, and `process` got the first {} of \
                     them: read a file to its end, which is where a read gives nothing",
                        text.len(),
                        got.len()
                    ))
                }
                Ok(got) if text.len() > 1000 => fail(format!(
                    "a file held {} bytes, and `process` got {}: the text should be handed on as it \
                     stands there",
                    text.len(),
                    got.len()
                )),
                Ok(got) => expect_eq(
                    got.as_str(),
                    *text,
                    "`process` got another text than the one that stands in the file",
                ),
                Err(error) => fail(format!(
                    "the file `{n}` can be read and is UTF-8, and its result is `FileError::{}`",
                    kind_of(error)
                )),
            }
        }
        expect_eq(
            calls.load(Ordering::SeqCst),
            texts.len(),
            "`process` should be called once for each file",
        );
    });
}

#[test]
fn a_bad_file_costs_the_others_nothing() {
    virtual_time(async |lab: Lab| {
        use io::ErrorKind::{ConnectionReset, PermissionDenied, UnexpectedEof};
        let mut broken = made(secs(1), b"half a");
        broken.breaks_off = Some(ConnectionReset);
        let mut cut = made(secs(1), b"half");
        cut.breaks_off = Some(UnexpectedEof);
        let mut closed = made(secs(1), b"never seen");
        closed.cannot_be_opened = Some(PermissionDenied);
        let shelf = Shelf::new(
            &lab,
            [
                ("broken", broken),
                ("closed", closed),
                ("cut", cut),
                ("fine", made(secs(2), b"one two")),
                ("latin", made(secs(1), b"caf\xe9")),
                ("half a character", made(secs(1), b"one \xed\x95")),
                ("also fine", made(secs(2), b"one")),
            ],
        );
        let mut paths = shelf.paths();
        paths.insert(0, "missing".into());
        let results = shelf.process(paths, 3).await;
        let named = PathBuf::from;
        for (name, should, what) in [
            ("fine", Became::Words(2), "a good file beside bad ones"),
            ("also fine", Became::Words(1), "a good file beside bad ones"),
            (
                "missing",
                Became::NotOpened(named("missing"), io::ErrorKind::NotFound),
                "a file that is not there",
            ),
            (
                "closed",
                Became::NotOpened(named("closed"), PermissionDenied),
                "a file that nobody may open",
            ),
            (
                "broken",
                Became::BrokeOff(named("broken"), ConnectionReset),
                "a file whose reading broke off",
            ),
            (
                "cut",
                Became::BrokeOff(named("cut"), UnexpectedEof),
                "a file whose reading broke off early",
            ),
            (
                "latin",
                Became::NotText(named("latin"), 3),
                "a file that is not UTF-8",
            ),
            (
                "half a character",
                Became::NotText(named("half a character"), 4),
                "a file whose last character is cut",
            ),
        ] {
            let got = became(result_of(&results, Path::new(name)));
            if got != should {
                fail(format!("{what} gave {got:?}, and should give {should:?}"));
            }
        }
        expect_eq(
            (results.len(), shelf.processed.entered()),
            (8, 2),
            "eight files should have a result each, and `process` be called for the two good ones",
        );
    });
}

#[test]
fn a_limit_of_nothing_is_a_limit_of_one() {
    virtual_time(async |lab: Lab| {
        let shelf = Shelf::new(
            &lab,
            [
                ("a", made(secs(1), b"one")),
                ("b", made(secs(1), b"one two")),
            ],
        );
        let results = shelf.process(shelf.paths(), 0).await;
        expect_eq(
            results.len(),
            2,
            "this is how many results there are, for two files and a limit of 0",
        );
    });
}

#[test]
fn named_twice_read_once_and_nothing_for_nothing() {
    virtual_time(async |lab: Lab| {
        let mut bad = made(secs(1), b"");
        bad.breaks_off = Some(io::ErrorKind::ConnectionReset);
        let shelf = Shelf::new(
            &lab,
            [
                ("a", made(secs(1), b"one")),
                ("b", made(secs(1), b"one two")),
                ("bad", bad),
            ],
        );
        lab.case("called with no paths");
        let none = shelf.process(Vec::new(), 3).await;
        expect_eq(none.len(), 0, "no paths should give no results");
        expect_eq(
            (lab.now(), shelf.opened().len()),
            (secs(0), 0),
            "there was nothing to do, and your function waited or opened a file",
        );
        lab.case("called with four files, three of which are named twice or more");
        let paths = ["a", "bad", "b", "bad", "a", "missing", "missing", "a"].map(PathBuf::from);
        let paths = Vec::from(paths);
        let results = shelf.process(paths.clone(), 2).await;
        expect_eq(
            results.len(),
            4,
            "this is how many results there are, for four different files",
        );
        let mut side_by_side = paths.clone();
        side_by_side.dedup();
        let each_once = "some files were named twice or more, and each should be opened once, in the order in \
             which they were named first";
        let why = match shelf.opened() == side_by_side {
            true => format!(
                "called with {paths:?}, your function opened `missing` once, which is named twice in a row, and \
                 each file again that is named again later on. `Vec::dedup` does that: it takes out those \
                 alone that stand side by side, and the others have to be remembered; {each_once}"
            ),
            false => format!("called with {paths:?}: {each_once}"),
        };
        expect_eq(
            shelf.opened(),
            ["a", "bad", "b", "missing"].map(PathBuf::from).to_vec(),
            why,
        );
        lab.expect_because(
            Timeline::new()
                .span("a", secs(0), secs(1))
                .span("bad", secs(0), secs(1))
                .span("b", secs(1), secs(2)),
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
        let open = Places::default();
        let calls = Arc::new(AtomicUsize::new(0));
        let opener = {
            let (open, calls) = (open.clone(), calls.clone());
            move |path: PathBuf| {
                let places = open.clone();
                calls.fetch_add(1, Ordering::SeqCst);
                async move {
                    // From here on: how soon the system has opened it is luck, and whoever asks for
                    // all of them at once may get and close one after another.
                    let open = places.enter();
                    Ok(Handle {
                        inner: File::open(path).await?,
                        _open: open,
                        _this: Gauge::default().enter(),
                        read: None,
                        places,
                    })
                }
            }
        };
        let results = process_files(paths.clone(), 4, opener, words).await;
        few_were_open(&open, 4);
        each_has_a_result(&results, &paths, |path| path.ends_with("42.txt"));
        expect_eq(
            calls.load(Ordering::SeqCst),
            100,
            "each of the hundred files should be opened once",
        );
        for (n, path) in paths.iter().enumerate() {
            match result_of(&results, path) {
                Ok(count) => expect_eq(
                    *count,
                    n,
                    format!("this is how many words `process` found in {n}.txt, which holds {n}"),
                ),
                Err(FileError::Open { .. }) if n == 42 => {}
                Err(error) if n == 42 => fail(format!(
                    "42.txt is not there, and should be `FileError::Open`: it is `FileError::{}`",
                    kind_of(error)
                )),
                Err(error) => fail(format!(
                    "{n}.txt is there and can be read, and its result is `FileError::{}`",
                    kind_of(error)
                )),
            }
        }
    });
}

#[test]
fn it_does_not_matter_how_the_call_is_polled() {
    for way in Way::ALL {
        virtual_time(async move |lab: Lab| {
            lab.case(format!("a call that is {way}"));
            let files = ["one", "one two", "one two three"].map(|text| {
                let mut file = made(ms(103), text.as_bytes());
                file.opens = ms(17);
                (text, file)
            });
            let shelf = Shelf::new(&lab, files);
            let results = lab.polled(way, shelf.process(shelf.paths(), 2)).await;
            let counts: Vec<usize> = results.into_values().flatten().collect();
            expect_eq(
                counts,
                vec![1, 2, 3],
                "three files were to be read, two at once: each should have its result",
            );
        });
    }
}
