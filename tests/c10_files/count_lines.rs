//! `count_lines`: right however the bytes come, and never more in memory than a line.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use async_katas::c10_files::count_lines::{CountError, LineCount, MAX_LINE, count_lines};
use lab::{Lab, expect_eq, fail, for_seeds, virtual_time};
use tokio::io::{AsyncRead, ReadBuf};

/// Gives bytes piece by piece, and notices how much is asked of it.
struct Tape {
    pieces: VecDeque<Vec<u8>>,
    /// What comes after the last piece.
    then: Then,
    given: usize,
}

enum Then {
    End,
    Error,
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
            then,
            given: 0,
        }
    }

    fn whole(text: impl AsRef<[u8]>) -> Self {
        Tape::new([text.as_ref().to_vec()], Then::End)
    }
}

impl AsyncRead for Tape {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let asked = buf.remaining();
        if asked > MAX_LINE {
            fail(format!(
                "your code asked for {asked} bytes at once, where {MAX_LINE} is the most: its \
                 memory grows with the file"
            ));
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
                Then::Error => return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
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
        Poll::Ready(Ok(()))
    }
}

fn counted(result: Result<LineCount, CountError>, of: &str) -> LineCount {
    result.unwrap_or_else(|error| fail(format!("{of} can be counted, but gave: {error:?}")))
}

#[test]
fn every_kind_of_ending_is_understood() {
    virtual_time(async |_lab: Lab| {
        let cases: [(&str, u64, usize); 13] = [
            ("", 0, 0),
            ("one", 1, 3),
            ("one\n", 1, 3),
            ("one\ntwo", 2, 3),
            ("one\r\nthree\r\n", 2, 5),
            ("three\r\none\n", 2, 5),
            ("\n", 1, 0),
            ("\n\n\n", 3, 0),
            ("one\n\nx", 3, 3),
            ("one\rtwo\n", 1, 7),
            ("one\r", 1, 4),
            ("one\r\r\n", 1, 4),
            ("한글\n", 1, 6),
        ];
        for (text, lines, longest) in cases {
            expect_eq(
                counted(count_lines(Tape::whole(text)).await, &format!("{text:?}")),
                LineCount { lines, longest },
                format!("{text:?} was counted wrong"),
            );
        }
    });
}

#[test]
fn bytes_need_not_be_text() {
    virtual_time(async |_lab: Lab| {
        let bytes = b"caf\xe9\n\xff\xfe\x00\n";
        expect_eq(
            counted(
                count_lines(Tape::whole(bytes)).await,
                "a file that is not UTF-8",
            ),
            LineCount {
                lines: 2,
                longest: 4,
            },
            "bytes that are not UTF-8 were counted wrong",
        );
    });
}

#[test]
fn it_does_not_matter_how_the_bytes_come() {
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
        expect_eq(
            counted(
                count_lines(Tape::new(pieces, Then::End)).await,
                "a file that comes in small pieces",
            ),
            LineCount { lines, longest },
            "the count depends on how the bytes come: a piece may end in the middle of a line, or \
             between `\\r` and `\\n`",
        );
    });
}

#[test]
fn a_large_file_takes_little_memory() {
    virtual_time(async |_lab: Lab| {
        let block = "a line of no great length\n".repeat(1000).into_bytes();
        let blocks = std::iter::repeat_n(block, 160);
        expect_eq(
            counted(
                count_lines(Tape::new(blocks, Then::End)).await,
                "a file of 4 MiB",
            ),
            LineCount {
                lines: 160_000,
                longest: 25,
            },
            "a large file was counted wrong",
        );
    });
}

#[test]
fn a_line_may_have_exactly_the_greatest_length() {
    virtual_time(async |_lab: Lab| {
        for ending in ["\n", "\r\n", ""] {
            let text = format!("short\n{}{ending}", "x".repeat(MAX_LINE));
            expect_eq(
                counted(
                    count_lines(Tape::whole(text)).await,
                    &format!("a line of exactly MAX_LINE bytes that ends with {ending:?}"),
                ),
                LineCount {
                    lines: 2,
                    longest: MAX_LINE,
                },
                "a line of exactly MAX_LINE bytes was counted wrong",
            );
            let text = format!("short\n{}{ending}", "x".repeat(MAX_LINE + 1));
            match count_lines(Tape::whole(text)).await {
                Err(CountError::TooLong { line }) => {
                    expect_eq(line, 2, "the error names another line");
                }
                other => fail(format!(
                    "a line of MAX_LINE + 1 bytes that ends with {ending:?} should be \
                     `CountError::TooLong`, not {other:?}"
                )),
            }
        }
    });
}

#[test]
fn a_line_without_end_is_given_up() {
    virtual_time(async |_lab: Lab| {
        let endless = Then::Endless {
            bearable: 2 * MAX_LINE,
        };
        match count_lines(Tape::new([b"one\ntwo\n".to_vec()], endless)).await {
            Err(CountError::TooLong { line }) => {
                expect_eq(line, 3, "the error names another line");
            }
            other => fail(format!(
                "a line without end should be `CountError::TooLong`, not {other:?}"
            )),
        }
    });
}

#[test]
fn a_failing_input_is_not_the_end_of_the_file() {
    virtual_time(async |_lab: Lab| {
        let pieces = [b"one\ntwo\nthr".to_vec()];
        match count_lines(Tape::new(pieces, Then::Error)).await {
            Err(CountError::Read { line, source }) => {
                expect_eq(line, 3, "the error names another line");
                expect_eq(
                    source.kind(),
                    io::ErrorKind::ConnectionReset,
                    "the error lost what the input said",
                );
            }
            other => fail(format!(
                "when reading fails, that should be `CountError::Read`, not {other:?}"
            )),
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
        expect_eq(
            counted(count_lines(file).await, "a real file"),
            LineCount {
                lines: 5001,
                longest: 79,
            },
            "a real file was counted wrong",
        );
    });
}
