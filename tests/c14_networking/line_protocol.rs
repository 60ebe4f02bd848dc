//! `line_protocol`: lines, however the packets fall, and a server that answers them.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use async_katas::c14_networking::line_protocol::{LineError, Lines, serve};
use lab::{Lab, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, DuplexStream, ReadBuf, duplex};
use tokio::time::timeout;
use tokio_test::io::{Builder, Mock};

/// A line, or what came instead of one.
fn told(line: Result<Option<String>, LineError>) -> String {
    match line {
        Ok(Some(line)) => format!("line {line:?}"),
        Ok(None) => "the end".to_owned(),
        Err(LineError::Io(error)) => format!("Io({error})"),
        Err(error) => format!("{error:?}"),
    }
}

async fn next<R: AsyncRead + Unpin>(lines: &mut Lines<R>) -> String {
    match timeout(secs(60), lines.next()).await {
        Ok(line) => told(line),
        Err(_) => "nothing, for ever".to_owned(),
    }
}

/// Everything that comes, up to the end or to something that is no line.
async fn all<R: AsyncRead + Unpin>(reader: R, longest: usize) -> Vec<String> {
    let mut lines = Lines::new(reader, longest);
    let mut all = vec![next(&mut lines).await];
    while all.last().is_some_and(|last| last.starts_with("line")) {
        all.push(next(&mut lines).await);
    }
    all
}

#[test]
fn lines_are_found_however_the_packets_fall() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let (mut bytes, mut expected) = (Vec::new(), Vec::new());
        for n in 0..draw.size(0..=5) {
            let line = "grüße-".repeat(draw.size(0..=2)) + &n.to_string();
            bytes.extend_from_slice(line.as_bytes());
            bytes.extend_from_slice(if draw.coin() { b"\r\n" } else { b"\n" });
            expected.push(format!("line {line:?}"));
        }
        expected.push("the end".to_owned());
        let mut stream = Builder::new();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let (packet, after) = rest.split_at(draw.size(1..=rest.len()));
            stream.read(packet);
            if draw.coin() {
                stream.wait(ms(10));
            }
            rest = after;
        }
        expect_eq(
            all(stream.build(), 100).await,
            expected,
            "the lines are wrong: a packet may hold half a line, one, or several, and a line ends \
             with `\\n` or `\\r\\n`, neither of which belongs to it",
        );
    });
}

/// A stream that goes on and on without a line's end, and notices when it is read too far.
struct Endless {
    given: usize,
    limit: usize,
}

impl AsyncRead for Endless {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let count = buf.remaining().min(1000);
        self.given += count;
        if self.given > self.limit {
            fail(
                "the memory fills: your code keeps on reading a line that is too long by far, \
                 instead of giving up when the longest is passed",
            );
        }
        buf.put_slice(&vec![b'a'; count]);
        Poll::Ready(Ok(()))
    }
}

#[test]
fn an_endless_line_is_refused_before_the_memory_fills() {
    virtual_time(async |_lab: Lab| {
        for longest in [10, 5000] {
            let endless = Endless {
                given: 0,
                limit: longest + 8 * 1024 + 1000,
            };
            expect_eq(
                all(endless, longest).await,
                vec!["TooLong".to_owned()],
                "a line that never ends is too long",
            );
        }
        let just = Builder::new()
            .read(b"1234567")
            .read(b"8\n12345678\r\n")
            .build();
        expect_eq(
            all(just, 8).await,
            vec![told(Ok(Some("12345678".to_owned()))), "TooLong".to_owned()],
            "with 8 bytes allowed, a line of 8 is fine, and one of 9 before its `\\n` is too long: \
             a `\\r` counts",
        );
    });
}

#[test]
fn bad_text_and_a_cut_off_line_are_errors() {
    virtual_time(async |_lab: Lab| {
        let broken = io::Error::new(io::ErrorKind::ConnectionReset, "pulled out");
        let stream = Builder::new()
            .read(b"good\n\xff\xfe bad\nnext\n")
            .read(b"half a li")
            .read_error(broken)
            .build();
        let mut lines = Lines::new(stream, 100);
        let mut got = Vec::new();
        for _ in 0..4 {
            got.push(next(&mut lines).await);
        }
        expect_eq(
            got,
            [
                "line \"good\"",
                "NotText",
                "line \"next\"",
                "Io(pulled out)",
            ]
            .map(str::to_owned)
            .into(),
            "a line that is not UTF-8 is `NotText`, and the one after it still comes; a read that \
             fails is `Io`, with the error in it",
        );
        let cut_off = Builder::new().read(b"whole\nhal").read(b"f").build();
        expect_eq(
            all(cut_off, 100).await,
            vec!["line \"whole\"".to_owned(), "CutOff".to_owned()],
            "the stream ended in the middle of a line: what is there is not a line",
        );
        expect_eq(
            all(Builder::new().build(), 100).await,
            vec!["the end".to_owned()],
            "a stream with nothing in it has no lines, and that is no error",
        );
    });
}

#[test]
fn cancelled_in_the_middle_of_a_line_nothing_is_lost() {
    cancel_at_every_await(async |lab: Lab| {
        let stream: Mock = Builder::new()
            .read(b"ADD 1")
            .wait(ms(10))
            .read(b"7 4\nECHO a")
            .wait(ms(10))
            .read(b"nd so on\n")
            .wait(ms(10))
            .read(b"QUIT\n")
            .build();
        let mut lines = Lines::new(stream, 100);
        let mut got = Vec::new();
        let reading = async {
            while let Ok(Some(line)) = lines.next().await {
                got.push(line);
            }
        };
        let _ = lab.cut(reading).await;
        // Whoever was cancelled comes back for the rest.
        while let Ok(Some(line)) = lines.next().await {
            got.push(line);
        }
        expect_eq(
            got,
            ["ADD 17 4", "ECHO and so on", "QUIT"]
                .map(str::to_owned)
                .into(),
            "after `next` was cancelled in the middle of a line, the bytes that it had read were \
             gone: they were kept in the future that was dropped",
        );
    });
}

async fn say(client: &mut DuplexStream, text: &[u8]) {
    if client.write_all(text).await.is_err() {
        fail("the server hung up in the middle of the dialogue");
    }
}

/// Reads as many lines as are expected, and compares them.
async fn hear(client: &mut DuplexStream, expected: &str) {
    let mut answer = Vec::new();
    let reading = async {
        while answer.iter().filter(|byte| **byte == b'\n').count() < expected.lines().count() {
            answer.push(client.read_u8().await?);
        }
        io::Result::Ok(())
    };
    match timeout(secs(60), reading).await {
        Ok(Ok(())) => expect_eq(
            String::from_utf8_lossy(&answer).into_owned(),
            expected.to_owned(),
            "the answer is wrong: commands may come in pieces, or several in one packet, and each \
             one gets its own answer",
        ),
        Ok(Err(_)) => fail(format!(
            "the server hung up, where it should have answered {expected:?}"
        )),
        Err(_) => fail(format!(
            "the answer {expected:?} did not come, though the command was whole: answer each one \
             at once, and send the answer on its way"
        )),
    }
}

/// Plays the scene at the other end of a served connection; gives what `serve` returned.
async fn served(scene: impl AsyncFnOnce(DuplexStream)) -> String {
    let (client, stream) = duplex(4096);
    let (ended, ()) = tokio::join!(
        async {
            match timeout(secs(600), serve(stream, 100)).await {
                Ok(Ok(())) => "fine".to_owned(),
                Ok(Err(error)) => told(Err(error)),
                Err(_) => "nothing, for ever".to_owned(),
            }
        },
        scene(client)
    );
    ended
}

#[test]
fn each_command_is_answered_at_once() {
    virtual_time(async |_lab: Lab| {
        let ended = served(async |mut client| {
            say(&mut client, b"ADD 2 -3\n").await;
            hear(&mut client, "-1\n").await;
            say(&mut client, b"ECHO so").await;
            say(&mut client, b" and so\r\nADD 1 1\nECHO \n").await;
            hear(&mut client, "so and so\n2\n\n").await;
            say(&mut client, b"QUIT\nECHO too late\n").await;
            hear(&mut client, "BYE\n").await;
            let mut more = String::new();
            let _ = client.read_to_string(&mut more).await;
            expect_eq(
                more.as_str(),
                "",
                "after `BYE` nothing is answered any more",
            );
        })
        .await;
        expect_eq(ended.as_str(), "fine", "`QUIT` ends a connection well");
    });
}

#[test]
fn bad_commands_are_answered_and_bad_connections_end() {
    virtual_time(async |_lab: Lab| {
        let ended = served(async |mut client| {
            for (line, answer) in [
                (&b"SING\n"[..], "ERR unknown command\n"),
                (b"\n", "ERR unknown command\n"),
                (b"ADD 1\n", "ERR not two numbers\n"),
                (b"ADD 1 2 3\n", "ERR not two numbers\n"),
                (b"ADD one two\n", "ERR not two numbers\n"),
                (b"ADD 9223372036854775807 1\n", "ERR not two numbers\n"),
                (b"ECHO \xff\n", "ERR not text\n"),
                (b"ADD 2 2\n", "4\n"),
            ] {
                say(&mut client, line).await;
                hear(&mut client, answer).await;
            }
            say(&mut client, &[b'a'; 2000]).await;
            hear(&mut client, "ERR line too long\n").await;
        });
        expect_eq(
            ended.await.as_str(),
            "TooLong",
            "a line that is too long ends the connection, with that error",
        );
        let hung_up = served(async |mut client| {
            say(&mut client, b"ADD 2 2\n").await;
            hear(&mut client, "4\n").await;
        });
        expect_eq(
            hung_up.await.as_str(),
            "fine",
            "a client that hangs up after a whole line is no error",
        );
        let vanished = served(async |mut client| {
            say(&mut client, b"ADD 2 2").await;
            let _ = client.shutdown().await;
            let mut answer = String::new();
            let _ = client.read_to_string(&mut answer).await;
            expect_eq(
                answer.as_str(),
                "",
                "half a command was carried out: nobody knows what was still to come",
            );
        });
        expect_eq(
            vanished.await.as_str(),
            "CutOff",
            "a client that vanishes in the middle of a line leaves a line that is cut off",
        );
    });
}
