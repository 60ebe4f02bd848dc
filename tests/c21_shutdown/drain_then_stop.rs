//! `drain_then_stop`: nobody new, time for what is at work, and a limit.

use std::any::Any;
use std::collections::VecDeque;
use std::future::{Pending, pending};
use std::io;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use async_katas::c21_shutdown::drain_then_stop::{Report, serve};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt, stream};
use lab::timeline::{counted, short};
use lab::{
    A_DAY, Draw, FarEnd, Fault, Lab, Pipe, Probe, Span, Timeline, Watch, Way,
    cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs, virtual_time,
};
use tokio::io::{AsyncRead, AsyncWrite, BufWriter, ReadBuf};
use tokio::task::unconstrained;
use tokio::time::{sleep, timeout};

/// A connection, on whose lane a line goes from being let in to being closed.
struct Connection {
    name: String,
    pipe: BufWriter<Pipe>,
    open: Span<Pending<()>>,
    /// How often it was read at its end.
    at_the_end: usize,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let room = buf.remaining() > 0;
        let read = Pin::new(&mut self.pipe).poll_read(cx, buf);
        let nothing = matches!(read, Poll::Ready(Ok(()))) && buf.filled().len() == before;
        if nothing && room {
            self.at_the_end += 1;
        }
        if self.at_the_end > 100 {
            fail(format!(
                "the client of `{}` had left, and its connection was read a hundred times more: a \
                 read that gives no bytes is the end, and the connection should be closed",
                self.name
            ));
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.pipe).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.pipe).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.pipe).poll_shutdown(cx)
    }
}

/// Connections that come one after the other, each at its instant.
type Door = BoxStream<'static, io::Result<Connection>>;

/// What the test sees of the door.
struct Hall {
    /// When it was shut.
    shut: Watch,
    /// How many were let in.
    let_in: Arc<AtomicUsize>,
}

fn door(lab: &Lab, coming: Vec<(Duration, io::Result<Connection>)>) -> (Door, Hall) {
    let probe: Probe = lab.probe();
    let hall = Hall {
        shut: probe.watch(),
        let_in: Arc::default(),
    };
    let let_in = hall.let_in.clone();
    let coming = VecDeque::from(coming);
    let lab = lab.clone();
    let door = stream::unfold((coming, probe), move |(mut coming, probe)| {
        let (lab, let_in) = (lab.clone(), let_in.clone());
        async move {
            let Some((at, next)) = coming.pop_front() else {
                return pending().await;
            };
            sleep(at.saturating_sub(lab.now())).await;
            let_in.fetch_add(1, Ordering::SeqCst);
            let next = next.map(|mut connection| {
                let begins = Context::from_waker(Waker::noop());
                let _pending = connection.open.poll_unpin(&mut { begins });
                connection
            });
            Some((next, (coming, probe)))
        }
    });
    (door.boxed(), hall)
}

/// A time, and the longest of all by its name.
fn named(time: Duration) -> String {
    match time {
        Duration::MAX => "`Duration::MAX`".to_owned(),
        time => short(time),
    }
}

/// How a request is answered.
#[derive(Clone, Copy, Debug)]
enum Work {
    Takes(Duration),
    Forever,
    Panics(Fault),
}

/// What a client does.
#[derive(Clone, Debug)]
struct Client {
    name: String,
    comes: Duration,
    /// When each request is sent, and what it takes to answer it.
    asks: Vec<(Duration, Work)>,
    /// It takes nothing of an answer before this instant.
    takes_from: Duration,
    leaves: Option<Duration>,
    /// The connection breaks instead of coming to its end.
    breaks: bool,
    /// Nothing can be written to it.
    deaf: bool,
    /// The connection keeps what is written until it is flushed.
    buffered: bool,
}

impl Client {
    fn new(name: &str, comes: Duration) -> Self {
        Client {
            name: name.to_owned(),
            comes,
            asks: Vec::new(),
            takes_from: Duration::ZERO,
            leaves: None,
            breaks: false,
            deaf: false,
            buffered: false,
        }
    }

    fn deaf(mut self) -> Self {
        self.deaf = true;
        self
    }

    fn buffered(mut self) -> Self {
        self.buffered = true;
        self
    }

    fn asks(mut self, at: Duration, work: Work) -> Self {
        self.asks.push((at, work));
        self
    }

    fn takes_from(mut self, at: Duration) -> Self {
        self.takes_from = at;
        self
    }

    fn leaves(mut self, at: Duration) -> Self {
        self.leaves = Some(at);
        self
    }

    fn breaks(mut self, at: Duration) -> Self {
        self.breaks = true;
        self.leaves(at)
    }

    /// The request, as it is sent: with a blank at its end, which belongs to it.
    fn request(&self, n: usize) -> String {
        let work = match self.asks[n].1 {
            Work::Takes(time) => time.as_millis().to_string(),
            Work::Forever => "forever".to_owned(),
            Work::Panics(fault) => {
                let at = Fault::ALL.iter().position(|f| *f == fault);
                format!("fault {}", at.unwrap_or_default())
            }
        };
        format!("{}|{n}|{work}| ", self.name)
    }

    fn answer(&self, n: usize) -> String {
        format!("✂ {n} for {}", self.name)
    }

    fn connect(&self, lab: &Lab) -> (Connection, FarEnd) {
        let (pipe, far) = lab.pipe();
        let open = lab.span(&self.name, pending());
        let mut n = 0;
        while n < self.asks.len() {
            let at = self.asks[n].0;
            // What is sent at one instant comes in one piece.
            let mut piece = String::new();
            while n < self.asks.len() && self.asks[n].0 == at {
                piece += &self.request(n);
                piece.push('\n');
                n += 1;
            }
            far.sends_at(at, piece);
        }
        if let Some(at) = self.leaves {
            match self.breaks {
                true => far.fails_at(at, io::ErrorKind::ConnectionReset.into()),
                false => far.ends_at(at),
            }
        }
        far.takes_from(self.takes_from);
        if self.deaf {
            far.takes_at_most(0);
        }
        let room = if self.buffered { 1 << 16 } else { 0 };
        let connection = Connection {
            name: self.name.clone(),
            pipe: BufWriter::with_capacity(room, pipe),
            open,
            at_the_end: 0,
        };
        (connection, far)
    }
}

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    NotLetIn,
    Left,
    Idle,
    Finished,
    Stopped,
}

/// What should come of a client.
struct Should {
    fate: Fate,
    closed: Duration,
    /// From when to when `answer` works on each request, and whether it comes to its end.
    works: Vec<(Duration, Duration, bool)>,
    answers: usize,
}

fn should(client: &Client, stop: Duration, limit: Duration) -> Should {
    let mut should = Should {
        fate: Fate::Idle,
        closed: stop,
        works: Vec::new(),
        answers: 0,
    };
    if client.comes > stop {
        should.fate = Fate::NotLetIn;
        return should;
    }
    let mut free = client.comes;
    for (sent, work) in &client.asks {
        let begins = free.max(*sent);
        if begins > stop {
            return should;
        }
        let (ready, panics) = match work {
            Work::Takes(time) => (begins + *time, false),
            Work::Forever => (Duration::MAX, false),
            Work::Panics(Fault::PanicsLater) => (begins + Fault::LATER, true),
            Work::Panics(_) => (begins, true),
        };
        let over = match panics {
            true => ready,
            false => ready.max(client.takes_from),
        };
        let unanswered = panics || client.deaf;
        should
            .works
            .push((begins, ready.min(limit), ready <= limit));
        should.closed = over.min(limit);
        if over > limit {
            should.fate = Fate::Stopped;
            return should;
        }
        should.answers += usize::from(!unanswered);
        if over > stop {
            should.fate = Fate::Finished;
            return should;
        }
        if unanswered {
            should.fate = Fate::Left;
            return should;
        }
        free = over;
        should.closed = stop;
    }
    if let Some(leaves) = client.leaves.filter(|leaves| *leaves < stop) {
        should.fate = Fate::Left;
        should.closed = leaves.max(free);
    }
    should
}

/// What became of the request that `answer` was called with, which is none that a client has sent.
fn no_request(line: &str, parts: &[&str]) -> String {
    match parts {
        [_, _, _, ""] => format!(
            "a client sent the line {:?}, and `answer` was called with {line:?}: the blank at its end was \
             cut off, as `trim` does, and only the `\\n` is no part of the request",
            format!("{line} \n")
        ),
        [_, _, _, " \n"] => format!(
            "`answer` was called with {line:?}, with the `\\n` at its end, which is no part of the request"
        ),
        _ => format!(
            "`answer` was called with {line:?}, which is no request of a client: a request is a line, \
             without the `\\n` at its end and with every other character that is in it"
        ),
    }
}

/// What `answer` gives: it works on a lane of the client's.
fn answers(
    lab: &Lab,
) -> impl Fn(String) -> BoxFuture<'static, String> + Clone + Send + Sync + use<> {
    let lab = lab.clone();
    move |line: String| {
        let parts: Vec<&str> = line.split('|').collect();
        let [name, n, work, " "] = parts[..] else {
            fail(no_request(&line, &parts))
        };
        let said = format!("✂ {n} for {name}");
        let lane = format!("for {name}");
        if let Some(fault) = work.strip_prefix("fault ") {
            let fault = Fault::ALL[fault.parse::<usize>().unwrap_or_default()];
            let faulty = lab.faulty(&lane, fault)();
            return async move { faulty.await.map_or(said.clone(), |()| said) }.boxed();
        }
        match work.parse() {
            Ok(time) => lab.job(&lane).takes(ms(time)).gives(said).boxed(),
            Err(_) => lab.job(&lane).forever().gives(said).boxed(),
        }
    }
}

/// A server with its clients, from the beginning to the end.
#[derive(Clone, Debug)]
struct Plan {
    clients: Vec<Client>,
    stop: Duration,
    grace: Duration,
}

/// Up to so many clients are drawn.
const A_PICTURE: usize = 8;

impl Plan {
    fn limit(&self) -> Duration {
        self.stop.saturating_add(self.grace)
    }

    fn should(&self) -> Vec<Should> {
        let all = self.clients.iter();
        all.map(|client| should(client, self.stop, self.limit()))
            .collect()
    }

    /// Runs it, and expects that everything comes as it should.
    async fn run(&self, lab: &Lab) {
        let (coming, fars): (Vec<_>, Vec<_>) = self
            .clients
            .iter()
            .map(|client| {
                let (connection, far) = client.connect(lab);
                ((client.comes, Ok(connection)), far)
            })
            .unzip();
        let (door, hall) = door(lab, coming);
        let should = self.should();
        let ends = should.iter().filter(|s| s.fate != Fate::NotLetIn);
        let ends = ends.map(|s| s.closed).fold(self.stop, Duration::max);
        let stop = sleep(self.stop.saturating_sub(lab.now()));
        let mut serving = pin!(serve(door, answers(lab), stop, self.grace));
        // Long after the end; what is seen by then is seen before anything is dropped.
        let patience = (ends + secs(61)).saturating_sub(lab.now());
        let served = AssertUnwindSafe(timeout(patience, serving.as_mut()));
        let report = match served.catch_unwind().await {
            Ok(report) => report.ok(),
            Err(panic) if is_fault(&*panic) => fail(
                "an `answer` panicked, and the panic came out of `serve`, which ends all \
                 connections: it closes its own connection, and no other one",
            ),
            Err(panic) => resume_unwind(panic),
        };
        let (now, tasks) = (lab.now(), lab.tasks_alive());
        let closed: Vec<_> = fars.iter().map(FarEnd::dropped_at).collect();
        let (stop, grace) = (short(self.stop), named(self.grace));

        let let_in = hall.let_in.load(Ordering::SeqCst);
        // Who was let in decides whatever came of the others.
        for (n, (client, should)) in self.clients.iter().zip(&should).enumerate() {
            let comes = short(client.comes);
            match (n < let_in, should.fate == Fate::NotLetIn) {
                (true, true) => self.fail_or_draw(
                    lab,
                    &format!(
                        "`stop` was ready at {stop}, and `{}`, which came at {comes}, was let in",
                        client.name
                    ),
                ),
                (false, false) => self.fail_or_draw(
                    lab,
                    &format!(
                        "`{}` came at {comes}, and was never let in, though `stop` was ready at \
                         {stop} only; each connection should be served from the instant at which \
                         it comes",
                        client.name
                    ),
                ),
                (true, false) | (false, true) => {}
            }
        }
        for (n, (far, closed)) in fars.iter().zip(closed).enumerate() {
            let (client, should) = (&self.clients[n], &should[n]);
            if should.fate != Fate::NotLetIn {
                self.expect_of(lab, client, should, closed, far, report.is_some());
            }
        }
        self.expect_shut(&hall.shut);
        if self.clients.len() <= A_PICTURE {
            self.expect_picture(
                lab,
                &should,
                "a connection was closed as it should be, and what \
                                               `answer` gave for it was not worked on as it should",
            );
        }
        let there = should
            .iter()
            .any(|should| !matches!(should.fate, Fate::NotLetIn | Fate::Left));
        let last = match there {
            true => format!("the last connection was closed at {}", short(ends)),
            false => "nobody was there then".to_owned(),
        };
        let Some(report) = report else {
            fail(format!(
                "`stop` was ready at {stop}, {last}, and `serve` has not returned: it should \
                 return at the instant at which there is no connection any more"
            ))
        };
        if now != ends {
            fail(format!(
                "`stop` was ready at {stop}, `grace` was {grace}, {last}, and `serve` returned at \
                 {}; it should return at the instant at which there is no connection any more{}",
                short(now),
                match now == self.limit() {
                    true => ", and not when `grace` is over",
                    false => "",
                }
            ));
        }
        if tasks > 0 {
            // What was aborted gets its turn.
            sleep(ms(1)).await;
            fail(format!(
                "`serve` had returned, and {} still alive: {}",
                match tasks {
                    1 => "one of its tasks was".to_owned(),
                    tasks => format!("{tasks} of its tasks were"),
                },
                match lab.tasks_alive() {
                    0 => "a task that was aborted is gone only when it has been awaited",
                    _ => "nobody had stopped it",
                }
            ));
        }
        let count = |fate| should.iter().filter(|should| should.fate == fate).count();
        let Report {
            idle,
            finished,
            stopped,
        } = report;
        let due = [Fate::Idle, Fate::Finished, Fate::Stopped].map(count);
        let panics = |client: &Client| {
            let mut asks = client.asks.iter();
            asks.any(|(_, work)| matches!(work, Work::Panics(_)))
        };
        let clients = self.clients.iter().zip(&should);
        let panicked = clients.filter(|(client, s)| s.fate == Fate::Finished && panics(client));
        let panicked = panicked.count();
        let why = match [idle, finished + panicked, stopped] == due && panicked > 0 {
            true => format!(
                "it counts {} at work, {} too few, and so many there are whose `answer` panicked after \
                 `stop` was ready: who was at work then and was not stopped has `finished`, also by a panic",
                finished + stopped,
                panicked
            ),
            false => miscounted([idle, finished, stopped], due, count(Fate::Left)),
        };
        expect_eq(
            [("idle", idle), ("finished", finished), ("stopped", stopped)],
            [("idle", due[0]), ("finished", due[1]), ("stopped", due[2])],
            format!(
                "`stop` was ready at {stop} and `grace` was {grace}; the report counts the \
                 connections that were there at that instant by what became of them; {why}"
            ),
        );
    }

    fn expect_shut(&self, shut: &Watch) {
        let stop = short(self.stop);
        match shut.dropped_at() {
            Some(at) if at == self.stop => {}
            Some(at) if at < self.stop => fail(format!(
                "`connections` was dropped at {}, though `stop` was ready at {stop} only: until \
                 then connections are let in",
                short(at)
            )),
            Some(at) => fail(format!(
                "`stop` was ready at {stop}, and `connections` was dropped at {}; nobody is let in \
                 any more, so it should be dropped at that instant",
                short(at)
            )),
            None => fail(format!(
                "`stop` was ready at {stop}, and `connections` was still there long after that; \
                 nobody is let in any more, so it should be dropped at that instant"
            )),
        }
    }

    /// Expects that this connection was closed when it should be, with all of its answers.
    fn expect_of(
        &self,
        lab: &Lab,
        client: &Client,
        should: &Should,
        closed: Option<Duration>,
        far: &FarEnd,
        returned: bool,
    ) {
        let name = &client.name;
        let (stop, limit, due) = (short(self.stop), short(self.limit()), short(should.closed));
        let written = String::from_utf8_lossy(&far.written()).into_owned();
        let expected: String = (0..should.answers)
            .map(|n| client.answer(n) + "\n")
            .collect();
        if closed == Some(should.closed) && written == expected {
            return;
        }
        let was = match closed {
            Some(at) => format!("was closed at {}", short(at)),
            None if returned => "was not closed when `serve` had returned".to_owned(),
            None => "was not closed at all".to_owned(),
        };
        let early = closed.filter(|at| *at < should.closed);
        let story = match should.fate {
            Fate::Idle | Fate::Finished | Fate::Stopped
                if early.is_some_and(|at| at < self.stop) =>
            {
                format!(
                    "`{name}` {was}, before `stop` was ready, which was at {stop}: it had not come \
                     to its end, and nobody has limited how long a connection may stay, or wait \
                     for a request"
                )
            }
            Fate::Left if client.deaf => format!(
                "the answer for `{name}` could not be written at {due}, which gave an error, and \
                 it {was}; a connection that fails while its answer is written is closed at that \
                 instant"
            ),
            Fate::NotLetIn | Fate::Left => {
                format!(
                    "`{name}` had come to its end at {due}, and {was}; it should be closed then"
                )
            }
            Fate::Idle => format!(
                "`{name}` waited for a request when `stop` was ready at {stop}, and {was}; it \
                 should be closed at that instant"
            ),
            Fate::Finished if early.is_some() => format!(
                "`{name}` was at work when `stop` was ready at {stop}, and {was}, in the middle of \
                 it; it has time until {limit}, when `grace` has gone by, and it should be closed \
                 when its client has taken all of the answer, at {due}"
            ),
            Fate::Finished if written == expected => format!(
                "`{name}` was at work when `stop` was ready at {stop}, was done at {due}, which \
                 was in time, and {was}, as if it had waited for another request; it should be \
                 closed when its client has taken all of the answer: who is at work when `stop` is \
                 ready has to find out about it when it is done"
            ),
            Fate::Finished => format!(
                "`{name}` was at work when `stop` was ready at {stop}, was done with that request \
                 at {due}, and {was}, with something else in its answers; it should be closed when \
                 its client has taken all of the answer, even if it holds another request"
            ),
            Fate::Stopped => format!(
                "`{name}` was still at work at {limit}, when `grace` had gone by since `stop` was \
                 ready, and {was}; it should be stopped then{}",
                match returned && closed.is_none() {
                    true => ", and a task that is aborted is gone only when it has been awaited",
                    false => "",
                }
            ),
        };
        if closed != Some(should.closed) {
            self.fail_or_draw(lab, &story);
        }
        let why = if client.buffered && written.is_empty() {
            "nothing has come out of the buffer that this connection has: an answer is written and \
             flushed, one line for each request"
        } else if written == expected.replace('\n', "") {
            "the `\\n` at the end of each answer is missing, by which the client knows that it is \
             whole"
        } else if expected.starts_with(&written) {
            "a part of them is missing at the end: one line for each request, written and flushed"
        } else {
            "one line for each request, written and flushed, and none for a request that was not \
             begun when `stop` was ready"
        };
        expect_eq(
            written,
            expected,
            format!(
                "`stop` was ready at {stop}, and `{name}` was not given the answers that it should \
                 be given; {why}"
            ),
        );
    }

    fn fail_or_draw(&self, lab: &Lab, story: &str) -> ! {
        if self.clients.len() <= A_PICTURE {
            self.expect_picture(lab, &self.should(), story);
        }
        fail(story)
    }

    fn expect_picture(&self, lab: &Lab, should: &[Should], story: &str) {
        let mut picture = Timeline::new();
        for (client, should) in self.clients.iter().zip(should) {
            if matches!(client.asks.last(), Some((_, Work::Panics(_)))) {
                // How a panic looks is not what this is about.
                return;
            }
            if should.fate == Fate::NotLetIn {
                continue;
            }
            if picture == Timeline::new() {
                lab.explain(
                    &client.name,
                    "a connection, from being let in to being closed; so are the others",
                );
            }
            picture = picture.cancelled(&client.name, client.comes, should.closed);
            for (from, to, ends) in &should.works {
                let lane = format!("for {}", client.name);
                picture = match ends {
                    true => picture.span(&lane, *from, *to),
                    false => picture.cancelled(&lane, *from, *to),
                };
            }
        }
        lab.expect_because(picture, story);
    }
}

/// Whether a panic is one that an `answer` of the test planned.
fn is_fault(panic: &(dyn Any + Send)) -> bool {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.is_some_and(|text| text == Fault::MESSAGE)
}

/// What is wrong with a report that does not count each connection as what became of it: idle, finished
/// and stopped. So many had left before.
fn miscounted(got: [usize; 3], due: [usize; 3], left: usize) -> String {
    let all = |counts: [usize; 3]| counts.iter().sum::<usize>();
    let kinds = ["idle", "finished", "stopped"];
    if all(got) != all(due) {
        let why = match all(got).checked_sub(all(due)) {
            Some(more) if more == left && more != due[2] => {
                "those that had left before are not counted"
            }
            Some(more) if more == due[2] && more != left => {
                "those that are stopped are counted twice, and are not finished"
            }
            _ => "each of them is counted once, and no other",
        };
        return format!(
            "it counts {} connections, and {} were there at that instant: {why}",
            all(got),
            all(due)
        );
    }
    let less = (0..3).find(|n| got[*n] < due[*n]).map_or("", |n| kinds[n]);
    let more = (0..3).find(|n| got[*n] > due[*n]).map_or("", |n| kinds[n]);
    let rule = match less {
        "idle" => "`idle` are those that waited for a request when `stop` was ready",
        "stopped" => "`stopped` are those that were at work, and had to be stopped at the limit",
        _ => "`finished` are those that were at work, and came to their end in time",
    };
    format!("some that are {less} are counted as {more}: {rule}")
}

fn takes(time: Duration) -> Work {
    Work::Takes(time)
}

#[test]
fn one_is_done_one_at_work_one_idle_and_one_stuck() {
    virtual_time(async |lab: Lab| {
        let clients = vec![
            Client::new("done", secs(0))
                .asks(secs(0), takes(secs(1)))
                .leaves(secs(2)),
            Client::new("gone", secs(0)).leaves(secs(1)),
            Client::new("idle", secs(0)).asks(secs(1), takes(secs(1))),
            Client::new("at work", secs(1)).asks(secs(3), takes(secs(2))),
            Client::new("stuck", secs(2)).asks(secs(3), Work::Forever),
            Client::new("late", secs(5)).asks(secs(5), takes(secs(1))),
        ];
        let plan = Plan {
            clients,
            stop: secs(4),
            grace: secs(3),
        };
        plan.run(&lab).await;
        lab.expect(
            "
                         0s   1s   2s   3s   4s   5s   6s   7s
            done         |=========/
            for done     |====|
            gone         |====/
            idle         |===================/
            for idle          |====|
            at work           |===================/
            for at work                 |=========|
            stuck                  |========================/
            for stuck                   |===================/
            ",
        );
    });
}

#[test]
fn connections_that_wait_are_closed_at_once_however_long_they_waited() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 3);
        let clients = vec![
            Client::new("silent", secs(0)),
            Client::new("asked once", ms(3)).asks(ms(7), takes(ms(11))),
            Client::new("asked late", ms(5)).asks(A_DAY, takes(ms(17))),
            Client::new("new", A_DAY + ms(1_000)),
        ];
        let plan = Plan {
            clients,
            stop: A_DAY + ms(1_003),
            grace: Duration::MAX,
        };
        plan.run(&lab).await;
    });
}

#[test]
fn what_was_begun_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 5);
        for grace in [A_DAY * 2, Duration::MAX] {
            lab.case(format!("a grace of {}", named(grace)));
            let now = lab.now();
            let clients = vec![
                Client::new("long", now).asks(now, takes(A_DAY)),
                Client::new("short", now).asks(now + ms(3), takes(secs(7))),
                Client::new("slow", now)
                    .asks(now, takes(ms(3)))
                    .takes_from(now + A_DAY),
                Client::new("slow and buffered", now)
                    .asks(now, takes(ms(3)))
                    .takes_from(now + A_DAY)
                    .buffered(),
            ];
            let plan = Plan {
                clients,
                stop: now + ms(5),
                grace,
            };
            // Two of them would be too much for one picture.
            let (coming, fars): (Vec<_>, Vec<_>) = plan
                .clients
                .iter()
                .map(|client| {
                    let (connection, far) = client.connect(&lab);
                    ((client.comes, Ok(connection)), far)
                })
                .unzip();
            let (door, _) = door(&lab, coming);
            let Report { stopped, .. } = serve(door, answers(&lab), sleep(ms(5)), grace).await;
            let due = [A_DAY, ms(3) + secs(7), A_DAY, A_DAY];
            for ((client, far), due) in plan.clients.iter().zip(&fars).zip(due) {
                if let Some(at) = far.dropped_at().filter(|at| *at < now + due) {
                    fail(format!(
                        "`grace` was {}, and `{}` was closed {} after its request had come, in the \
                         middle of it, which takes {} until its client has the answer: each should \
                         be finished, however long it takes",
                        named(grace),
                        client.name,
                        short(at - client.asks[0].0),
                        short(due)
                    ));
                }
            }
            expect_eq(
                (
                    stopped,
                    fars.iter().map(FarEnd::dropped_at).collect::<Vec<_>>(),
                ),
                (
                    0,
                    vec![
                        Some(now + A_DAY),
                        Some(now + ms(3) + secs(7)),
                        Some(now + A_DAY),
                        Some(now + A_DAY),
                    ],
                ),
                format!(
                    "`grace` was {}, and of four requests one took a day, one 7s, and of two the \
                     client took the answer after a day; this is how many were stopped, and when \
                     the four connections were closed: each should be finished, however long it \
                     takes",
                    named(grace)
                ),
            );
        }
    });
}

#[test]
fn the_client_takes_its_time_for_the_answer() {
    virtual_time(async |lab: Lab| {
        let plan = Plan {
            clients: vec![
                Client::new("slow", ms(0))
                    .asks(ms(0), takes(ms(503)))
                    .takes_from(ms(2_507)),
                Client::new("too slow", ms(0))
                    .asks(ms(0), takes(ms(1_303)))
                    .takes_from(secs(60)),
            ],
            stop: ms(1_009),
            grace: ms(2_003),
        };
        plan.run(&lab).await;
    });
}

#[test]
fn an_answer_is_written_whole_in_whatever_pieces_it_is_taken() {
    virtual_time(async |lab: Lab| {
        for at_most in [1, 2, 7] {
            lab.case(format!(
                "a client that takes at most {at_most} of its answer's bytes at a time"
            ));
            let client = Client::new("picky", lab.now()).asks(lab.now(), takes(ms(503)));
            let (connection, far) = client.connect(&lab);
            far.takes_at_most(at_most);
            let (door, _) = door(&lab, vec![(lab.now(), Ok(connection))]);
            let _report = serve(door, answers(&lab), sleep(ms(101)), secs(5)).await;
            let (bytes, answer) = (far.written(), client.answer(0));
            let written = String::from_utf8_lossy(&bytes).into_owned();
            let why = if written == answer {
                "the `\\n` at the end of the answer is missing, by which the client knows that it is whole"
            } else if !bytes.is_empty() && answer.as_bytes().starts_with(&bytes) {
                "one `write` takes as much as it likes, so write until all is written"
            } else {
                "it should have all of it, once, and a `\\n`"
            };
            expect_eq(
                written,
                answer + "\n",
                format!(
                    "a client took at most {} at a time, and this is what it had of its answer \
                     when the connection was closed: {why}",
                    counted(at_most, "byte")
                ),
            );
        }
    });
}

#[test]
fn an_answer_that_was_kept_in_a_buffer_is_flushed() {
    virtual_time(async |lab: Lab| {
        let plan = Plan {
            clients: vec![
                Client::new("goes on", ms(0))
                    .asks(ms(3), takes(ms(100)))
                    .asks(ms(3), takes(ms(100)))
                    .buffered(),
                Client::new("at work", ms(0))
                    .asks(ms(3), takes(secs(1)))
                    .buffered(),
            ],
            stop: ms(503),
            grace: secs(60),
        };
        plan.run(&lab).await;
    });
}

#[test]
fn an_empty_line_is_a_request() {
    virtual_time(async |lab: Lab| {
        let client = Client::new("client", ms(0));
        let (connection, far) = client.connect(&lab);
        far.sends("\n\n");
        let (door, _) = door(&lab, vec![(ms(0), Ok(connection))]);
        let answer = async |line: String| format!("{} bytes", line.len());
        let answer = move |line| answer(line).boxed();
        let _report = serve(door, answer, sleep(ms(103)), secs(5)).await;
        expect_eq(
            String::from_utf8_lossy(&far.written()).into_owned(),
            "0 bytes\n0 bytes\n".to_owned(),
            "a client sent two empty lines, each of which is a request, and was not given two \
             answers",
        );
    });
}

#[test]
fn requests_that_were_not_begun_are_not_answered() {
    virtual_time(async |lab: Lab| {
        let mut one_piece = Client::new("one piece", ms(0));
        let mut one_by_one = Client::new("one by one", ms(0));
        for n in 0..5 {
            one_piece = one_piece.asks(ms(3), takes(ms(400)));
            one_by_one = one_by_one.asks(ms(3) + ms(50) * n, takes(ms(400)));
        }
        let plan = Plan {
            clients: vec![one_piece, one_by_one],
            stop: ms(603),
            grace: secs(60),
        };
        plan.run(&lab).await;
    });
}

#[test]
fn with_nobody_there_it_returns_at_once() {
    virtual_time(async |lab: Lab| {
        let plan = Plan {
            clients: vec![
                Client::new("early", ms(3))
                    .asks(ms(3), takes(ms(3)))
                    .leaves(ms(9)),
                Client::new("late", ms(2_000)),
            ],
            stop: ms(1_003),
            grace: secs(60),
        };
        plan.run(&lab).await;
    });
}

#[test]
fn the_limit_counts_from_stop_and_holds_for_all() {
    virtual_time(async |lab: Lab| {
        let mut clients = vec![Client::new("stuck", ms(0)).asks(ms(0), Work::Forever)];
        for n in 1..=5 {
            let client = Client::new(&format!("ends {n}"), ms(0));
            clients.push(client.asks(ms(0), takes(ms(1_003) + ms(607) * n)));
        }
        let plan = Plan {
            clients,
            stop: ms(1_001),
            grace: ms(2_003),
        };
        plan.run(&lab).await;
    });
}

#[test]
fn without_grace_what_is_at_work_is_stopped_at_once() {
    virtual_time(async |lab: Lab| {
        let plan = Plan {
            clients: vec![
                Client::new("idle", ms(0)).asks(ms(0), takes(ms(103))),
                Client::new("silent", ms(0)),
                Client::new("at work", ms(0)).asks(ms(100), takes(secs(1))),
            ],
            stop: ms(503),
            grace: Duration::ZERO,
        };
        plan.run(&lab).await;
    });
}

#[test]
fn who_leaves_or_breaks_is_closed_and_not_counted() {
    virtual_time(async |lab: Lab| {
        let plan = Plan {
            clients: vec![
                Client::new("leaves", ms(0))
                    .asks(ms(5), takes(ms(100)))
                    .leaves(ms(203)),
                Client::new("breaks", ms(0))
                    .asks(ms(5), takes(ms(100)))
                    .breaks(ms(307)),
                Client::new("says nothing", ms(0)).leaves(ms(11)),
                Client::new("hears nothing", ms(0))
                    .asks(ms(5), takes(ms(100)))
                    .asks(ms(5), takes(ms(100)))
                    .deaf(),
                Client::new("stays", ms(0)).asks(ms(401), takes(ms(100))),
            ],
            stop: ms(603),
            grace: secs(60),
        };
        plan.run(&lab).await;
    });
}

#[test]
fn an_answer_that_panics_closes_its_own_connection_only() {
    virtual_time(async |lab: Lab| {
        for fault in [
            Fault::PanicsWhenCalled,
            Fault::PanicsWhenPolled,
            Fault::PanicsLater,
        ] {
            for (stop, when) in [(1_003, "before `stop`"), (251, "around `stop`")] {
                lab.case(format!("an `answer` that {fault}, {when}"));
                let now = lab.now();
                let plan = Plan {
                    clients: vec![
                        Client::new("unhurt", now).asks(now, takes(ms(2_003))),
                        Client::new("hurt", now)
                            .asks(now + ms(203), Work::Panics(fault))
                            .asks(now + ms(203), takes(ms(5))),
                        Client::new("comes later", now + ms(241)).asks(now, takes(ms(303))),
                        // Last of all, so that no picture is drawn.
                        Client::new("hurt too", now + ms(243))
                            .asks(now + ms(243), Work::Panics(fault)),
                    ],
                    stop: now + ms(stop),
                    grace: secs(60),
                };
                plan.run(&lab).await;
            }
        }
    });
}

#[test]
fn a_connection_that_did_not_come_about_is_passed_over() {
    virtual_time(async |lab: Lab| {
        let client = Client::new("good", ms(7)).asks(ms(9), takes(ms(101)));
        let (connection, far) = client.connect(&lab);
        let bad = |at| (at, Err(io::ErrorKind::ConnectionAborted.into()));
        let coming = vec![
            bad(ms(3)),
            bad(ms(3)),
            bad(ms(5)),
            (ms(7), Ok(connection)),
            bad(ms(50)),
        ];
        let (door, Hall { shut, .. }) = door(&lab, coming);
        let served = timeout(
            secs(60),
            serve(door, answers(&lab), sleep(ms(503)), secs(5)),
        )
        .await;
        let Ok(Report { idle, .. }) = served else {
            fail(
                "some connections did not come about, which is an `Err` each, `stop` was ready, \
                  and `serve` has not returned",
            )
        };
        if let Some(at) = shut.dropped_at().filter(|at| *at < ms(503)) {
            fail(format!(
                "a connection did not come about at 3ms, which is an `Err`, and `connections` was \
                 dropped at {}, though `stop` was ready at 503ms only: an `Err` is passed over, \
                 and the next one is let in",
                short(at)
            ));
        }
        expect_eq(
            (shut.dropped_at(), far.dropped_at(), idle),
            (Some(ms(503)), Some(ms(503)), 1),
            "some connections did not come about, which is an `Err` each, one of them did, and \
             `stop` was ready at 503ms; this is when `connections` was dropped, when the good \
             connection was closed, and how many were told to be idle: an `Err` is passed over, \
             and neither ends nor stops the server",
        );
    });
}

#[test]
fn a_thousand_are_served_at_once() {
    // Nobody is to be held up by tokio's own budget for a task, which is less than a thousand.
    virtual_time(async |lab: Lab| {
        unconstrained(async {
            let clients = (0..1000_u64)
                .map(|n| {
                    let client = Client::new(&format!("client {n}"), ms(1));
                    match n % 4 {
                        0 => client,
                        1 => client.asks(ms(3), takes(ms(100) + ms(n))),
                        2 => client.asks(ms(3), Work::Forever),
                        _ => client.asks(ms(3), takes(secs(3) + ms(n))),
                    }
                })
                .collect();
            let plan = Plan {
                clients,
                stop: ms(2_503),
                grace: ms(1_004),
            };
            plan.run(&lab).await;
        })
        .await;
    });
}

#[test]
fn dropped_it_closes_all_at_that_instant() {
    cancel_at_every_await(async |lab: Lab| {
        let clients = [
            Client::new("idle", ms(3)).asks(ms(3), takes(ms(50))),
            Client::new("at work", ms(5)).asks(ms(5), takes(ms(203))),
            Client::new("stuck", ms(7)).asks(ms(7), Work::Forever),
        ];
        let (coming, fars): (Vec<_>, Vec<_>) = clients
            .iter()
            .map(|client| {
                let (connection, far) = client.connect(&lab);
                ((client.comes, Ok(connection)), far)
            })
            .unzip();
        let (door, Hall { shut, .. }) = door(&lab, coming);
        let report = lab
            .cut(serve(door, answers(&lab), sleep(ms(107)), ms(301)))
            .await;
        let now = lab.now();
        if report.is_some() {
            return;
        }
        // Tasks that were aborted get their turn.
        sleep(ms(1)).await;
        let tell = |at: Option<Duration>| at.is_some_and(|at| at <= now);
        for (client, far) in clients.iter().zip(&fars) {
            if !tell(far.dropped_at()) {
                fail(format!(
                    "the future of `serve` was dropped at {}, and the connection `{}` was not \
                     closed at that instant",
                    short(now),
                    client.name
                ));
            }
        }
        if !tell(shut.dropped_at()) {
            fail("the future of `serve` was dropped, and `connections` was not");
        }
        let tasks = lab.tasks_alive();
        if tasks > 0 {
            fail(format!(
                "the future of `serve` was dropped at {}, and {} on",
                short(now),
                match tasks {
                    1 => "one of its tasks went".to_owned(),
                    tasks => format!("{tasks} of its tasks went"),
                }
            ));
        }
    });
}

/// Clients for whom nothing comes at the very instant of `stop` or of the limit.
fn draw_plan(mut draw: Draw) -> Plan {
    loop {
        let stop = draw.off_grid(secs(2)..=secs(6));
        let grace = match draw.size(0..=5) {
            0 => Duration::ZERO,
            1 => Duration::MAX,
            _ => draw.off_grid(ms(500)..=secs(4)),
        };
        let mut clients: Vec<Client> = (0..draw.size(0..=6))
            .map(|n| {
                let comes = draw.off_grid(ms(1)..=secs(7));
                let mut client = Client::new(&format!("client {n}"), comes);
                let mut at = comes;
                let mut stays = false;
                for _ in 0..draw.size(0..=4) {
                    at += draw.off_grid(ms(1)..=secs(2));
                    let work = match draw.size(0..=7) {
                        0 if grace < Duration::MAX => Work::Forever,
                        _ => takes(draw.off_grid(ms(1)..=secs(3))),
                    };
                    stays |= matches!(work, Work::Forever);
                    client = client.asks(at, work);
                }
                if draw.size(0..=4) == 0 {
                    client = client.takes_from(draw.off_grid(secs(2)..=secs(8)));
                }
                if !stays && draw.coin() {
                    // Never while it is answered.
                    client = client.leaves(at + secs(20));
                }
                client
            })
            .collect();
        clients.sort_by_key(|client| client.comes);
        let plan = Plan {
            clients,
            stop,
            grace,
        };
        let special = [stop, plan.limit()];
        let clear = plan.clients.iter().all(|client| {
            // As if nobody ever stopped.
            let all = should(client, A_DAY, A_DAY);
            let answered = all.works.iter().map(|(from, to, _)| [*from, *to]);
            let mut instants: Vec<Duration> = answered.flatten().collect();
            instants.extend([client.comes, client.takes_from]);
            instants.iter().all(|at| !special.contains(at))
        });
        if clear {
            return plan;
        }
    }
}

#[test]
fn whatever_they_do_each_meets_the_end_that_it_should() {
    for_seeds(60, async |lab: Lab| {
        let plan = draw_plan(lab.draw());
        lab.case(format!(
            "`stop` at {}, and a `grace` of {}",
            short(plan.stop),
            named(plan.grace)
        ));
        plan.run(&lab).await;
    });
}

#[test]
fn it_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a future of `serve` that is {way}"));
            let began = lab.now();
            let client = Client::new("client", began).asks(began, takes(ms(3_003)));
            let (connection, far) = client.connect(&lab);
            let (door, _) = door(&lab, vec![(began, Ok(connection))]);
            let serving = serve(door, answers(&lab), sleep(ms(2_003)), secs(5));
            let told = timeout(secs(60), lab.polled(way, serving)).await;
            let told = told.map(|report| {
                let Report {
                    idle,
                    finished,
                    stopped,
                } = report;
                [idle, finished, stopped]
            });
            expect_eq(
                (told, far.written()),
                (Ok([0, 1, 0]), (client.answer(0) + "\n").into_bytes()),
                format!(
                    "one connection was at work when `stop` was ready, and `serve` was {way}: this \
                     is the report, as the numbers of those idle, finished and stopped, and what \
                     the client got"
                ),
            );
        }
    });
}
