//! `tcp_echo`: many clients at once, half-closed and broken ones too, and an end.

use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};

use async_katas::c14_networking::tcp_echo::tcp_echo;
use lab::{Lab, expect_eq, fail, ms, real_time, secs, virtual_time};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.expect("this machine has a loopback network");
    let address = listener.local_addr().expect("a listener has an address");
    (listener, address)
}

/// Plays the scene beside a server that nobody shuts down.
async fn served<T>(scene: impl AsyncFnOnce(SocketAddr) -> T) -> T {
    let (listener, address) = listener().await;
    tokio::select! {
        biased;
        () = tcp_echo(listener, pending()) => {
            fail(
                "the server ended, though nobody had shut it down: an error of one client must not \
                 end it",
            )
        }
        result = scene(address) => result,
    }
}

async fn connect(address: SocketAddr) -> TcpStream {
    match TcpStream::connect(address).await {
        Ok(stream) => stream,
        Err(error) => fail(format!("the server did not let a client in: {error}")),
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
    let mut heard = vec![0; count];
    // More than any answer needs on either clock, and less than the lab waits.
    match timeout(secs(3), stream.read_exact(&mut heard)).await {
        Ok(Ok(_)) => heard,
        Ok(Err(error)) => fail(format!("{cause} (the connection ended: {error})")),
        Err(_) => fail(cause),
    }
}

#[test]
fn what_arrives_is_sent_back_before_more_arrives() {
    real_time(async |_lab: Lab| {
        served(async |address| {
            let mut client = connect(address).await;
            // The second word is no text: 0xff never occurs in UTF-8.
            for word in [&b"hello"[..], &[0xff, 0x00, 0x0a, 0xfe], b"again"] {
                say(&mut client, word).await;
                let back = hear(
                    &mut client,
                    word.len(),
                    "what a client sent did not come back while its connection was open: send \
                     back what there is, again and again, and do not wait for more, for a line, \
                     or for the end",
                );
                expect_eq(
                    back.await,
                    word.to_vec(),
                    "the echo differs from what was sent",
                );
            }
        })
        .await;
    });
}

#[test]
fn a_silent_client_holds_up_nobody() {
    virtual_time(async |_lab: Lab| {
        served(async |address| {
            let _silent = connect(address).await;
            let mut clients = Vec::new();
            for _ in 0..20 {
                clients.push(connect(address).await);
            }
            for (n, client) in clients.iter_mut().enumerate() {
                say(client, &[n as u8; 3]).await;
            }
            // The last that came is the first that wants its answer.
            for (n, client) in clients.iter_mut().enumerate().rev() {
                let back = hear(
                    client,
                    3,
                    "a client got no answer as long as another one was connected: the server has \
                     to go on accepting while it serves, with a task for each client",
                );
                expect_eq(
                    back.await,
                    vec![n as u8; 3],
                    "a client got what another one had sent",
                );
            }
        })
        .await;
    });
}

#[test]
fn a_half_closed_client_still_gets_everything_back() {
    virtual_time(async |_lab: Lab| {
        served(async |address| {
            let sent: Vec<u8> = (0..32 * 1024).map(|n: u32| (n % 251) as u8).collect();
            let mut client = connect(address).await;
            say(&mut client, &sent).await;
            let _ = client.shutdown().await;
            let mut back = Vec::new();
            match timeout(secs(3), client.read_to_end(&mut back)).await {
                Ok(Ok(_)) => (),
                Ok(Err(error)) => fail(format!(
                    "a client that had shut down its sending side lost its connection, before it \
                     had everything back: {error}"
                )),
                Err(_) => fail(
                    "the client has shut down its sending side, and the server never closed its \
                     own: a read of 0 bytes means that no more will come",
                ),
            }
            expect_eq(
                back.len(),
                sent.len(),
                "the client shut down its sending side and did not get back all that it had sent \
                 before: what was read has still to be written",
            );
            expect_eq(back == sent, true, "the echo differs from what was sent");
        })
        .await;
    });
}

#[test]
fn a_broken_client_leaves_the_server_up() {
    virtual_time(async |_lab: Lab| {
        served(async |address| {
            for gone in 0..3 {
                let mut broken = connect(address).await;
                if gone > 0 {
                    say(&mut broken, b"and tell them").await;
                    sleep(ms(1)).await;
                }
                // The other side sees a reset, as when a cable is pulled.
                let _ = broken.set_zero_linger();
                drop(broken);
                sleep(ms(1)).await;
            }
            let mut client = connect(address).await;
            say(&mut client, b"still there?").await;
            let back = hear(
                &mut client,
                12,
                "after a client had broken its connection, another one got no answer: an error of \
                 one client must not end the server",
            );
            expect_eq(
                back.await,
                b"still there?".to_vec(),
                "the echo differs from what was sent",
            );
        })
        .await;
    });
}

#[test]
fn the_shutdown_ends_everything() {
    virtual_time(async |lab: Lab| {
        let (listener, address) = listener().await;
        let server = timeout(secs(60), tcp_echo(listener, sleep(secs(5))));
        let scene = async {
            let mut silent = connect(address).await;
            let mut client = connect(address).await;
            say(&mut client, b"hello").await;
            hear(&mut client, 5, "what a client sent did not come back").await;
            let mut rest = Vec::new();
            let _ = client.read_to_end(&mut rest).await;
            expect_eq(
                lab.now(),
                secs(5),
                "the shutdown came at 5s, and a connection was not closed then",
            );
            let _ = silent.read_to_end(&mut rest).await;
        };
        let (ended, _) = tokio::join!(server, timeout(secs(60), scene));
        expect_eq(
            ended,
            Ok(()),
            "the shutdown came at 5s, and the server did not return: it must not wait for clients \
             who have no reason to leave",
        );
        lab.expect_no_task_left();
        expect_eq(
            lab.now(),
            secs(5),
            "the server ended, and left a connection open",
        );
        expect_eq(
            TcpStream::connect(address).await.is_err(),
            true,
            "the server has ended, and its port still takes clients",
        );
    });
}

#[test]
fn a_server_without_clients_can_be_shut_down_too() {
    virtual_time(async |lab: Lab| {
        let (listener, _) = listener().await;
        let ended = timeout(secs(60), tcp_echo(listener, sleep(secs(2)))).await;
        expect_eq(
            ended,
            Ok(()),
            "the shutdown came at 2s, and the server was still waiting for its first client",
        );
        expect_eq(lab.now(), secs(2), "the server did not end at its shutdown");
    });
}
