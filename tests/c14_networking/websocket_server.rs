//! `websocket_server`: echo and rooms, goodbyes and accidents, and one who does not listen.

use std::net::{Ipv4Addr, Shutdown};
use std::num::NonZeroUsize;
#[cfg(unix)]
use std::os::fd::OwnedFd as Handle;
#[cfg(windows)]
use std::os::windows::io::OwnedSocket as Handle;

use async_katas::c14_networking::websocket_server::{self, ChatServer};
use futures::{SinkExt, StreamExt};
use lab::{A_DAY, Lab, Way, expect_eq, fail, ms, nasty, real_time, secs, virtual_time};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, LocalSet, spawn_local, yield_now};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// So many bytes a message may have.
const LONGEST: usize = 64 * 1024;

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
            format!(
                "a client sent \"/join {room}\", and was answered {answer:?}: who joins a room is told so, \
                 with its name, which is all behind the space"
            ),
        );
    }

    /// Says this in its room, and hears it itself.
    async fn says_and_hears(&mut self, text: &str, cause: &str) {
        self.say(text).await;
        hears_own(self.hear().await, text, cause);
    }
}

/// What a client heard of what it had said in its room itself.
#[track_caller]
fn hears_own(heard: String, text: &str, cause: &str) {
    if heard == "nothing, for ever" {
        fail(format!(
            "a client said {text:?} in its room, and heard nothing of it itself: a message goes to all in \
             the room, also to the one who sent it"
        ));
    }
    expect_eq(heard.as_str(), text, cause);
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
            for (sent, what, expected) in [
                (Message::text("hello"), "a text", "hello"),
                (Message::binary(vec![0, 255, 10]), "a binary message", "binary [0, 255, 10]"),
                (Message::Ping(vec![1, 2, 3].into()), "a ping", "pong [1, 2, 3]"),
                (Message::text("/leave"), "`/leave`", "not in a room"),
                (Message::text(""), "an empty text", ""),
            ] {
                client.send(sent).await;
                let heard = client.hear().await;
                let should = match what {
                    "a ping" => "a ping is answered with a pong and nothing else",
                    "`/leave`" => "`/leave` is answered `not in a room`",
                    _ => "text and binary come back as they are",
                };
                expect_eq(
                    heard.as_str(),
                    expected,
                    format!(
                        "a client that was in no room sent {what}, and this came back: outside of a room \
                         {should}"
                    ),
                );
            }
        })
        .await;
    });
}

#[test]
fn what_only_looks_like_a_command_comes_back_as_it_is() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let (mut client, _served) = client(&server, 1 << 20).await;
            let alike = [
                "/leave now",
                "/left",
                "/joinery",
                " /join tea",
                "join tea",
                "/",
                "//",
            ];
            for text in nasty::TEXTS.iter().copied().chain(alike) {
                client.say(text).await;
                expect_eq(
                    client.hear().await,
                    text.to_owned(),
                    format!("the text {text:?} is no command, and did not come back as it is"),
                );
            }
            client.send(Message::binary(&b"/join tea"[..])).await;
            expect_eq(
                (client.hear().await, server.members("tea")),
                (format!("binary {:?}", b"/join tea"), 0),
                "a binary message is no command, whatever is in it: it comes back as it is",
            );
        })
        .await;
    });
}

#[test]
fn the_name_of_a_room_is_all_behind_the_space() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let names = [
                "tea",
                "Tea",
                "tea ",
                " tea",
                "tea time",
                "/leave",
                "tää 日本",
                "\"t\"",
            ];
            let mut clients = Vec::new();
            for name in names {
                let (mut one, served) = client(&server, 4096).await;
                one.join(name).await;
                clients.push((one, served));
            }
            expect_eq(
                names.map(|name| server.members(name)),
                [1; 8],
                format!(
                    "eight clients have joined the rooms {names:?}, one each: these are eight \
                     rooms, for all behind the space is the name"
                ),
            );
            expect_eq(
                names.map(|name| self::server(4).members(name)),
                [0; 8],
                "clients have joined rooms of one server, and another server counts them too",
            );
            for ((client, _), name) in clients.iter_mut().zip(names) {
                client.say("/leave").await;
                expect_eq(
                    client.hear().await,
                    format!("left {name}"),
                    "who leaves a room is told which one",
                );
            }
        })
        .await;
    });
}

#[test]
fn who_joins_its_own_room_again_is_one_member() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let (mut ann, _ann) = client(&server, 4096).await;
            for _ in 0..3 {
                ann.join("tea").await;
                expect_eq(
                    server.members("tea"),
                    1,
                    "one client has joined a room again and again, and this is how many members the room \
                     has: it is one member, and takes no second place",
                );
            }
            ann.say("hot?").await;
            let once = ann.hear().await;
            hears_own(once.clone(), "hot?", "who has joined its room again hears what is said there once");
            ann.say("/leave").await;
            expect_eq(
                [once, ann.hear().await, server.members("tea").to_string()],
                ["hot?", "left tea", "0"].map(str::to_owned),
                "who has joined its room again hears what is said there once, and leaves it once",
            );
        })
        .await;
    });
}

#[test]
fn many_speakers_are_heard_by_all_in_one_order() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(256);
            let mut clients = Vec::new();
            for _ in 0..5 {
                let (mut one, served) = client(&server, 1 << 16).await;
                one.join("hall").await;
                clients.push((one, served));
            }
            for round in 0..10 {
                for (n, (client, _)) in clients.iter_mut().enumerate() {
                    client.say(&format!("{n}: {round}")).await;
                }
                yield_now().await;
            }
            let mut orders = Vec::new();
            for (client, _) in &mut clients {
                let mut order = Vec::new();
                for _ in 0..50 {
                    order.push(client.hear().await);
                }
                orders.push(order);
            }
            for (n, order) in orders.iter().enumerate() {
                let heard = order.iter().filter(|text| *text != "nothing, for ever").count();
                let itself = format!("{n}: ");
                if heard < 50 && !order.iter().any(|text| text.starts_with(&itself)) {
                    fail(format!(
                        "five clients said 50 messages in their room, and client {n} heard {heard} of them, \
                         and none of its own: a message goes to all in the room, also to the one who sent \
                         it"
                    ));
                }
            }
            for (n, order) in orders.iter().enumerate() {
                let Some(place) = (0..50).find(|place| order[*place] != orders[0][*place]) else {
                    continue;
                };
                let (one, other) = (&orders[0][place], &order[place]);
                let itself = [(0, one), (n, other)].into_iter().find(|(who, text)| {
                    text.starts_with(&format!("{who}: "))
                });
                let why = match itself {
                    Some((who, text)) => format!(
                        "client {who} heard its own message {text:?} before the others did: also the one \
                         who says it hears it by way of the room"
                    ),
                    None => format!("as message {}, one heard {one:?}, the other {other:?}", place + 1),
                };
                fail(format!(
                    "five clients talked at once, and clients 0 and {n} did not hear the same messages in \
                     the same order: {why}"
                ));
            }
        })
        .await;
    });
}

#[test]
fn one_who_is_behind_by_no_more_than_the_backlog_misses_nothing() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            for backlog in [4, 16] {
                let server = server(backlog);
                let (mut ann, _ann) = client(&server, 4096).await;
                let (mut slow, _slow) = client(&server, 100).await;
                ann.join("tea").await;
                slow.join("tea").await;
                let text = |n: usize| format!("{n} {}", "blah ".repeat(9));
                for n in 0..backlog {
                    ann.say(&text(n)).await;
                    ann.hear().await;
                }
                let mut heard = Vec::new();
                for _ in 0..backlog {
                    heard.push(slow.hear().await);
                }
                expect_eq(
                    heard,
                    (0..backlog).map(text).collect(),
                    format!(
                        "{backlog} messages were said while one did not read, with a backlog of \
                         {backlog}, and this is what it heard then: all of them are kept for that one"
                    ),
                );
            }
        })
        .await;
    });
}

#[test]
fn after_it_has_left_a_client_hears_no_more_of_the_room() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            for (command, answer) in [("/leave", "left tea"), ("/join milk", "joined milk")] {
                let server = server(16);
                let (mut ann, _ann) = client(&server, 4096).await;
                let (mut slow, _slow) = client(&server, 100).await;
                ann.join("tea").await;
                slow.join("tea").await;
                for n in 0..10 {
                    ann.say(&format!("{n} {}", "blah ".repeat(9))).await;
                    ann.hear().await;
                }
                // Read and written at the same time, or neither would go on.
                let (mut sink, mut stream) = slow.socket.split();
                let talk = async {
                    for text in [command, "and now?"] {
                        let _ = sink.send(Message::text(text)).await;
                    }
                };
                let listen = async {
                    let mut heard = Vec::new();
                    while let Ok(Some(Ok(message))) = timeout(secs(3), stream.next()).await {
                        heard.push(message.to_string());
                        if heard.last().is_some_and(|last| last == "and now?") {
                            break;
                        }
                    }
                    heard
                };
                let ((), heard) = tokio::join!(talk, listen);
                let left = heard.iter().skip_while(|text| *text != answer);
                if command != "/leave" && server.members("tea") > 1 {
                    fail(
                        "a client in the room `tea` sent `/join milk`, and still counts as a member of \
                         `tea`, and hears what is said there: who joins a room leaves the one before",
                    );
                }
                expect_eq(
                    left.cloned().collect::<Vec<_>>(),
                    vec![answer.to_owned(), "and now?".to_owned()],
                    format!(
                        "a client was behind when it sent {command:?}: what was still on its way \
                         from the room comes before the answer {answer:?} or not at all"
                    ),
                );
            }
        })
        .await;
    });
}

#[test]
fn pings_and_pongs_are_nobody_elses_business() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let (mut ann, _ann) = client(&server, 4096).await;
            let (mut bob, _bob) = client(&server, 4096).await;
            ann.join("tea").await;
            bob.join("tea").await;
            ann.send(Message::Ping(vec![7].into())).await;
            let pong = ann.hear().await;
            ann.send(Message::Pong(vec![8].into())).await;
            ann.say("hello").await;
            let [its_own, others] = [ann.hear().await, bob.hear().await];
            if pong == "pong [7]" && others == "hello" {
                hears_own(
                    its_own.clone(),
                    "hello",
                    "a pong of a client goes to nobody",
                );
            }
            expect_eq(
                [pong, its_own, others],
                ["pong [7]", "hello", "hello"].map(str::to_owned),
                "in a room too a ping is answered with a pong, to the one who sent it, and neither \
                 pings nor pongs go to the room",
            );
        })
        .await;
    });
}

#[test]
fn what_is_said_in_a_room_goes_to_all_in_it() {
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
            let its_own = ann.hear().await;
            hears_own(its_own.clone(), "hot?", "what is said in a room goes to all in it");
            expect_eq(
                [its_own, bob.hear().await],
                ["hot?", "hot?"].map(str::to_owned),
                "what is said in a room goes to all in it, also to the one who said it",
            );
            eve.send(Message::binary(vec![1])).await;
            let heard = eve.hear().await;
            let cause = match heard.as_str() {
                "nothing, for ever" => {
                    "a client sent a binary message in its room, and nothing came: that goes to all in \
                     the room as a text does"
                }
                _ => {
                    "a client sent a binary message in its room, and heard this first: what is said in a \
                     room goes to that room alone"
                }
            };
            expect_eq(heard.as_str(), "binary [1]", cause);
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
                server.members("tea"),
                3,
                "a third client joined `tea`, and this is how many members the room has",
            );
            expect_eq(
                server.members("coffee"),
                0,
                "the only member of `coffee` joined `tea`, and this is how many members `coffee` has: \
                 who joins a room leaves the one before",
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
            bob.says_and_hears("where is she?", "after one has left, the others talk on")
                .await;
        })
        .await;
    });
}

#[test]
fn what_is_said_while_a_client_says_goodbye_does_not_spoil_it() {
    virtual_time(async |lab: Lab| {
        scene(async || {
            let server = server(4);
            let (mut bob, _bob) = client(&server, 4096).await;
            bob.join("tea").await;
            // Whether it hears its own words before it is read on is up to luck.
            for n in 1..=30 {
                lab.case(format!("client {n} of 30 that speaks and says goodbye in one breath"));
                let (mut ann, served) = client(&server, 4096).await;
                ann.join("tea").await;
                let words = format!("bye, {n}");
                let _ = ann.socket.feed(Message::text(words.as_str())).await;
                ann.send(Message::Close(None)).await;
                expect_eq(
                    (end(served).await, bob.hear().await),
                    ("well", words),
                    "a client said something in its room and then sent a close: the room hears what \
                     it said, and that the client itself is still to hear it makes no error of its \
                     goodbye, after which nothing is sent to it",
                );
                expect_eq(
                    server.members("tea"),
                    1,
                    "a client has said goodbye, and is still counted as a member of its room",
                );
            }
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
            stays
                .says_and_hears("anybody?", "after one has vanished, the others talk on")
                .await;
        })
        .await;
    });
}

#[test]
fn a_client_that_vanishes_while_it_does_not_read_leaves_its_room() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let (mut stays, _stays) = client(&server, 4096).await;
            let (mut slow, served) = client(&server, 100).await;
            stays.join("tea").await;
            slow.join("tea").await;
            for n in 0..20 {
                stays.say(&format!("{n} {}", "blah ".repeat(9))).await;
                stays.hear().await;
            }
            drop(slow);
            expect_eq(
                (end(served).await, server.members("tea")),
                ("with an error", 1),
                "a client that did not read has vanished while something was being sent to it: \
                 that is an error of its `serve`, and it is a member no longer",
            );
        })
        .await;
    });
}

#[test]
fn a_client_whose_future_is_dropped_has_left_its_room() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let (mut stays, _stays) = client(&server, 4096).await;
            let (mut gone, served) = client(&server, 4096).await;
            stays.join("tea").await;
            gone.join("tea").await;
            served.abort();
            let _ = served.await;
            yield_now().await;
            expect_eq(
                server.members("tea"),
                1,
                "the future of `serve` was dropped, and its client is still counted as a member of \
                 its room",
            );
            stays
                .says_and_hears(
                    "anybody?",
                    "after the future of one `serve` was dropped, the others talk on",
                )
                .await;
        })
        .await;
    });
}

#[test]
fn a_client_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        scene(async || {
            let server = server(4);
            let (mut ann, _ann) = client(&server, 4096).await;
            let (mut bob, _bob) = client(&server, 4096).await;
            ann.join("tea").await;
            bob.join("tea").await;
            let (near, far) = duplex(4096);
            let _served = serve(&server, far);
            sleep(A_DAY).await;
            lab.case("a client that connected a day ago and begins its handshake now");
            let _late = Client::new(near).await;
            lab.case("two clients that have been silent in their room for a day");
            for (who, client) in [("one", &mut ann), ("the other one", &mut bob)] {
                if let Ok(ended) = timeout(ms(1), client.socket.next()).await {
                    let ended = ended.map_or("the end".to_owned(), |end| match end {
                        Ok(message) => message.to_string(),
                        Err(error) => error.to_string(),
                    });
                    fail(format!(
                        "two clients were silent in their room for a day, which nobody forbids, and {who} \
                         was hung up on meanwhile: {ended}"
                    ));
                }
            }
            bob.say("good morning").await;
            expect_eq(
                [ann.hear().await, bob.hear().await],
                ["good morning", "good morning"].map(str::to_owned),
                "two clients were silent in their room for a day, which nobody forbids: they are \
                 still served",
            );
        })
        .await;
    });
}

#[test]
fn three_hundred_hear_what_one_says() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let mut clients = Vec::new();
            for _ in 0..300 {
                let (mut one, served) = client(&server, 1024).await;
                one.join("hall").await;
                clients.push((one, served));
            }
            clients[7].0.say("hello, all").await;
            for (n, (client, _)) in clients.iter_mut().enumerate() {
                let heard = client.hear().await;
                if n == 7 {
                    hears_own(
                        heard,
                        "hello, all",
                        "client 7 of the 300 in the room said this",
                    );
                    continue;
                }
                expect_eq(
                    heard.as_str(),
                    "hello, all",
                    format!("client {n} of the 300 in the room did not hear what was said"),
                );
            }
            expect_eq(
                server.members("hall"),
                300,
                "three hundred have joined the room",
            );
        })
        .await;
    });
}

#[test]
fn a_slow_listener_holds_up_nobody_and_is_told_what_it_missed() {
    virtual_time(async |_lab: Lab| {
        for backlog in [8, 1, 5, 20] {
            slow_listener(backlog).await;
        }
    });
}

/// One client reads only when the others have said a lot.
async fn slow_listener(backlog: usize) {
    scene(async || {
        const SAID: usize = 200;
        // Two messages or three fit into the slow one's connection.
        const ON_ITS_WAY: usize = 4;
        let server = server(backlog);
        let (mut speaker, _speaker) = client(&server, 4096).await;
        let (mut listener, _listener) = client(&server, 4096).await;
        let (mut slow, _slow) = client(&server, 256).await;
        for client in [&mut speaker, &mut listener, &mut slow] {
            client.join("tea").await;
        }
        let text = |n: usize| format!("{n:03} {}", "blah ".repeat(18));
        for n in 0..SAID {
            speaker.say(&text(n)).await;
            let [its_own, heard] = [speaker.hear().await, listener.hear().await];
            if n == 0 && heard == text(n) {
                hears_own(its_own.clone(), &text(n), "one said this, and heard something else");
            }
            expect_eq(
                [its_own, heard],
                [text(n), text(n)],
                format!(
                    "one who did not read held up the others: message {n} did not reach those who listen"
                ),
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
                let before = match next {
                    0 => "at first".to_owned(),
                    next => format!("after message {}", next - 1),
                };
                let number = message.split(' ').next().and_then(|number| number.parse::<usize>().ok());
                fail(match number {
                    Some(number) if number > next => format!(
                        "{before} the one who was slow heard message {number}, and was not told that it \
                         had missed {} in between: it is told `missed {}` first",
                        number - next,
                        number - next
                    ),
                    _ if message == "nothing, for ever" => format!(
                        "{before} the one who was slow heard nothing any more, neither what it had missed \
                         nor what was kept for it: to be behind is not the end of the room"
                    ),
                    _ => format!(
                        "{before} the one who was slow heard {:?} where message {next} should come, or \
                         `missed` and how many it has missed",
                        message.chars().take(20).collect::<String>()
                    ),
                });
            }
        }
        expect_eq(
            next,
            SAID,
            format!(
                "the one who was slow heard {heard} of {SAID} messages, and was told another \
                     number of missed ones than that leaves"
            ),
        );
        if heard > 2 * backlog + ON_ITS_WAY {
            fail(format!(
                "the memory fills: {heard} messages were kept for one who did not read, with \
                     a backlog of {backlog}: the last {backlog} are enough, and twice as many \
                     allowed"
            ));
        }
        if heard < backlog {
            fail(format!(
                "of the last {backlog} messages, which were to be kept, only {heard} were"
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
}

/// A frame as a client sends it, with a mask that changes nothing.
fn frame(last: bool, kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![if last { 0x80 | kind } else { kind }];
    match payload.len() {
        short @ 0..126 => frame.push(0x80 | short as u8),
        long => {
            frame.push(0x80 | 127);
            frame.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

const MORE: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;

/// A client in the room sends these bytes: how its `serve` ends.
async fn ends(server: &ChatServer, frames: &[Vec<u8>], what: &str) -> &'static str {
    let (mut client, served) = client(server, 4096).await;
    client.join("tea").await;
    for frame in frames {
        let written = client.socket.get_mut().write_all(frame);
        if timeout(secs(3), written).await.is_err() {
            fail(format!(
                "the client sent {what}, and the server reads no more"
            ));
        }
    }
    end(served).await
}

/// What a server does with longer messages that did not end the `serve` of a client who sent one of a
/// byte too much in one frame.
async fn takes_longer_ones(server: &ChatServer) -> String {
    let longest = "no message may have more than 64 KiB (`max_message_size`, and `max_frame_size` for \
                   each of its frames, in the `WebSocketConfig`)";
    for (bytes, told) in [(LONGEST + 2, "64 KiB and two bytes"), (1 << 20, "1 MiB")] {
        let one = frame(true, BINARY, &vec![7; bytes]);
        if ends(server, &[one], &format!("a message of {told}")).await == "with an error" {
            return match bytes > LONGEST + 2 {
                false => format!(
                    "one of {told} did end it, so your limit is a byte too large: {longest}"
                ),
                true => format!("one of {told} did end it, so your limit is too large: {longest}"),
            };
        }
    }
    format!(
        "one of 1 MiB in one frame did not end it either. Where no limit is set, tungstenite takes up to \
         16 MiB in a frame and 64 MiB in a message: {longest}"
    )
}

/// Expects that what a client sent ended its `serve` like that.
fn with_an_error(ended: &str, what: &str) {
    expect_eq(
        ended,
        "with an error",
        format!("the client sent {what}: that has to end its `serve` with an error"),
    );
}

/// A client in the room sends these bytes, which should end its `serve` with an error.
async fn expect_error(server: &ChatServer, frames: &[Vec<u8>], what: &str) {
    with_an_error(ends(server, frames, what).await, what);
    expect_eq(
        server.members("tea"),
        1,
        format!(
            "the connection of a client ended after it had sent {what}, and it is still counted \
                 as a member"
        ),
    );
}

#[test]
fn a_bad_connection_is_an_error_and_no_more() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            let server = server(4);
            let (mut other, _other) = client(&server, 4096).await;
            other.join("tea").await;
            for sent in ["GET / HTTP/1.1\r\n\r\n", "hello\r\n\r\n", "GET /", ""] {
                let (mut near, far) = duplex(4096);
                let served = serve(&server, far);
                let _ = near.write_all(sent.as_bytes()).await;
                if !sent.ends_with("\r\n\r\n") {
                    drop(near);
                }
                expect_eq(
                    end(served).await,
                    "with an error",
                    format!("the client sent {sent:?}, which is no WebSocket handshake"),
                );
            }
            for (frame, what) in [
                (frame(true, 3, b""), "a frame of no known kind"),
                (vec![0x81, 2, b'h', b'i'], "a frame without a mask"),
                (
                    frame(true, MORE, b"?"),
                    "the second frame of a message without a first one",
                ),
                (frame(true, TEXT, b"\xff\xfe"), "text that is not UTF-8"),
            ] {
                expect_error(&server, &[frame], what).await;
            }
            let cause = "the connections of others have ended with errors, and one noticed";
            other.says_and_hears("what was that?", cause).await;
        })
        .await;
    });
}

#[test]
fn a_message_is_limited_in_one_frame_and_in_many() {
    virtual_time(async |_lab: Lab| {
        scene(async || {
            expect_eq(
                websocket_server::LONGEST,
                LONGEST,
                "the constant of the task was changed",
            );
            let server = server(4);
            let (mut other, _other) = client(&server, 1 << 20).await;
            other.join("tea").await;
            let most = vec![7; LONGEST];
            let half = LONGEST / 2;
            let cause = "one is alone in its room, and said this";
            other.says_and_hears("anybody?", cause).await;
            other.send(Message::binary(most.clone())).await;
            expect_eq(
                other.hear().await.len(),
                format!("binary {most:?}").len(),
                "a binary message of just 64 KiB was sent in a room, which is as good as any, and what was \
                 heard of it has this length, written as a list of bytes",
            );
            for part in [
                frame(false, BINARY, &most[..half]),
                frame(true, MORE, &most[half..]),
            ] {
                let _ = other.socket.get_mut().write_all(&part).await;
            }
            expect_eq(
                other.hear().await.len(),
                format!("binary {most:?}").len(),
                "a message of just 64 KiB in two frames is as good as any, and it is one message",
            );
            for part in [
                frame(false, TEXT, b"gr\xc3"),
                frame(true, MORE, b"\xbc\xc3\x9fe"),
            ] {
                let _ = other.socket.get_mut().write_all(&part).await;
            }
            expect_eq(
                other.hear().await.as_str(),
                "gr\u{fc}\u{df}e",
                "a text came in two frames, the first of which ends within a character: it is one \
                 message",
            );
            let too_long = vec![7; LONGEST + 1];
            let one = frame(true, BINARY, &too_long);
            let what = "a message of 64 KiB and a byte in one frame";
            let ended = ends(&server, &[one], what).await;
            if ended == "never" {
                fail(format!(
                    "the client sent {what}, and its `serve` did not end, where an error should end it; \
                     {}",
                    takes_longer_ones(&server).await
                ));
            }
            with_an_error(ended, what);
            let two = [
                frame(false, BINARY, &too_long[..half]),
                frame(true, MORE, &too_long[half..]),
            ];
            let what = "a message of 64 KiB and a byte in two frames";
            let ended = ends(&server, &two, what).await;
            if ended == "never" {
                fail(format!(
                    "the client sent {what}, and its `serve` did not end, where an error should end it; \
                     with as much in one frame it did: your limit is one for a frame (`max_frame_size`), \
                     and a message of many frames is limited by `max_message_size`"
                ));
            }
            with_an_error(ended, what);
            let mut endless = vec![frame(false, BINARY, &most[..half])];
            endless.resize(40, frame(false, MORE, &most[..half]));
            expect_error(
                &server,
                &endless,
                "a message that never ends, in many frames",
            )
            .await;
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
            let connect = async || match timeout(secs(2), TcpStream::connect(address)).await {
                Ok(stream) => stream.expect("a listener takes connections"),
                Err(_) => fail(
                    "the server lets no more clients in: it has to go on accepting, however many \
                     there are",
                ),
            };
            let mut first = Client::new(connect().await).await;
            first.join("door").await;
            let _second = match timeout(secs(1), client_async("ws://localhost/", connect().await))
                .await
            {
                Ok(second) => second,
                Err(_) => fail(
                    "a client got no answer to its handshake while another one was being served: all are \
                     served at once, so go on accepting meanwhile",
                ),
            };
            let silent = connect().await;
            let _third = match timeout(secs(1), client_async("ws://localhost/", connect().await))
                .await
            {
                Ok(third) => third,
                Err(_) => fail(
                    "a client got no answer to its handshake while another one had connected and said \
                     nothing yet: nobody's handshake may hold up the others, so it belongs to what is \
                     done for each client beside the accepting",
                ),
            };
            let mut rude = connect().await;
            let _ = rude.write_all(b"no handshake at all\r\n\r\n").await;
            let mut clients = Vec::new();
            for n in 1..=130 {
                let stream = connect().await;
                match timeout(secs(1), client_async("ws://localhost/chat", stream)).await {
                    Ok(Ok((socket, _))) => clients.push(Client { socket }),
                    Ok(Err(error)) => {
                        fail(format!("the server refused a WebSocket handshake: {error}"))
                    }
                    Err(_) => fail(format!(
                        "the {n}th of 130 clients got no answer to its handshake while the others were \
                         connected: any number of clients are served at once"
                    )),
                }
            }
            for client in &mut clients {
                client.join("hall").await;
            }
            clients[0].say("hello, all").await;
            for (n, client) in clients.iter_mut().enumerate() {
                let heard = client.hear().await;
                if n == 0 {
                    hears_own(heard, "hello, all", "one of 130 in the room said this");
                    continue;
                }
                expect_eq(
                    heard.as_str(),
                    "hello, all",
                    format!("client {n} of the 130 in the room did not hear what client 0 said"),
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
                let heard = match heard.as_str() {
                    "nothing, for ever" => "nothing ended its connection".to_owned(),
                    heard => format!("it heard {heard:?}"),
                };
                fail(format!(
                    "the future of `listen` was dropped, and a client is still being served: \
                     {heard}. What serves it does not belong to that future: a task runs on when \
                     nobody holds its handle, so `listen` has to own its tasks, and stop them when \
                     it is dropped, as a `JoinSet` does"
                ));
            }
        }
    });
}

#[test]
fn an_accept_that_fails_does_not_end_it() {
    real_time(async |lab: Lab| {
        let server = server(4);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("this machine has a loopback network");
        let address = listener.local_addr().expect("a listener has an address");
        let listener = listener.into_std().expect("a listener of its own");
        let other = listener.try_clone().expect("a second handle");
        let listener = TcpListener::from_std(listener).expect("a listener again");
        let play = async {
            let stream = TcpStream::connect(address).await;
            let mut client = Client::new(stream.expect("a listener takes connections")).await;
            client.join("hall").await;
            let before = "a client is alone in its room";
            client.says_and_hears("hello", before).await;
            lab.case("accepting fails, again and again, while a client is connected");
            let other = std::net::TcpStream::from(Handle::from(other));
            other
                .shutdown(Shutdown::Both)
                .expect("a socket that can be shut down");
            sleep(ms(50)).await;
            let cause =
                "accepting failed, and a client that had been connected before was served no more";
            client.say("still there?").await;
            expect_eq(client.hear().await.as_str(), "still there?", cause);
        };
        tokio::select! {
            () = server.listen(listener) => fail("accepting failed, and `listen` returned"),
            () = play => (),
        }
    });
}

#[test]
fn a_client_is_served_in_whichever_way_its_future_is_polled() {
    virtual_time(async |lab: Lab| {
        scene(async || {
            let server = server(8);
            let (mut bob, _bob) = client(&server, 4096).await;
            bob.join("tea").await;
            for way in Way::ALL {
                lab.case(format!("a client whose `serve` is {way}"));
                let (near, far) = duplex(4096);
                let (own, its_server) = (lab.clone(), server.clone());
                let served =
                    spawn_local(async move { own.polled(way, its_server.serve(far)).await });
                let mut ann = Client::new(near).await;
                ann.join("tea").await;
                for (n, text) in ["good morning", "/leave now", " /join tea"]
                    .into_iter()
                    .enumerate()
                {
                    sleep(secs(1)).await;
                    match n % 2 {
                        0 => bob.say(text).await,
                        _ => ann.say(text).await,
                    }
                    let [one, other] = [ann.hear().await, bob.hear().await];
                    let its_own = if n % 2 == 0 { &other } else { &one };
                    hears_own(
                        its_own.clone(),
                        text,
                        "two are in a room, and one of them said this",
                    );
                    expect_eq(
                        [one, other],
                        [text, text].map(str::to_owned),
                        format!(
                            "two are in a room, and the `serve` of one of them is {way}: what one \
                             says is heard by both, and what only looks like a command is said too"
                        ),
                    );
                }
                let frame = CloseFrame {
                    code: CloseCode::Away,
                    reason: "off to bed".into(),
                };
                ann.send(Message::Close(Some(frame))).await;
                expect_eq(
                    (end(served).await, server.members("tea")),
                    ("well", 1),
                    format!("a client whose `serve` is {way} said goodbye, with a reason"),
                );
            }
        })
        .await;
    });
}
