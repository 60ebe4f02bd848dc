//! One process under limits: its output is capped while it is read, its time is short, and when
//! it is over its whole family is.

use std::fmt;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap};
use serde::Serialize;

use super::{BenchError, Stop};

/// How a process came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It ended by itself with that status.
    Exited(i32),
    /// It was ended by a signal, or by something else that leaves no status.
    Signalled(Option<i32>),
    /// It was stopped because its time was up.
    TimedOut(Duration),
    /// It was stopped because it had printed more than that many bytes.
    Flooded(u64),
    /// It was stopped because it had started more than that many threads.
    Crowded(u64),
    /// It was stopped because one of its tests hung, and that was enough.
    Hung,
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ending::Exited(status) => write!(f, "the process ended itself with status {status}"),
            Ending::Signalled(Some(signal)) => match signal_name(*signal) {
                Some(name) => write!(f, "the process was ended by {name}"),
                None => write!(f, "the process was ended by signal {signal}"),
            },
            Ending::Signalled(None) => write!(f, "the process was ended from outside"),
            Ending::TimedOut(limit) => {
                write!(
                    f,
                    "the process had not ended after {} s and was stopped",
                    limit.as_secs_f64()
                )
            }
            Ending::Hung => write!(f, "the process was stopped at the first test that hung"),
            Ending::Flooded(limit) if limit % (1 << 20) == 0 => {
                let megabytes = limit >> 20;
                write!(
                    f,
                    "the process printed more than {megabytes} MB and was stopped"
                )
            }
            Ending::Flooded(limit) => {
                write!(
                    f,
                    "the process printed more than {limit} bytes and was stopped"
                )
            }
            Ending::Crowded(limit) => {
                write!(
                    f,
                    "the process started more than {limit} threads and was stopped"
                )
            }
        }
    }
}

/// The signals that code brings on itself. Their numbers are the same on Linux and macOS, but for
/// the bus error, which is left as a number.
fn signal_name(signal: i32) -> Option<&'static str> {
    match signal {
        4 => Some("SIGILL (an illegal instruction)"),
        6 => Some("SIGABRT (it called abort, or its stack overflowed)"),
        8 => Some("SIGFPE (an arithmetic fault)"),
        9 => Some("SIGKILL (somebody killed it, or memory ran out)"),
        11 => Some("SIGSEGV (a stray memory access)"),
        _ => None,
    }
}

/// Takes what a process prints, piece by piece.
pub(super) trait Sink {
    fn take(&mut self, piece: &[u8]);
}

/// Keeps the last bytes of what it is given.
#[derive(Debug)]
pub(super) struct Tail {
    kept: Vec<u8>,
    limit: usize,
}

impl Tail {
    pub(super) fn new(limit: usize) -> Self {
        Tail {
            kept: Vec::new(),
            limit,
        }
    }

    pub(super) fn text(&self) -> String {
        let start = self.kept.len().saturating_sub(self.limit);
        String::from_utf8_lossy(&self.kept[start..]).into_owned()
    }
}

impl Sink for Tail {
    fn take(&mut self, piece: &[u8]) {
        self.kept.extend_from_slice(piece);
        if self.kept.len() > 2 * self.limit {
            self.kept.drain(..self.kept.len() - self.limit);
        }
    }
}

/// Hands on whole lines. A line longer than the limit is dropped: it is nothing we ask for.
pub(super) struct Lines<F> {
    begun: Vec<u8>,
    limit: usize,
    line: F,
}

impl<F: FnMut(&[u8])> Lines<F> {
    pub(super) fn new(limit: usize, line: F) -> Self {
        Lines {
            begun: Vec::new(),
            limit,
            line,
        }
    }
}

impl<F: FnMut(&[u8])> Sink for Lines<F> {
    fn take(&mut self, piece: &[u8]) {
        let mut parts = piece.split(|byte| *byte == b'\n');
        let last = parts.next_back().unwrap_or_default();
        for part in parts {
            self.begun.extend_from_slice(part);
            if self.begun.len() <= self.limit {
                (self.line)(&self.begun);
            }
            self.begun.clear();
        }
        if self.begun.len() <= self.limit {
            self.begun.extend_from_slice(last);
        }
    }
}

/// Threads are counted no more often.
const BETWEEN_COUNTS: Duration = Duration::from_millis(5);

/// What one process may take.
#[derive(Clone, Copy)]
pub(super) struct Bounds<'a> {
    pub time: Duration,
    pub output: u64,
    /// So many threads, where the system tells; none for any number.
    pub threads: Option<u64>,
    pub stop: &'a Stop,
    /// Asked now and then whether what has come of it is enough.
    pub enough: Option<&'a dyn Fn() -> bool>,
}

/// Runs a command to its end, or to the end of its bounds, with the given standard input.
pub(super) fn run(
    command: Command,
    input: &[u8],
    bounds: Bounds<'_>,
    stdout: &mut dyn Sink,
    stderr: &mut dyn Sink,
) -> Result<Ending, BenchError> {
    let program = PathBuf::from(command.get_program());
    match run_bounded(command, input, bounds, stdout, stderr) {
        _ if bounds.stop.is_stopped() => Err(BenchError::Stopped),
        ending => ending.map_err(BenchError::start(&program)),
    }
}

fn run_bounded(
    mut command: Command,
    input: &[u8],
    bounds: Bounds<'_>,
    stdout: &mut dyn Sink,
    stderr: &mut dyn Sink,
) -> io::Result<Ending> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let (sender, pieces) = mpsc::sync_channel(16);
    let stdout_pipe = when_there_is_room(bounds, || reader(Stream::Out, sender.clone()))?;
    let stderr_pipe = when_there_is_room(bounds, || reader(Stream::Err, sender.clone()))?;
    drop(sender);
    let mut command = family(command);
    let mut child = when_there_is_room(bounds, || command.spawn())?;
    let deadline = Instant::now() + bounds.time;
    // A reader that is handed nothing ends.
    if let Some(pipe) = child.stdout().take() {
        let _ = stdout_pipe.send(Box::new(pipe));
    }
    if let Some(pipe) = child.stderr().take() {
        let _ = stderr_pipe.send(Box::new(pipe));
    }
    drop((stdout_pipe, stderr_pipe));
    if let Some(mut stdin) = child.stdin().take() {
        // A process that reads no input, or is over already, is judged by its ending.
        let _ = stdin.write_all(input);
    }
    let mut output = Output {
        pieces,
        stdout,
        stderr,
        printed: 0,
        limit: bounds.output,
    };
    let ending = watch(child.as_mut(), deadline, bounds, &mut output);
    // Whatever it started must not outlive it: its pipes would stay open, its ports taken.
    let _ = child.start_kill();
    if ending.is_err() || child.wait().is_err() {
        let _ = child.kill();
    }
    output.rest();
    match ending? {
        Ending::Exited(_) | Ending::Signalled(_) if output.is_flood() => {
            Ok(Ending::Flooded(bounds.output))
        }
        ending => Ok(ending),
    }
}

/// Makes a command the head of a group that can be ended as one. On Unix the group is a session of
/// its own: Linux gives each session the same part of the cores (sched(7), "The autogroup feature"),
/// or else an answer that computes on a thousand threads would leave all others a thousandth.
fn family(command: Command) -> CommandWrap {
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessSession);
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject);
    command
}

#[derive(Clone, Copy)]
enum Stream {
    Out,
    Err,
}

type Pipe = Box<dyn Read + Send>;

/// Reads the pipe that it is handed to its end, on a thread of its own: a process that has slipped
/// out of its family can hold a pipe open for ever, and nobody shall wait for it.
fn reader(stream: Stream, pieces: SyncSender<(Stream, Vec<u8>)>) -> io::Result<Sender<Pipe>> {
    let (hand, take) = mpsc::channel::<Pipe>();
    thread::Builder::new().spawn(move || {
        let Ok(mut pipe) = take.recv() else { return };
        let mut buffer = vec![0; 64 << 10];
        loop {
            match pipe.read(&mut buffer) {
                Ok(0) => return,
                Ok(length) => {
                    if pieces.send((stream, buffer[..length].to_vec())).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
                Err(_) => return,
            }
        }
    })?;
    Ok(hand)
}

/// Starts a process or a thread. Where the system has no room for one more, another answer has
/// taken it all, and gives it back when its time is up.
fn when_there_is_room<T>(
    bounds: Bounds<'_>,
    mut start: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    let deadline = Instant::now() + bounds.time;
    loop {
        match start() {
            Err(error)
                if error.kind() == io::ErrorKind::WouldBlock
                    && Instant::now() < deadline
                    && !bounds.stop.is_stopped() =>
            {
                thread::sleep(Duration::from_millis(20));
            }
            started => return started,
        }
    }
}

/// What a process prints, on its way to whoever wants it.
struct Output<'a> {
    pieces: Receiver<(Stream, Vec<u8>)>,
    stdout: &'a mut dyn Sink,
    stderr: &'a mut dyn Sink,
    printed: u64,
    limit: u64,
}

impl Output<'_> {
    /// Waits for the next piece, at most so long, and hands it on. What comes after the limit is
    /// thrown away.
    fn next(&mut self, wait: Duration) -> Result<(), RecvTimeoutError> {
        let (stream, piece) = self.pieces.recv_timeout(wait)?;
        if !self.is_flood() {
            match stream {
                Stream::Out => self.stdout.take(&piece),
                Stream::Err => self.stderr.take(&piece),
            }
        }
        self.printed += piece.len() as u64;
        Ok(())
    }

    /// Takes what is left when the process is over: usually the end comes at once.
    fn rest(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(5);
        while let Some(wait) = deadline.checked_duration_since(Instant::now())
            && self.next(wait).is_ok()
        {}
    }

    fn is_flood(&self) -> bool {
        self.printed > self.limit
    }
}

/// Waits until the process is over, has printed too much or has run too long.
fn watch(
    child: &mut dyn ChildWrapper,
    deadline: Instant,
    bounds: Bounds<'_>,
    output: &mut Output<'_>,
) -> io::Result<Ending> {
    let mut pause = Duration::from_millis(1);
    let mut counted = Instant::now();
    loop {
        if let Some(limit) = bounds.threads
            && counted.elapsed() >= BETWEEN_COUNTS
        {
            counted = Instant::now();
            if threads(child.id()).is_some_and(|threads| threads > limit) {
                return Ok(Ending::Crowded(limit));
            }
        }
        if bounds.stop.is_stopped() {
            return Ok(Ending::Signalled(None));
        }
        if output.is_flood() {
            return Ok(Ending::Flooded(bounds.output));
        }
        if let Some(status) = child.try_wait()? {
            return Ok(ending(status));
        }
        if bounds.enough.is_some_and(|enough| enough()) {
            return Ok(Ending::Hung);
        }
        if Instant::now() >= deadline {
            return Ok(Ending::TimedOut(bounds.time));
        }
        match output.next(pause) {
            Ok(()) => pause = Duration::from_millis(1),
            Err(error) => {
                // Its pipes close when it ends, or before; then only asking again helps.
                if error == RecvTimeoutError::Disconnected {
                    thread::sleep(pause);
                }
                pause = (pause * 2).min(Duration::from_millis(20));
            }
        }
    }
}

/// How many threads a process has: the eighteenth word behind its name, which may hold anything.
#[cfg(target_os = "linux")]
fn threads(process: u32) -> Option<u64> {
    let stat = std::fs::read(format!("/proc/{process}/stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(17)?.parse().ok()
}

/// Only Linux tells anybody.
#[cfg(not(target_os = "linux"))]
fn threads(_: u32) -> Option<u64> {
    None
}

fn ending(status: ExitStatus) -> Ending {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    match status.code() {
        Some(code) => Ending::Exited(code),
        None => Ending::Signalled(signal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_keeps_the_end_of_a_gigabyte_and_little_memory() {
        let mut tail = Tail::new(1000);
        let piece = [b'x'; 64 << 10];
        for _ in 0..16 << 10 {
            tail.take(&piece);
        }
        tail.take(b"the end");
        assert!(
            tail.kept.capacity() <= 256 << 10,
            "{}",
            tail.kept.capacity()
        );
        assert_eq!(tail.text().len(), 1000);
        assert!(tail.text().ends_with("xthe end"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn whatever_runs_is_a_session_of_its_own() {
        let stop = Stop::new();
        let bounds = Bounds {
            time: Duration::from_secs(60),
            output: 1 << 10,
            threads: None,
            stop: &stop,
            enough: None,
        };
        let (mut stdout, mut stderr) = (Tail::new(1 << 10), Tail::new(1 << 10));
        let mut command = Command::new("cat");
        command.arg("/proc/self/stat");
        let ending = run(command, b"", bounds, &mut stdout, &mut stderr).unwrap();
        assert_eq!(ending, Ending::Exited(0));
        let stat = stdout.text();
        let words: Vec<&str> = stat.split_whitespace().collect();
        assert_eq!(words[0], words[5], "the session of {stat}");
    }

    #[test]
    fn a_full_system_is_waited_for_and_not_for_ever() {
        let stop = Stop::new();
        let bounds = Bounds {
            time: Duration::from_millis(60),
            output: 0,
            threads: None,
            stop: &stop,
            enough: None,
        };
        let full = || io::Error::from(io::ErrorKind::WouldBlock);
        let mut tries = 0;
        let started = when_there_is_room(bounds, || {
            tries += 1;
            if tries < 3 { Err(full()) } else { Ok(()) }
        });
        assert!(started.is_ok(), "it gave up after {tries} tries");
        let given_up = when_there_is_room(bounds, || Err::<(), _>(full()));
        assert!(given_up.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock));
        let mut tries = 0;
        let missing = when_there_is_room(bounds, || {
            tries += 1;
            Err::<(), _>(io::ErrorKind::NotFound.into())
        });
        assert!(
            missing.is_err() && tries == 1,
            "no room is not what is wrong"
        );
    }

    #[test]
    fn lines_are_handed_on_whole_however_they_arrive() {
        let mut seen = Vec::new();
        let mut lines = Lines::new(8, |line: &[u8]| seen.push(line.to_vec()));
        for piece in [
            "on",
            "e\ntwo\n\nth",
            "ree\n",
            "far too long\nfour\nunfinished",
        ] {
            lines.take(piece.as_bytes());
        }
        let seen: Vec<&[u8]> = seen.iter().map(Vec::as_slice).collect();
        assert_eq!(seen, [&b"one"[..], b"two", b"", b"three", b"four"]);
    }
}
