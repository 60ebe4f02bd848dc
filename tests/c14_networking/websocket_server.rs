//! `websocket_server`: echo and rooms, goodbyes and accidents, and one who does not listen.

use std::net::Ipv4Addr;
use std::num::NonZeroUsize;

use async_katas::c14_networking::websocket_server::{ChatServer, LONGEST};
use futures::{SinkExt, StreamExt};
use lab::{Lab, expect_eq, fail, real_time, secs, virtual_time};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

type Served = JoinHandle<Result<(), Error>>;

fn server(backlog: usize) -> ChatServer {
    ChatServer::new(NonZeroUsize::new(backlog).unwrap_or(NonZeroUsize::MIN))
}

/// A client, and the end of its connection at the server's side.
struct Client<S> {
    socket: WebSocketStream<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    async fn new(stream: S) -> Self {
        match timeout(secs(3), client_async("ws://localhost/chat", stream)).await {
            Ok(Ok((socket, _))) => Client { socket },
            Ok(Err(error)) => fail(format!("the server refused a WebSocket handshake: {error}")),
            Err(_) => fail(
                "a client got no answer to its handshake while others were connected: nobody's \
                 handshake and nobody's silence may hold up the others",
            ),
        }
    }

    async fn send(&mut self, message: Message) {
        match timeout(secs(3), self.socket.send(message)).await {
            Ok(Ok(())) => (),
            Ok(Err(error)) => fail(format!(
                "a client could not send its message, because the server had ended the \
                 connection: {error}"
            )),
            Err(_) => fail("the server stopped reading from a client"),
        }
    }

    async fn say(&mut self, text: &str) {
        self.send(Message::text(text)).await;
    }

    /// The next message in words.
    async fn hear(&mut self) -> String {
        match timeout(secs(3), self.socket.next()).await {
            Ok(Some(Ok(Message::Text(text)))) => text.to_string(),
            Ok(Some(Ok(Message::Binary(bytes)))) => format!("binary {:?}", bytes.as_ref()),
            Ok(Some(Ok(Message::Pong(bytes)))) => format!("pong {:?}", bytes.as_ref()),
            Ok(Some(Ok(Message::Ping(_)))) => "a ping".to_owned(),
            Ok(Some(Ok(_))) => "a close".to_owned(),
            Ok(Some(Err(error))) => format!("an error: {error}"),
            Ok(None) => "the end".to_owned(),
            Err(_) => "nothing, for ever".to_owned(),
        }
    }

    async fn join(&mut self, room: &str) {
        self.say(&format!("/join {room}")).await;
        let answer = self.hear().await;
        let expected = format!("joined {room}");
        expect_eq(
            answer.as_str(),
            expected.as_str(),
            "who joins a room is told so",
        );
    }
}

/// A client over a pipe with so much room.
async fn client(server: &ChatServer, pipe: usize) -> (Client<DuplexStream>, Served) {
    let (near, far) = duplex(pipe);
    let served = serve(server, far);
    (Client::new(near).await, served)
}

fn serve(server: &ChatServer, stream: DuplexStream) -> Served {
    let server = server.clone();
    spawn_local(async move { server.serve(stream).await })
}

/// How the connection ended at the server's side.
async fn end(served: Served) -> &'static str {
    match timeout(secs(3), served).await {
        Ok(Ok(Ok(()))) => "well",
        Ok(Ok(Err(_))) => "with an error",
        Ok(Err(_)) => "with a panic",
        Err(_) => "never",
    }
}

/// Runs a scene in which connections are served beside it.
async fn scene(play: impl AsyncFnOnce()) {
    LocalSet::new().run_until(play()).await;
}

#[test]
fn what_is_sent_outside_of_a_room_comes_back() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let (mut client, _served) = client(&server(4), 4096).await;
            client.say("hello").await;
            client.send(Message::binary(vec![0, 255, 10])).await;
            client.send(Message::Ping(vec![1, 2, 3].into())).await;
            client.say("/leave").await;
            client.say("").await;
            let mut heard = Vec::new();
            for _ in 0..5 {
                heard.push(client.hear().await);
            }
            expect_eq(
                heard,
                [
                    "hello",
                    "binary [0, 255, 10]",
                    "pong [1, 2, 3]",
                    "not in a room",
                    "",
                ]
                .map(str::to_owned)
                .into(),
                "outside of a room text and binary come back as they are, a ping is answered with \
                 a pong and nothing else, and `/leave` is answered `not in a room`",
            );
        })
        .await;
    });
}

#[test]
fn all_in_a_room_hear_all_in_the_same_order() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(8);
            let (mut ann, _ann) = client(&server, 4096).await;
            let (mut bob, _bob) = client(&server, 4096).await;
            let (mut eve, _eve) = client(&server, 4096).await;
            ann.join("tea").await;
            bob.join("tea").await;
            eve.join("coffee").await;
            ann.say("hot?").await;
            expect_eq(
                [ann.hear().await, bob.hear().await],
                ["hot?", "hot?"].map(str::to_owned),
                "what is said in a room goes to all in it, also to the one who said it",
            );
            eve.send(Message::binary(vec![1])).await;
            expect_eq(
                eve.hear().await.as_str(),
                "binary [1]",
                "what is said in a room goes to that room alone, and binary messages are messages \
                 too",
            );
            bob.say("very").await;
            ann.say("good").await;
            let to_ann = [ann.hear().await, ann.hear().await];
            let to_bob = [bob.hear().await, bob.hear().await];
            expect_eq(
                to_ann,
                to_bob,
                "two in one room did not hear the same messages in the same order",
            );
            expect_eq(
                (
                    server.members("tea"),
                    server.members("coffee"),
                    server.members("milk"),
                ),
                (2, 1, 0),
                "the numbers of members of the rooms are wrong: two are in `tea`, one in `coffee`, \
                 and `milk` was never heard of",
            );
            eve.join("tea").await;
            expect_eq(
                (server.members("tea"), server.members("coffee")),
                (3, 0),
                "the numbers of members are wrong: who joins a room leaves the one before",
            );
            ann.say("/leave").await;
            expect_eq(
                ann.hear().await.as_str(),
                "left tea",
                "who leaves a room is told which one",
            );
            eve.say("just us").await;
            ann.say("alone").await;
            expect_eq(
                [eve.hear().await, bob.hear().await, ann.hear().await],
                ["just us", "just us", "alone"].map(str::to_owned),
                "after `/leave` a client hears its own words come back and the room's no longer",
            );
        })
        .await;
    });
}

#[test]
fn a_goodbye_is_answered_and_the_room_is_left() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let (mut ann, served) = client(&server, 4096).await;
            let (mut bob, _bob) = client(&server, 4096).await;
            ann.join("tea").await;
            bob.join("tea").await;
            ann.send(Message::Close(None)).await;
            expect_eq(
                [ann.hear().await, ann.hear().await],
                ["a close", "the end"].map(str::to_owned),
                "the client sent a close and did not get one back: the answer is sent while the \
                 server reads on, so it must not hang up before its stream has ended",
            );
            expect_eq(
                end(served).await,
                "well",
                "a client that says goodbye is no error, and `serve` is done with it",
            );
            expect_eq(
                server.members("tea"),
                1,
                "a client that has said goodbye is still counted as a member of its room",
            );
            bob.say("where is she?").await;
            expect_eq(
                bob.hear().await.as_str(),
                "where is she?",
                "after one has left, the others talk on",
            );
        })
        .await;
    });
}

#[test]
fn a_client_that_vanishes_leaves_its_room() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let (mut stays, _stays) = client(&server, 4096).await;
            stays.join("tea").await;
            for half_a_frame in [false, true] {
                let (mut gone, served) = client(&server, 4096).await;
                gone.join("tea").await;
                if half_a_frame {
                    let _ = gone.socket.get_mut().write_all(&[0x81, 0xfe, 0x01]).await;
                }
                drop(gone);
                expect_eq(
                    end(served).await,
                    "with an error",
                    "a connection that ends without a close, or in the middle of a frame, is an \
                     error of that client's `serve`",
                );
                expect_eq(
                    server.members("tea"),
                    1,
                    "a client that has vanished is still counted as a member of its room",
                );
            }
            stays.say("anybody?").await;
            expect_eq(
                stays.hear().await.as_str(),
                "anybody?",
                "after one has vanished, the others talk on",
            );
        })
        .await;
    });
}

#[test]
fn a_slow_listener_holds_up_nobody_and_is_told_what_it_missed() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            const BACKLOG: usize = 8;
            const SAID: usize = 200;
            // Two messages or three fit into the slow one's connection.
            const ON_ITS_WAY: usize = 4;
            let server = server(BACKLOG);
            let (mut speaker, _speaker) = client(&server, 4096).await;
            let (mut listener, _listener) = client(&server, 4096).await;
            let (mut slow, _slow) = client(&server, 256).await;
            for client in [&mut speaker, &mut listener, &mut slow] {
                client.join("tea").await;
            }
            let text = |n: usize| format!("{n:03} {}", "blah ".repeat(18));
            for n in 0..SAID {
                speaker.say(&text(n)).await;
                expect_eq(
                    [speaker.hear().await, listener.hear().await],
                    [text(n), text(n)],
                    "one who did not read held up the others: a message did not reach those who \
                     listen",
                );
            }
            let (mut heard, mut next) = (0, 0);
            while next < SAID {
                let message = slow.hear().await;
                if let Some(missed) = message.strip_prefix("missed ") {
                    next += missed.parse::<usize>().unwrap_or(SAID);
                } else if message == text(next) {
                    heard += 1;
                    next += 1;
                } else {
                    fail(format!(
                        "the one who was slow heard {:?} where message {next} should come, or \
                         `missed` and how many it has missed",
                        message.chars().take(20).collect::<String>()
                    ));
                }
            }
            expect_eq(next, SAID, "the number of missed messages is wrong");
            if heard > 2 * BACKLOG + ON_ITS_WAY {
                fail(format!(
                    "the memory fills: {heard} messages were kept for one who did not read, where \
                     the last {BACKLOG} are enough"
                ));
            }
            if heard < BACKLOG {
                fail(format!(
                    "of the last {BACKLOG} messages, which were to be kept, only {heard} were"
                ));
            }
            speaker.say("and now?").await;
            expect_eq(
                slow.hear().await.as_str(),
                "and now?",
                "one who has caught up hears what is said from then on",
            );
        })
        .await;
    });
}

#[test]
fn a_bad_connection_is_an_error_and_no_more() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let (mut other, _other) = client(&server, 4096).await;
            other.join("tea").await;

            let (mut near, far) = duplex(4096);
            let served = serve(&server, far);
            let _ = near.write_all(b"GET / HTTP/1.1\r\n\r\n").await;
            expect_eq(
                end(served).await,
                "with an error",
                "a request that asks for no WebSocket is an error",
            );
            let bad = [
                (
                    "a frame of no known kind has to end its connection with an error",
                    &[0x83, 0x80, 0, 0, 0, 0][..],
                ),
                (
                    "text that is not UTF-8 has to end its connection with an error",
                    &[0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe],
                ),
            ];
            for (cause, frame) in bad {
                let (mut client, served) = client(&server, 4096).await;
                client.join("tea").await;
                let _ = client.socket.get_mut().write_all(frame).await;
                expect_eq(end(served).await, "with an error", cause);
            }
            let (mut client, served) = client(&server, 4096).await;
            client.send(Message::binary(vec![7; LONGEST])).await;
            expect_eq(
                client.hear().await.len(),
                format!("binary {:?}", vec![7; LONGEST]).len(),
                "a message of just `LONGEST` bytes is as good as any",
            );
            let too_long = client.socket.send(Message::binary(vec![7; LONGEST + 1]));
            let _ = timeout(secs(3), too_long).await;
            expect_eq(
                end(served).await,
                "with an error",
                "a message of more than `LONGEST` bytes is an error: set a limit, or one client \
                 can fill the memory with a single message",
            );
            expect_eq(
                server.members("tea"),
                1,
                "a client whose connection ended with an error is still counted as a member",
            );
            other.say("what was that?").await;
            expect_eq(
                other.hear().await.as_str(),
                "what was that?",
                "what goes wrong with one client is nobody else's business",
            );
        })
        .await;
    });
}

#[test]
fn many_are_served_at_once_over_tcp() {
    real_time(async |_lab: Lab| {
        let server = server(16);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("this machine has a loopback network");
        let address = listener.local_addr().expect("a listener has an address");
        let play = async {
            let connect = async || {
                let stream = TcpStream::connect(address).await;
                stream.expect("a listener takes connections")
            };
            let silent = connect().await;
            let mut rude = connect().await;
            let _ = rude.write_all(b"no handshake at all\r\n\r\n").await;
            let mut clients = Vec::new();
            for _ in 0..8 {
                clients.push(Client::new(connect().await).await);
            }
            for client in &mut clients {
                client.join("hall").await;
            }
            clients[0].say("hello, all").await;
            for client in &mut clients {
                expect_eq(
                    client.hear().await.as_str(),
                    "hello, all",
                    "one in the room did not hear what was said",
                );
            }
            (silent, clients)
        };
        let (_silent, mut clients) = tokio::select! {
            () = server.listen(listener) => fail("`listen` returned, though nobody had dropped it"),
            clients = play => clients,
        };
        for client in &mut clients {
            let heard = client.hear().await;
            if heard != "the end" && !heard.starts_with("an error") {
                fail(format!(
                    "the future of `listen` was dropped, and a client is still being served: \
                     it heard {heard:?}, where its connection should have ended"
                ));
            }
        }
    });
}
