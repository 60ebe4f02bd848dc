//! `udp_ask`: asked again when packets are lost, and not fooled by those that come.

use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::time::Duration;

use async_katas::c14_networking::udp_ask::{AskError, LONGEST, udp_ask};
use lab::{Lab, expect_eq, ms, secs, virtual_time};
use tokio::net::UdpSocket;
use tokio::time::{sleep, timeout};

const ID: u32 = 0x0102_0304;

async fn socket() -> UdpSocket {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await;
    socket.expect("this machine has a loopback network")
}

fn address(socket: &UdpSocket) -> SocketAddr {
    socket.local_addr().expect("a bound socket has an address")
}

fn packet(id: u32, text: &[u8]) -> Vec<u8> {
    [&id.to_be_bytes()[..], text].concat()
}

/// Something that comes to the asking socket: when, what, and from the server or from a stranger.
struct Comes {
    at: Duration,
    packet: Vec<u8>,
    from_server: bool,
}

fn from_server(at: Duration, packet: Vec<u8>) -> Comes {
    Comes {
        at,
        packet,
        from_server: true,
    }
}

/// What comes of asking when this arrives, and when. Each time that the server is asked is a mark.
async fn ask(lab: &Lab, question: &str, mut comes: Vec<Comes>) -> (String, Duration) {
    let (asking, server, stranger) = (socket().await, socket().await, socket().await);
    comes.sort_by_key(|packet| packet.at);
    let world = async {
        tokio::join!(
            async {
                let mut buffer = vec![0; 2000];
                while let Ok((count, _)) = server.recv_from(&mut buffer).await {
                    lab.mark("asked", '?');
                    expect_eq(
                        String::from_utf8_lossy(&buffer[..count]).into_owned(),
                        String::from_utf8_lossy(&packet(ID, question.as_bytes())).into_owned(),
                        "the question is not what the server understands: the id as four bytes, \
                         the highest first, then the text, and the same each time",
                    );
                }
            },
            async {
                for Comes {
                    at,
                    packet,
                    from_server,
                } in comes
                {
                    sleep(at - lab.now()).await;
                    let sender = if from_server { &server } else { &stranger };
                    let sent = sender.send_to(&packet, address(&asking)).await;
                    sent.expect("a loopback network takes packets");
                }
                pending::<()>().await;
            }
        )
    };
    let mut world = pin!(world);
    let answer = async {
        let answer = udp_ask(&asking, address(&server), ID, question);
        match timeout(secs(100), answer).await {
            Ok(Ok(text)) => format!("{text:?}"),
            Ok(Err(AskError::Io(error))) => format!("Io({error})"),
            Ok(Err(error)) => format!("{error:?}"),
            Err(_) => "nothing, for ever".to_owned(),
        }
    };
    let answer = tokio::select! {
        biased;
        _ = &mut world => "the world ended".to_owned(),
        answer = answer => answer,
    };
    let at = lab.now();
    // What was sent at the very last is still to arrive.
    let _ = timeout(ms(1), world).await;
    (answer, at)
}

/// A picture of a server that is asked four times, and of the end of it all.
const FOUR_TIMES: &str = "
            0s  1s  2s  3s  4s  5s  6s  7s
    asked   ?   ?       ?               ?
";

#[test]
fn a_lost_question_is_asked_again_after_1_2_and_4_seconds() {
    virtual_time(async |lab: Lab| {
        let at_last = vec![from_server(ms(7500), packet(ID, b"a cat"))];
        let (answer, at) = ask(&lab, "who is there?", at_last).await;
        lab.expect_because(
            FOUR_TIMES,
            "the server was not asked at 0, 1, 3 and 7s: the same question is sent again when \
             nothing has come for 1, 2 and 4s",
        );
        expect_eq(answer, format!("{:?}", "a cat"), "the answer got lost");
        expect_eq(
            at,
            ms(7500),
            "your function did not return at the instant when the answer came",
        );
    });
}

#[test]
fn it_gives_up_when_nobody_answers() {
    virtual_time(async |lab: Lab| {
        let (answer, at) = ask(&lab, "who is there?", vec![]).await;
        expect_eq(
            answer.as_str(),
            "NoAnswer { asked: 4 }",
            "nobody answers, ever: after four times that is an error",
        );
        lab.expect_because(
            FOUR_TIMES,
            "the server was not asked at 0, 1, 3 and 7s, and never again after that",
        );
        expect_eq(
            at,
            secs(15),
            "it gave up at the wrong instant: the question that was sent last, at 7s, has 8s to be \
             answered",
        );
    });
}

#[test]
fn an_answer_ends_it_at_once_whichever_question_it_answers() {
    virtual_time(async |lab: Lab| {
        // The answer to the first question, which took longer than the patience.
        let late = vec![from_server(ms(2500), packet(ID, b""))];
        let (answer, at) = ask(&lab, "", late).await;
        expect_eq(
            answer.as_str(),
            "\"\"",
            "an answer with our id from our server is the answer, however late and however short",
        );
        expect_eq(
            at,
            ms(2500),
            "your function did not return at the instant when the answer came",
        );
        lab.expect_because(
            "
                    0s  1s  2s
            asked   ?   ?
            ",
            "the server was asked at 0s, and again at 1s, and the answer came at 2.5s: nothing \
             more is to be asked",
        );
    });
}

#[test]
fn answers_to_others_and_from_others_are_ignored() {
    virtual_time(async |lab: Lab| {
        let comes = vec![
            from_server(ms(200), packet(ID + 1, b"for another question")),
            from_server(ms(300), packet(ID.swap_bytes(), b"for another question")),
            Comes {
                at: ms(400),
                packet: packet(ID, b"from a stranger"),
                from_server: false,
            },
            from_server(ms(600), packet(ID, b"the real one")),
            from_server(ms(700), packet(ID, b"too late")),
        ];
        let (answer, at) = ask(&lab, "which one?", comes).await;
        expect_eq(
            answer,
            format!("{:?}", "the real one"),
            "the wrong packet was taken for the answer: it has to bear the id of the question, and \
             come from the address that was asked; everything else is ignored",
        );
        expect_eq(
            at,
            ms(600),
            "your function did not return at the instant when the answer came",
        );
    });
}

#[test]
fn strangers_do_not_move_the_instants_of_asking() {
    virtual_time(async |lab: Lab| {
        let chatter = (1..100).map(|n| Comes {
            at: ms(270) * n,
            packet: packet(n, b"chatter"),
            from_server: n % 2 == 0,
        });
        let (answer, at) = ask(&lab, "who is there?", chatter.collect()).await;
        lab.expect_because(
            FOUR_TIMES,
            "the server was not asked at 0, 1, 3 and 7s: packets that are ignored must not start \
             the wait anew; it ends at an instant that is fixed when the question is sent",
        );
        expect_eq(
            (answer.as_str(), at),
            ("NoAnswer { asked: 4 }", secs(15)),
            "packets that are ignored must not delay the end",
        );
    });
}

#[test]
fn packets_that_cannot_be_the_answer_are_ignored() {
    virtual_time(async |lab: Lab| {
        let longest = vec![b'y'; LONGEST];
        let comes = vec![
            from_server(ms(100), vec![]),
            from_server(ms(200), ID.to_be_bytes()[..3].to_vec()),
            from_server(ms(300), packet(ID, &vec![b'n'; LONGEST + 1])),
            from_server(ms(400), packet(ID, &longest)),
        ];
        expect_eq(
            ask(&lab, "how much?", comes).await.0,
            format!("{:?}", "y".repeat(LONGEST)),
            "a packet of less than four bytes has no id, and one with more than `LONGEST` bytes of \
             text is no answer, not even the part of it that fits your buffer: both are ignored, \
             and the next one was right",
        );
    });
}

#[test]
fn bad_text_is_an_error_and_a_question_that_is_too_long_is_never_sent() {
    virtual_time(async |lab: Lab| {
        let no_text = vec![from_server(ms(100), packet(ID, b"\xff\xfe"))];
        expect_eq(
            ask(&lab, "what?", no_text).await.0.as_str(),
            "NotText",
            "the answer came and is not UTF-8: that is an error of its own",
        );
        let before = lab.timeline();
        expect_eq(
            ask(&lab, &"q".repeat(LONGEST + 1), vec![]).await.0,
            format!("TooLong {{ bytes: {} }}", LONGEST + 1),
            "a question of more than `LONGEST` bytes is an error",
        );
        expect_eq(
            lab.timeline() == before,
            true,
            "a question that is too long was sent all the same",
        );
    });
}
