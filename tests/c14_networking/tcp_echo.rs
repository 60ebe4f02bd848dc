//! `tcp_echo`: many clients at once, half-closed and broken ones too, and an end.

use std::cell::Cell;
use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr};
#[cfg(unix)]
use std::os::fd::OwnedFd as Handle;
#[cfg(windows)]
use std::os::windows::io::OwnedSocket as Handle;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c14_networking::tcp_echo::tcp_echo;
use futures::future::join_all;
use lab::timeline::short;
use lab::{A_DAY, Lab, PlainLab, expect_eq, fail, ms, plain_thread, real_time, secs, virtual_time};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{Instant, advance, sleep, timeout};

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.expect("this machine has a loopback network");
    let address = listener.local_addr().expect("a listener has an address");
    (listener, address)
}

/// Plays the scene beside a server that is shut down only when the scene is over.
async fn served(scene: impl AsyncFnOnce(SocketAddr)) {
    let (listener, address) = listener().await;
    served_on(listener, "clients came", async || scene(address).await).await;
}

async fn served_on(listener: TcpListener, what_happens: &str, scene: impl AsyncFnOnce()) {
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    let address = listener.local_addr().expect("a listener has an address");
    let mut server = pin!(tcp_echo(listener, shutdown));
    tokio::select! {
        biased;
        () = &mut server => fail(format!(
            "{what_happens}, and the server ended, though nobody had shut it down"
        )),
        () = scene() => (),
    }
    drop(stop);
    if timeout(secs(1), &mut server).await.is_err() {
        let then = when_a_client_comes(server, address).await;
        fail(format!("the server was shut down and did not return{then}"));
    }
}

/// What is added where a server that was shut down returns as soon as the next client comes.
async fn when_a_client_comes(
    server: impl Future<Output = ()>,
    address: SocketAddr,
) -> &'static str {
    let _next = timeout(ms(500), TcpStream::connect(address)).await;
    match timeout(secs(1), server).await {
        Ok(()) => {
            " until the next client came: it looked at the shutdown only then, and has to wait for both \
             at once"
        }
        Err(_) => "",
    }
}

/// What is wrong where one client alone, which sends a few bytes, has no answer.
const SEND_BACK: &str = "what a client sent did not come back while its connection was open: send back \
                         what there is, again and again, and do not wait for more, for a line, or for the \
                         end";

/// Whoever is alone gets an answer; what is tried after this takes that for granted.
async fn answers_one(address: SocketAddr) {
    echo(&mut connect(address).await, &[0xff, 0x00, 0xfe], SEND_BACK).await;
}

async fn connect(address: SocketAddr) -> TcpStream {
    match timeout(secs(2), TcpStream::connect(address)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => fail(format!("the server did not let a client in: {error}")),
        Err(_) => fail(
            "the server lets no more clients in: it has to go on accepting while it serves, \
             however many there are",
        ),
    }
}

async fn say(stream: &mut TcpStream, text: &[u8]) {
    if let Err(error) = stream.write_all(text).await {
        fail(format!(
            "the server broke the connection of a client that had done nothing: {error}"
        ));
    }
}

/// What comes back, so many bytes of it.
async fn hear(stream: &mut TcpStream, count: usize, cause: &str) -> Vec<u8> {
    match heard(stream, count).await {
        Some(heard) => heard,
        None => fail(cause),
    }
}

/// What comes back, so many bytes of it, unless they do not come.
async fn heard(stream: &mut TcpStream, count: usize) -> Option<Vec<u8>> {
    let mut heard = vec![0; count];
    // More than any answer needs on either clock, and less than the lab waits.
    match timeout(secs(2), stream.read_exact(&mut heard)).await {
        Ok(Ok(_)) => Some(heard),
        Ok(Err(error)) => fail(format!(
            "the server ended the connection of a client that had not ended it, and what that one \
             sent then did not come back ({error}): a connection goes on, however often its client \
             sends and however long it is silent in between"
        )),
        Err(_) => None,
    }
}

/// Says this and hears it come back.
async fn echo(stream: &mut TcpStream, text: &[u8], cause: &str) {
    say(stream, text).await;
    expect_echo(hear(stream, text.len(), cause).await, text);
}

fn expect_echo(heard: Vec<u8>, text: &[u8]) {
    if heard != text && heard.iter().all(|byte| *byte == 0) {
        fail(format!(
            "the echo differs from what was sent: {} zeros came back, such as stand in a buffer \
             behind what a read has filled",
            heard.len()
        ));
    }
    expect_eq(heard, text.to_vec(), "the echo differs from what was sent");
}

#[test]
fn what_arrives_is_sent_back_before_more_arrives() {
    real_time(async |_lab: Lab| {
        served(async |address| {
            let mut client = connect(address).await;
            // The second word is no text: 0xff never occurs in UTF-8.
            for word in [&b"hello"[..], &[0xff, 0x00, 0x0a, 0xfe], b"x", b"again"] {
                echo(&mut client, word, SEND_BACK).await;
            }
        })
        .await;
    });
}

#[test]
fn what_arrives_is_sent_back_at_once_also_after_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        served(async |address| {
            let mut client = connect(address).await;
            echo(&mut client, b"hello", SEND_BACK).await;
            expect_eq(
                lab.now(),
                secs(0),
                "the echo came late: what has arrived is sent back at once, and waits for nothing",
            );
            if timeout(A_DAY, client.read_u8()).await.is_ok() {
                fail(format!(
                    "a client was silent, and the server ended its connection after {}: it may be silent \
                     for as long as it likes",
                    short(lab.now())
                ));
            }
            lab.case("a client that has been silent for a day");
            let cause = "a client that had been silent for a day got no answer any more: it may be \
                         silent for as long as it likes";
            echo(&mut client, b"good morning", cause).await;
            expect_eq(
                lab.now(),
                A_DAY,
                "the echo came late, after a day of silence",
            );
        })
        .await;
    });
}

#[test]
fn two_hundred_silent_clients_hold_up_nobody() {
    real_time(async |_lab: Lab| {
        served(async |address| {
            answers_one(address).await;
            let mut clients = Vec::new();
            for _ in 0..200 {
                clients.push(connect(address).await);
            }
            // The last that came is the first that wants its answer.
            for n in (0..clients.len()).rev() {
                let text = [n as u8; 3];
                say(&mut clients[n], &text).await;
                match heard(&mut clients[n], text.len()).await {
                    Some(heard) => expect_echo(heard, &text),
                    None => fail(held_up(n, &answered(&mut clients[..n]).await)),
                }
            }
        })
        .await;
    });
}

/// Which of these get an answer, asked all at once.
async fn answered(clients: &mut [TcpStream]) -> Vec<bool> {
    let asked = clients.iter_mut().map(|client| async {
        let answer = async {
            client.write_all(b"x").await?;
            client.read_u8().await
        };
        matches!(timeout(ms(500), answer).await, Ok(Ok(b'x')))
    });
    join_all(asked).await
}

/// What it means that this client got no answer, all that came after it got one, and these of those before.
fn held_up(n: usize, before: &[bool]) -> String {
    let first = before.iter().take_while(|answered| **answered).count();
    let others = before.iter().filter(|answered| **answered).count();
    let story = "200 clients were connected and silent, then they were asked one by one";
    let should =
        "nobody has limited how many clients may come, and all of them should be served at once";
    if n < 199 || others > first {
        return format!(
            "{story}, and the one that had come as number {} got no answer, though others did: {should}",
            n + 1
        );
    }
    match first {
        0 => format!(
            "one client alone had got its answer; {story}, and none of them got one any more: {should}"
        ),
        1 => format!(
            "{story}, and only the first got an answer: your server serves one client at a time, and \
             lets the others wait; {should}"
        ),
        _ => format!(
            "{story}, and the first {first} got an answer and no other: your server serves {first} at a \
             time, and lets the others wait; {should}"
        ),
    }
}

/// How the reading of all that comes ended, after fewer bytes than were sent. Goes on a sentence.
fn ended(end: &Result<io::Result<usize>, tokio::time::error::Elapsed>) -> String {
    match end {
        Ok(Ok(_)) => ", for then the server ended the connection".to_owned(),
        Ok(Err(error)) => format!(
            ", for then the connection broke ({error}), as it does where a server closes one that \
             it has not read to its end"
        ),
        Err(_) => ", and then none for as long as the test waits".to_owned(),
    }
}

/// So many bytes fit into no connection that nobody reads from.
const MOST: usize = 64 << 20;

/// What came back of what a client had sent must be all of it.
fn all_came_back(
    who: &str,
    sent: usize,
    back: &[u8],
    pattern: &[u8],
    end: &Result<io::Result<usize>, tokio::time::error::Elapsed>,
    should: &str,
) {
    if back.len() > sent {
        fail(format!(
            "{who} sent {sent} bytes, and {} came back, which is more: only what a read has filled of a \
             buffer was sent by the client",
            back.len()
        ));
    }
    let misplaced = (0..).zip(back).find(|(n, byte)| **byte != pattern[n % 251]);
    if let Some((n, _)) = misplaced.filter(|_| back.len() < sent) {
        fail(format!(
            "{who} sent {sent} bytes, and {} of them came back, and from byte {n} on some are missing in \
             the middle: what was read has to be written, all of it, also where the connection takes \
             only a part at a time",
            back.len()
        ));
    }
    if back.len() != sent {
        fail(format!(
            "{who} sent {sent} bytes, and {} of them came back{}: {should}",
            back.len(),
            ended(end)
        ));
    }
}

/// Sends as much as goes out while nobody reads what comes back, and counts it.
async fn fill(client: &mut TcpStream, pattern: &[u8], sent: &mut usize) {
    let mut stuck = 0;
    while stuck < 3 {
        // Far more than systems keep for a connection.
        if *sent > MOST {
            fail(format!(
                "a client sent {} MiB and read nothing, and the server went on reading: it keeps in \
                 memory what it should send back, and has to wait until that can go out",
                MOST >> 20
            ));
        }
        match timeout(ms(10), client.write(&pattern[*sent % 251..])).await {
            Ok(Ok(count)) => *sent += count,
            Ok(Err(_)) => break,
            Err(_) => stuck += 1,
        }
    }
}

/// So many bytes that no two neighbouring pieces of it are alike.
fn pattern() -> Vec<u8> {
    (0..128 * 1024_u32).map(|n| (n % 251) as u8).collect()
}

/// A client whose connection takes only a little at a time.
async fn narrow_client(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    // The system gives a little more than asked for.
    socket.set_recv_buffer_size(1)?;
    socket.set_send_buffer_size(100_000)?;
    socket.connect(address).await
}

/// A listener whose connections take only a little at a time.
fn narrow() -> io::Result<(TcpListener, SocketAddr)> {
    let socket = TcpSocket::new_v4()?;
    socket.set_send_buffer_size(1)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let listener = socket.listen(16)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

#[test]
fn one_who_does_not_read_gets_all_of_it_later_and_holds_up_nobody() {
    real_time(async |_lab: Lab| {
        let (listener, address) = narrow().expect("this machine has a loopback network");
        served_on(listener, "one did not read", async || {
            answers_one(address).await;
            let mut slow = narrow_client(address)
                .await
                .expect("the server lets everybody in");
            let (pattern, mut sent, mut back) = (pattern(), 0, Vec::new());
            for _ in 0..5 {
                fill(&mut slow, &pattern, &mut sent).await;
                let mut some = vec![0; 40_000];
                if let Ok(Ok(count)) = timeout(ms(10), slow.read(&mut some)).await {
                    back.extend_from_slice(&some[..count]);
                }
            }
            let cause = "a client got no answer while another one was connected that did not read what \
                         came back: all are served at once";
            echo(&mut connect(address).await, b"and I?", cause).await;
            let _ = slow.shutdown().await;
            let end = timeout(secs(3), slow.read_to_end(&mut back)).await;
            let should = "everything that a client sends has to be read, and what was read to be \
                          written, all of it, before the connection is closed";
            let who = "a client that was slow to read";
            all_came_back(who, sent, &back, &pattern, &end, should);
            let mut wrong = 0;
            for (n, byte) in back.iter().enumerate() {
                wrong += usize::from(*byte != pattern[n % 251]);
            }
            expect_eq(
                wrong,
                0,
                "as many bytes came back as were sent, and this is how many of them differ from what was \
                 sent in their place",
            );
            if !matches!(end, Ok(Ok(_))) {
                fail(
                    "the client had shut down its sending side and had everything back, and the server \
                     did not close its own: a read of 0 bytes means that no more will come",
                );
            }
        })
        .await;
    });
}

#[test]
fn one_who_does_not_read_for_a_day_gets_all_of_it_then() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        let (listener, address) = narrow().expect("this machine has a loopback network");
        served_on(listener, "one did not read for a day", async || {
            answers_one(address).await;
            let pattern = pattern();
            for waits in [secs(0), A_DAY] {
                let slow = narrow_client(address).await;
                let (mut slow, mut sent) = (slow.expect("the server lets everybody in"), 0);
                fill(&mut slow, &pattern, &mut sent).await;
                sleep(waits).await;
                let _ = slow.shutdown().await;
                let mut back = Vec::new();
                let mut end = Ok(Ok(0));
                {
                    // The clock runs ahead of a system that is slow to hand over what was sent.
                    let mut all = pin!(slow.read_to_end(&mut back));
                    for _ in 0..20 {
                        end = timeout(secs(3), &mut all).await;
                        if end.is_ok() {
                            break;
                        }
                        std::thread::sleep(ms(10));
                    }
                }
                let (who, should) = match waits.is_zero() {
                    true => (
                        "a client that was slow to read",
                        "everything that a client sends has to be read, and what was read to be \
                         written, all of it, before the connection is closed",
                    ),
                    false => (
                        "a client that did not read what came back for a day",
                        "one that reads at once gets all of it, and this one was given up; it may take \
                         as long as it likes",
                    ),
                };
                all_came_back(who, sent, &back, &pattern, &end, should);
            }
        })
        .await;
    });
}

#[test]
fn a_half_closed_client_still_gets_everything_back() {
    virtual_time(async |_lab: Lab| {
        served(async |address| {
            for count in [32 * 1024, 0] {
                let sent: Vec<u8> = pattern().into_iter().take(count).collect();
                let mut client = connect(address).await;
                say(&mut client, &sent).await;
                let _ = client.shutdown().await;
                let mut back = Vec::new();
                match timeout(secs(3), client.read_to_end(&mut back)).await {
                    Ok(Ok(_)) => (),
                    Ok(Err(error)) => fail(format!(
                        "a client had sent {count} bytes and shut down its sending side, and {} of \
                         them came back{}: everything that was sent before has still to be read, \
                         and written",
                        back.len(),
                        ended(&Ok(Err(error)))
                    )),
                    Err(_) => fail(format!(
                        "the client had sent {count} bytes and shut down its sending side, and the \
                         server never closed its own: a read of 0 bytes means that no more will \
                         come"
                    )),
                }
                expect_eq(
                    back.len(),
                    sent.len(),
                    "the client shut down its sending side and did not get back all that it had \
                     sent before: what was read has still to be written",
                );
                expect_eq(back == sent, true, "the echo differs from what was sent");
            }
        })
        .await;
    });
}

#[test]
fn a_broken_client_costs_its_own_connection_and_nothing_else() {
    virtual_time(async |_lab: Lab| {
        let (listener, address) = listener().await;
        served_on(listener, "a client broke its connection", async || {
            let mut other = connect(address).await;
            echo(&mut other, b"here", SEND_BACK).await;
            for gone in 0..4 {
                let mut broken = connect(address).await;
                if gone > 0 {
                    say(&mut broken, b"and tell them").await;
                    sleep(ms(1)).await;
                }
                if gone > 2 {
                    fill(&mut broken, &pattern(), &mut 0).await;
                }
                // The other side sees a reset, as when a cable is pulled.
                let _ = broken.set_zero_linger();
                drop(broken);
                sleep(ms(1)).await;
            }
            let cause = "a client broke its connection, and one that was there before got no \
                         answer any more: an error of one client must not end the others";
            echo(&mut other, b"and here", cause).await;
            let (mut late, mut heard) = (connect(address).await, *b"nothing yet ");
            say(&mut late, b"still there?").await;
            if !matches!(
                timeout(secs(2), late.read_exact(&mut heard)).await,
                Ok(Ok(_))
            ) {
                drop(other);
                let then = timeout(secs(2), late.read_exact(&mut heard)).await;
                fail(match then {
                    Ok(Ok(_)) => {
                        "a client that came while another one was connected had its answer only \
                         when the other had gone: serve all of them at once, and go on accepting \
                         meanwhile"
                    }
                    _ => {
                        "a client broke its connection, and one that came after it got no answer, \
                         though the server had not ended: an error of one client must not keep \
                         others from being served"
                    }
                });
            }
            expect_eq(
                heard,
                *b"still there?",
                "the echo differs from what was sent",
            );
        })
        .await;
    });
}

#[test]
fn an_accept_that_fails_costs_nobody_a_connection() {
    real_time(async |lab: Lab| {
        let (listener, address) = listener().await;
        let listener = listener.into_std().expect("a listener of its own");
        let other = listener.try_clone().expect("a second handle");
        let listener = TcpListener::from_std(listener).expect("a listener again");
        served_on(listener, "accepting failed", async || {
            let mut client = connect(address).await;
            echo(&mut client, b"hello", SEND_BACK).await;
            lab.case("accepting fails, again and again, while a client is connected");
            let other = std::net::TcpStream::from(Handle::from(other));
            other
                .shutdown(Shutdown::Both)
                .expect("a socket that can be shut down");
            sleep(ms(50)).await;
            let cause = "accepting failed, and a client that had been connected before got no \
                         answer any more: that one is still to be served";
            echo(&mut client, b"still there?", cause).await;
        })
        .await;
    });
}

/// How long a shutdown takes after accepting has failed for ten minutes: the clock is moved by hand,
/// for a server that asks again without a pause is never idle.
async fn shutdown_after_failures() -> Duration {
    let (listener, _) = listener().await;
    let listener = listener.into_std().expect("a listener of its own");
    let other = listener.try_clone().expect("a second handle");
    let other = std::net::TcpStream::from(Handle::from(other));
    let listener = TcpListener::from_std(listener).expect("a listener again");
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    let mut server = pin!(tcp_echo(listener, shutdown));
    let failing = async {
        other
            .shutdown(Shutdown::Both)
            .expect("a socket that can be shut down");
        for _ in 0..1200 {
            advance(ms(500)).await;
            yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = &mut server => fail(
            "accepting failed, again and again, and the server ended, though nobody had shut it down"
        ),
        () = failing => (),
    }
    drop(stop);
    let before = Instant::now();
    server.await;
    before.elapsed()
}

#[test]
fn the_shutdown_is_heard_while_accepting_fails_for_long() {
    plain_thread(|lab: PlainLab| {
        lab.case("accepting fails, again and again, for ten minutes, and then comes the shutdown");
        let mut builder = Builder::new_current_thread();
        let runtime = builder.enable_all().start_paused(true).build();
        let runtime = runtime.expect("a runtime");
        let late = runtime.block_on(shutdown_after_failures());
        if late >= secs(1) {
            fail(format!(
                "accepting had failed for ten minutes when the shutdown came, and the server \
                 returned {late:?} later: whoever pauses before asking again has to listen to the \
                 shutdown meanwhile"
            ));
        }
    });
}

/// How long an answer lets its clock run at the most before it asks again, while accepting fails again
/// and again. A paused clock moves only when all sleep, and then to the instant at which the first
/// of them wakes.
fn longest_pause() -> Duration {
    let seen = Arc::new(Mutex::new((None::<Instant>, Duration::ZERO)));
    let looks = Arc::clone(&seen);
    let mut builder = Builder::new_current_thread();
    builder.enable_all().start_paused(true);
    builder.on_thread_park(move || {
        let now = Instant::now();
        let (before, longest) = &mut *looks.lock().unwrap_or_else(PoisonError::into_inner);
        *longest = before.map_or(*longest, |before| (now - before).max(*longest));
        *before = Some(now);
    });
    let runtime = builder.build().expect("a runtime");
    runtime.block_on(async {
        let (listener, _) = listener().await;
        let listener = listener.into_std().expect("a listener of its own");
        let other = listener.try_clone().expect("a second handle");
        let other = std::net::TcpStream::from(Handle::from(other));
        other
            .shutdown(Shutdown::Both)
            .expect("a socket that can be shut down");
        let listener = TcpListener::from_std(listener).expect("a listener again");
        let (enough, seen_enough) = oneshot::channel::<()>();
        let watch = std::thread::spawn(move || {
            // On the clock of an answer that pauses for 100 ms that is a minute and more.
            std::thread::sleep(ms(50));
            drop(enough);
        });
        tokio::select! {
            biased;
            () = tcp_echo(listener, std::future::pending()) => fail(
                "accepting failed, again and again, and the server ended, though nobody had shut \
                 it down"
            ),
            _ = seen_enough => (),
        }
        let _ = watch.join();
    });
    let (_, longest) = *seen.lock().unwrap_or_else(PoisonError::into_inner);
    longest
}

#[test]
fn nobody_waits_at_the_door_for_long_when_accepting_works_again() {
    plain_thread(|lab: PlainLab| {
        lab.case("accepting fails, again and again");
        let longest = longest_pause();
        if longest > ms(101) {
            fail(format!(
                "accepting failed, and the server slept for {longest:?} before it asked again: whoever \
                 comes meanwhile waits at the door for as long, also where accepting would work \
                 again at once; it should be 100 ms at the most"
            ));
        }
    });
}

#[test]
fn the_shutdown_ends_everything() {
    virtual_time(async |lab: Lab| {
        let (listener, address) = narrow().expect("this machine has a loopback network");
        let closed = Cell::new(None);
        let server = async {
            let shutdown = sleep(secs(5));
            let mut serves = pin!(tcp_echo(listener, shutdown));
            if timeout(secs(30), &mut serves).await.is_err() {
                let then = when_a_client_comes(serves, address).await;
                fail(match (then, closed.get()) {
                    ("", Some(at)) if at == secs(5) => {
                        "the shutdown came at 5s; the connections of those who said nothing were \
                         dropped then, and that of one to whom something was still being written, and \
                         who did not read, was not: the shutdown has to be heard at each await, and not \
                         only between two pieces"
                            .to_owned()
                    }
                    ("", _) => "the shutdown came at 5s, and the server did not return, and its \
                                connections were not dropped: it must not wait for clients who have no \
                                reason to leave"
                        .to_owned(),
                    (then, _) => {
                        format!("the shutdown came at 5s, and the server did not return{then}")
                    }
                });
            }
            expect_eq(
                lab.now(),
                secs(5),
                "the shutdown came at 5s, and this is when the server returned",
            );
            let alive = lab.tasks_alive();
            if alive > 0 {
                for _ in 0..10 {
                    yield_now().await;
                }
                fail(match lab.tasks_alive() {
                    0 => format!(
                        "{alive} tasks were still alive after your function had returned, and gone a \
                         turn of the runtime later: they had been told to stop, and a task that is told \
                         to stop is gone only when it has been awaited after that"
                    ),
                    _ => format!(
                        "{alive} tasks were still alive after your function had returned, and nothing \
                         stopped them: a task runs on when its handle is dropped, so keep all that you \
                         start, and stop them and await them at the end"
                    ),
                });
            }
            expect_eq(
                std::net::TcpStream::connect(address).is_err(),
                true,
                "the server has returned, and its port still takes clients",
            );
        };
        let scene = async {
            answers_one(address).await;
            let mut silent = connect(address).await;
            let mut client = connect(address).await;
            let slow = narrow_client(address).await;
            let mut slow = slow.expect("the server lets everybody in");
            let cause = "what a client sent did not come back while others were connected who said \
                         nothing: any number of clients are served at once";
            echo(&mut client, b"hello", cause).await;
            // One to whom the server is still writing when the end comes.
            fill(&mut slow, &pattern(), &mut 0).await;
            let mut rest = Vec::new();
            let _ = client.read_to_end(&mut rest).await;
            let _ = silent.read_to_end(&mut rest).await;
            closed.set(Some(lab.now()));
            expect_eq(
                lab.now(),
                secs(5),
                "the shutdown came at 5s, and this is when the connections of two were closed who said \
                 nothing any more",
            );
            slow
        };
        let ((), _slow) = tokio::join!(server, timeout(secs(60), scene));
    });
}

#[test]
fn a_server_without_clients_can_be_shut_down_too() {
    virtual_time(async |lab: Lab| {
        let (alone, _) = listener().await;
        if timeout(secs(60), tcp_echo(alone, sleep(secs(2))))
            .await
            .is_err()
        {
            fail(
                "the shutdown came at 2s, and the server was still waiting for its first client: it has \
                 to wait for the next client and for the shutdown at once",
            );
        }
        expect_eq(
            lab.now(),
            secs(2),
            "the shutdown came at 2s, and the server returned later",
        );
        let (listener, address) = listener().await;
        let _guest = connect(address).await;
        if timeout(secs(60), tcp_echo(listener, async {}))
            .await
            .is_err()
        {
            fail("the shutdown was done from the beginning, and the server did not return");
        }
    });
}
