//! `count_lines`: right however the bytes come, and never more in memory than a line.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_katas::c10_files::count_lines::{CountError, LineCount, MAX_LINE, count_lines};
use lab::{A_DAY, Lab, Way, expect_eq, fail, for_seeds, ms, virtual_time};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::lock::lock;

/// The longest line, as the task says.
const LONGEST: usize = 64 * 1024;

/// Gives bytes piece by piece, and notices how much is asked of it.
struct Tape {
    pieces: VecDeque<Vec<u8>>,
    /// What was read, as it was read.
    read: Arc<Mutex<Vec<Vec<u8>>>>,
    /// What comes after the last piece.
    then: Then,
    given: usize,
    /// How long each piece lets others wait for it.
    pause: Option<Duration>,
    comes: Option<Pin<Box<Sleep>>>,
}

enum Then {
    End,
    Error(io::ErrorKind),
    /// More and more bytes of a line, as long as no more than so many are taken in all.
    Endless {
        bearable: usize,
    },
}

impl Tape {
    fn new(pieces: impl IntoIterator<Item = Vec<u8>>, then: Then) -> Self {
        Tape {
            pieces: pieces
                .into_iter()
                .filter(|piece| !piece.is_empty())
                .collect(),
            read: Arc::default(),
            then,
            given: 0,
            pause: None,
            comes: None,
        }
    }

    fn whole(text: impl AsRef<[u8]>) -> Self {
        Tape::new([text.as_ref().to_vec()], Then::End)
    }

    fn in_pieces_of(size: usize, text: &[u8]) -> Self {
        Tape::new(text.chunks(size).map(<[u8]>::to_vec), Then::End)
    }
}

impl AsyncRead for Tape {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let asked = buf.remaining();
        if asked > LONGEST {
            fail(format!(
                "your code asked for {asked} bytes at once, where {LONGEST} is the most: its \
                 memory grows with the file"
            ));
        }
        if let Some(pause) = self.pause {
            let comes = self.comes.get_or_insert_with(|| Box::pin(sleep(pause)));
            ready!(comes.as_mut().poll(cx));
            self.comes = None;
            if self.pieces.is_empty() {
                // The end may be asked for again.
                self.pause = None;
            }
        }
        let piece = match self.pieces.pop_front() {
            Some(mut piece) => {
                if piece.len() > asked {
                    let rest = piece.split_off(asked);
                    self.pieces.push_front(rest);
                }
                piece
            }
            None => match self.then {
                Then::End => Vec::new(),
                Then::Error(kind) => return Poll::Ready(Err(kind.into())),
                Then::Endless { bearable } if self.given > bearable => fail(format!(
                    "your code had read {} bytes of one line and wanted more: a line without end \
                     would fill the memory",
                    self.given
                )),
                Then::Endless { .. } => vec![b'x'; asked],
            },
        };
        self.given += piece.len();
        buf.put_slice(&piece);
        lock(&self.read).push(piece);
        Poll::Ready(Ok(()))
    }
}

/// What came of it, in words of the test's own.
#[derive(Debug, PartialEq)]
enum Came {
    Counted { lines: u64, longest: usize },
    TooLong { line: u64 },
    Failed { line: u64, kind: io::ErrorKind },
}

async fn count(input: impl AsyncRead + Unpin) -> Came {
    match count_lines(input).await {
        Ok(LineCount { lines, longest }) => Came::Counted { lines, longest },
        Err(CountError::TooLong { line }) => Came::TooLong { line },
        Err(CountError::Read { line, source }) => Came::Failed {
            line,
            kind: source.kind(),
        },
    }
}

/// What came of a tape, and what was read of it.
async fn count_tape(tape: Tape) -> (Came, Vec<Vec<u8>>) {
    let read = Arc::clone(&tape.read);
    let came = count(tape).await;
    let read = std::mem::take(&mut *lock(&read));
    (came, read)
}

impl Came {
    fn told(&self) -> String {
        match self {
            Came::Counted { lines, longest } => {
                let [lines, longest] =
                    [(lines, "line"), (&(*longest as u64), "byte")].map(|(count, what)| {
                        format!("{count} {what}{}", if *count == 1 { "" } else { "s" })
                    });
                format!("{lines}, the longest with {longest}")
            }
            Came::TooLong { line } => format!("`CountError::TooLong` in line {line}"),
            Came::Failed { line, kind } => {
                format!("`CountError::Read` in line {line}, with the source {kind:?}")
            }
        }
    }

    fn should_be(&self, expected: &Came, what: &str) {
        if self != expected {
            fail(format!(
                "{what} gave {}; it should give {}",
                self.told(),
                expected.told()
            ));
        }
    }
}

fn bytes(count: usize) -> String {
    format!("{count} byte{}", if count == 1 { "" } else { "s" })
}

/// That a tape gave what it should, and if not, what became of it as it was read.
async fn should_be((came, read): (Came, Vec<Vec<u8>>), expected: &Came, what: &str) {
    if came == *expected {
        return;
    }
    if let Some((line, forgetful)) = returns_counted(&read)
        && forgetful == came
    {
        fail(format!(
            "{what} gave {}, and should give {}: a piece ended with the `\\r` of line {line}, the \
             next one began with its `\\n`, and what came is what comes of counting that `\\r` as a \
             byte of the line; it belongs to the ending, which came in two pieces",
            came.told(),
            expected.told()
        ));
    }
    if !read.concat().ends_with(b"\n") && ends_only(&read) == came {
        fail(format!(
            "{what} gave {}, and should give {}: the last line has no ending, and what came is what \
             comes of counting only the lines that have one; the bytes behind the last ending are a \
             line, too",
            came.told(),
            expected.told()
        ));
    }
    for (habit, told) in HABITS {
        if counted_by(habit, &read) == came {
            let told = asked_again(habit, &came).await.unwrap_or(told);
            fail(format!(
                "{what} gave {}, and should give {}: {told}",
                came.told(),
                expected.told()
            ));
        }
    }
    came.should_be(expected, what);
}

/// What a small text tells of two that come to the same where others do.
async fn asked_again(habit: Habit, came: &Came) -> Option<&'static str> {
    match (habit, came) {
        (Habit::TrimsAllReturns, _) => {
            let (between, _) = count_tape(Tape::whole("a\r\rb\n")).await;
            (between == counted(1, 3)).then_some(
                "\"a\\r\\rb\\n\" was measured as one byte too short as well, and ends otherwise. Of two `\\r` in \
                 a row one is lost: one that is kept back, until it is known whether `\\n` follows, is a byte \
                 of the line as soon as another `\\r` follows",
            )
        }
        (Habit::EndsAtNewlineAlone, Came::TooLong { .. }) => {
            let (short, _) = count_tape(Tape::whole("one\r\n")).await;
            (short == counted(1, 3)).then_some(
                "a short line that ends with `\\r\\n` was measured rightly, and this one was found too long \
                 with the `\\r` still in it. An ending may be two bytes: a line that is as long as it may be \
                 takes two more, and is held against the limit without them",
            )
        }
        _ => None,
    }
}

/// What somebody does who counts lines in another way.
#[derive(Clone, Copy)]
enum Habit {
    EndsAtNewlineAlone,
    TrimsAllReturns,
    LeavesOutEmptyLines,
    ALineForNothing,
    APieceIsALine,
    EndingCountsForTheLimit,
    CutsLongLines,
    NoLimit,
    CountsFrom0,
}

const HABITS: [(Habit, &str); 9] = [
    (
        Habit::EndsAtNewlineAlone,
        "that is what comes of counting the `\\r` before a `\\n` as a byte of the line; both together \
         are its ending",
    ),
    (
        Habit::TrimsAllReturns,
        "that is what comes of taking every `\\r` at the end of a line for its ending; only `\\n` and \
         `\\r\\n` are endings, and any other `\\r` is a byte like others",
    ),
    (
        Habit::LeavesOutEmptyLines,
        "that is what comes of leaving out empty lines; an empty line is a line",
    ),
    (
        Habit::ALineForNothing,
        "that is one line too many, which is begun behind the last ending, or where there are no bytes at \
         all; no bytes are no line",
    ),
    (
        Habit::APieceIsALine,
        "that is what comes of ending a line wherever a read ends; a read may end anywhere, and the line \
         goes on with the next",
    ),
    (
        Habit::EndingCountsForTheLimit,
        "the line itself is no longer than the greatest length, and its ending does not count",
    ),
    (
        Habit::CutsLongLines,
        "that is what comes of cutting a line that is too long into several",
    ),
    (
        Habit::NoLimit,
        "a line that is longer than it may be was counted like any other",
    ),
    (
        Habit::CountsFrom0,
        "that is how many lines were fine before it, and the number of a line counts from 1",
    ),
];

fn counted_by(habit: Habit, read: &[Vec<u8>]) -> Came {
    let text = read.concat();
    let lines: Vec<Vec<u8>> = match habit {
        Habit::APieceIsALine => read
            .iter()
            .flat_map(|piece| {
                piece
                    .split_inclusive(|byte| *byte == b'\n')
                    .map(<[u8]>::to_vec)
            })
            .collect(),
        _ => text
            .split_inclusive(|byte| *byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect(),
    };
    let mut lengths = Vec::new();
    for (number, line) in (1..).zip(&lines) {
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        let own = match line.len() > bare.len() {
            true => bare.strip_suffix(b"\r").unwrap_or(bare).len(),
            false => bare.len(),
        };
        let length = match habit {
            Habit::EndsAtNewlineAlone => bare.len(),
            Habit::TrimsAllReturns => {
                let kept = bare.iter().rposition(|byte| *byte != b'\r');
                kept.map_or(0, |last| last + 1)
            }
            _ => own,
        };
        let too_long = match habit {
            Habit::EndingCountsForTheLimit => line.len() > LONGEST,
            _ => length > LONGEST,
        };
        match habit {
            Habit::CountsFrom0 if too_long => return Came::TooLong { line: number - 1 },
            Habit::CutsLongLines if too_long => {
                lengths.extend(vec![LONGEST; length / LONGEST]);
                lengths.extend((length % LONGEST > 0).then_some(length % LONGEST));
            }
            Habit::NoLimit => lengths.push(length),
            _ if too_long => return Came::TooLong { line: number },
            Habit::LeavesOutEmptyLines if length == 0 => {}
            _ => lengths.push(length),
        }
    }
    if matches!(habit, Habit::ALineForNothing) && (text.is_empty() || text.ends_with(b"\n")) {
        lengths.push(0);
    }
    counted(
        lengths.len() as u64,
        lengths.iter().copied().max().unwrap_or(0),
    )
}

/// What comes of counting only lines that have an ending, where the last has none.
fn ends_only(read: &[Vec<u8>]) -> Came {
    let read = read.concat();
    let lengths: Vec<usize> = read
        .split_inclusive(|byte| *byte == b'\n')
        .filter_map(|line| {
            let line = line.strip_suffix(b"\n")?;
            Some(line.strip_suffix(b"\r").unwrap_or(line).len())
        })
        .collect();
    counted(
        lengths.len() as u64,
        lengths.iter().copied().max().unwrap_or(0),
    )
}

/// What comes of counting each `\r` that stands at the end of a piece as a byte of its line, though
/// the next piece begins with `\n`, and a line that decides it.
fn returns_counted(read: &[Vec<u8>]) -> Option<(u64, Came)> {
    let mut lengths = vec![(0, false)];
    let mut before = None;
    for piece in read {
        for (place, byte) in piece.iter().enumerate() {
            let (length, was_cut) = lengths.last_mut()?;
            match (byte, before) {
                (b'\n', Some(b'\r')) => {
                    *was_cut = place == 0;
                    *length -= usize::from(!*was_cut);
                    lengths.push((0, false));
                }
                (b'\n', _) => lengths.push((0, false)),
                _ => *length += 1,
            }
            before = Some(*byte);
        }
    }
    lengths.pop_if(|(length, _)| *length == 0);
    let number = |place: usize| place as u64 + 1;
    if let Some(place) = lengths.iter().position(|(length, _)| *length > LONGEST) {
        let line = number(place);
        return lengths[place].1.then_some((line, Came::TooLong { line }));
    }
    let longest = lengths.iter().map(|(length, _)| *length).max()?;
    let place = lengths.iter().position(|line| *line == (longest, true))?;
    Some((number(place), counted(lengths.len() as u64, longest)))
}

fn counted(lines: u64, longest: usize) -> Came {
    Came::Counted { lines, longest }
}

#[test]
fn every_kind_of_ending_is_understood() {
    virtual_time(async |_lab: Lab| {
        let cases: [(&str, u64, usize); 19] = [
            ("", 0, 0),
            ("one", 1, 3),
            ("one\n", 1, 3),
            ("one\ntwo", 2, 3),
            ("one\r\nthree\r\n", 2, 5),
            ("three\r\none\n", 2, 5),
            ("\n", 1, 0),
            ("\r\n", 1, 0),
            ("\n\n\n", 3, 0),
            ("one\n\nx", 3, 3),
            ("one\rtwo\n", 1, 7),
            ("one\r", 1, 4),
            ("\r", 1, 1),
            ("one\r\r\n", 1, 4),
            ("one\n\r", 2, 3),
            ("one\n\rtwo\r\n", 2, 4),
            (" one \n", 1, 5),
            ("\u{feff}한글\n", 1, 9),
            ("one\u{b}two\u{c}three\u{85}four\u{2028}five\n", 1, 26),
        ];
        for (text, lines, longest) in cases {
            let came = count_tape(Tape::whole(text)).await;
            let characters = text
                .lines()
                .map(|line| line.chars().count())
                .max()
                .unwrap_or(0);
            let counted_them = came.0 == counted(lines, characters);
            if counted_them && characters != longest && !text.contains('\r') {
                fail(format!(
                    "{text:?} gave {}: that is the number of characters of that line; bytes are to \
                     be counted, and it should give {}",
                    came.0.told(),
                    counted(lines, longest).told()
                ));
            }
            should_be(came, &counted(lines, longest), &format!("{text:?}")).await;
        }
    });
}

#[test]
fn bytes_need_not_be_text() {
    virtual_time(async |_lab: Lab| {
        for (bytes, lines, longest) in [
            (b"caf\xe9\n\xff\xfe\x00\n".as_slice(), 2, 4),
            (b"\xed\x95\n\x80\x80\x80\x00\x00", 2, 5),
        ] {
            should_be(
                count_tape(Tape::whole(bytes)).await,
                &counted(lines, longest),
                &format!("\"{}\", which is not UTF-8,", bytes.escape_ascii()),
            )
            .await;
        }
    });
}

#[test]
fn it_does_not_matter_how_the_bytes_come() {
    virtual_time(async |_lab: Lab| {
        let text = b"one\r\nthree\r\r\n\n\rfour\n\r\nfive\r";
        for at in 0..text.len() {
            let (one, other) = text.split_at(at);
            let tape = Tape::new([one.to_vec(), other.to_vec()], Then::End);
            should_be(
                count_tape(tape).await,
                &counted(6, 6),
                &format!(
                    "\"{}\" and then \"{}\", which came as two pieces,",
                    one.escape_ascii(),
                    other.escape_ascii()
                ),
            )
            .await;
        }
        for size in 1..text.len() {
            should_be(
                count_tape(Tape::in_pieces_of(size, text)).await,
                &counted(6, 6),
                &format!(
                    "\"{}\", which came in pieces of {},",
                    text.escape_ascii(),
                    bytes(size)
                ),
            )
            .await;
        }
    });
}

#[test]
fn any_text_in_any_pieces_is_counted() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut text = Vec::new();
        let (mut lines, mut longest) = (0, 0);
        for _ in 0..draw.size(1..=12) {
            let length = draw.size(0..=30);
            text.extend(std::iter::repeat_n(b'x', length));
            text.extend_from_slice(draw.pick::<&[u8]>(&[b"\n", b"\r\n"]));
            lines += 1;
            longest = longest.max(length);
        }
        let mut pieces = Vec::new();
        let mut rest = text.as_slice();
        while !rest.is_empty() {
            let (piece, tail) = rest.split_at(draw.size(1..=7).min(rest.len()));
            pieces.push(piece.to_vec());
            rest = tail;
        }
        should_be(
            count_tape(Tape::new(pieces, Then::End)).await,
            &counted(lines, longest),
            &format!("\"{}\", which came in small pieces,", text.escape_ascii()),
        )
        .await;
    });
}

#[test]
fn the_bytes_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let mut tape = Tape::new([b"one\r".to_vec(), b"\nthree".to_vec()], Then::End);
        tape.pause = Some(A_DAY / 3);
        should_be(
            count_tape(tape).await,
            &counted(2, 5),
            "\"one\\r\" after 8 h, \"\\nthree\" after 16 h and the end after 24 h",
        )
        .await;
        expect_eq(
            lab.now(),
            A_DAY,
            "the input came to its end after 24 h: your function should return then",
        );
    });
}

#[test]
fn a_large_file_takes_little_memory() {
    virtual_time(async |_lab: Lab| {
        let block = "a line of no great length\n".repeat(1000).into_bytes();
        let blocks = std::iter::repeat_n(block, 160);
        count(Tape::new(blocks, Then::End))
            .await
            .should_be(&counted(160_000, 25), "a file of 4 MiB");
    });
}

#[test]
fn a_line_may_have_exactly_the_greatest_length() {
    virtual_time(async |_lab: Lab| {
        expect_eq(
            MAX_LINE,
            LONGEST,
            "`MAX_LINE` is part of the task, and has another value now",
        );
        for (length, ending, fits) in [
            (LONGEST, "\n", true),
            (LONGEST, "\r\n", true),
            (LONGEST, "", true),
            (LONGEST - 1, "\r", true),
            (LONGEST - 1, "\r\r\n", true),
            (LONGEST + 1, "\n", false),
            (LONGEST + 1, "\r\n", false),
            (LONGEST + 1, "", false),
            (LONGEST, "\r", false),
            (LONGEST, "\r\r\n", false),
            (LONGEST, "\rx\n", false),
        ] {
            let line = format!("{}{ending}", "x".repeat(length));
            let what = format!("a line of {length} times `x` that goes on with {ending:?}");
            for (before, after, number) in [("", "", 1), ("short\r\n\n", "short", 3)] {
                // What follows an ending is a line of its own.
                let after = if ending.ends_with('\n') { after } else { "" };
                let text = format!("{before}{line}{after}");
                let should = match fits {
                    true => counted(number + u64::from(!after.is_empty()), LONGEST),
                    false => Came::TooLong { line: number },
                };
                for size in [usize::MAX, LONGEST, LONGEST + 1, 1000] {
                    let pieces = match size {
                        usize::MAX => "all in one piece".to_owned(),
                        size => format!("in pieces of {size} bytes"),
                    };
                    should_be(
                        count_tape(Tape::in_pieces_of(size.min(text.len()), text.as_bytes())).await,
                        &should,
                        &format!("{what}, as line {number} of a file that came {pieces},"),
                    )
                    .await;
                }
            }
        }
    });
}

#[test]
fn a_line_without_end_is_given_up() {
    virtual_time(async |_lab: Lab| {
        for (before, line) in [("", 1), ("one\ntwo\n", 3)] {
            let endless = Then::Endless {
                bearable: before.len() + 2 * LONGEST,
            };
            count(Tape::new([before.as_bytes().to_vec()], endless))
                .await
                .should_be(
                    &Came::TooLong { line },
                    &format!("a line without end behind {before:?}"),
                );
        }
    });
}

#[test]
fn a_failing_input_is_not_the_end_of_the_file() {
    virtual_time(async |_lab: Lab| {
        for kind in [
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::UnexpectedEof,
            io::ErrorKind::InvalidData,
        ] {
            for (text, line) in [("", 1), ("o", 1), ("one\ntwo\nthr", 3), ("\n\n\n\r", 4)] {
                let tape = Tape::new([text.as_bytes().to_vec()], Then::Error(kind));
                count(tape).await.should_be(
                    &Came::Failed { line, kind },
                    &format!("{text:?} and then an input that failed"),
                );
            }
        }
    });
}

#[test]
fn a_real_file_is_counted_like_any_other() {
    virtual_time(async |_lab: Lab| {
        let folder = tempfile::tempdir().unwrap_or_else(|error| {
            panic!("the test needs a folder for temporary files ({error})")
        });
        let path = folder.path().join("log.txt");
        let text: String = (1..=5000)
            .map(|n| format!("{}\r\n", "=".repeat(n % 80)))
            .collect();
        std::fs::write(&path, text + "the end")
            .unwrap_or_else(|error| panic!("the test cannot write a temporary file ({error})"));
        let file = tokio::fs::File::open(&path)
            .await
            .unwrap_or_else(|error| panic!("the test cannot open its own file ({error})"));
        count(file)
            .await
            .should_be(&counted(5001, 79), "a real file");
    });
}

#[test]
fn it_does_not_matter_how_the_call_is_polled() {
    for way in Way::ALL {
        virtual_time(async move |lab: Lab| {
            lab.case(format!("a call that is {way}"));
            let pieces = ["one\r", "\nthr", "ee\n", "four"].map(|piece| piece.as_bytes().to_vec());
            let mut tape = Tape::new(pieces, Then::End);
            tape.pause = Some(ms(103));
            should_be(
                lab.polled(way, count_tape(tape)).await,
                &counted(3, 5),
                "\"one\\r\\nthree\\nfour\", of which a piece came every 103 ms,",
            )
            .await;
        });
    }
}
