//! `udp_ask`: asked again when packets are lost, and not fooled by those that come.

use std::future::pending;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::time::Duration;

use async_katas::c14_networking::udp_ask::{self, AskError, udp_ask};
use lab::timeline::short;
use lab::{Lab, Way, expect_eq, fail, for_seeds, ms, nasty, secs, virtual_time};
use tokio::net::UdpSocket;
use tokio::time::error::Elapsed;
use tokio::time::{sleep, timeout};

const ID: u32 = 0x0102_0304;

/// So many bytes of text fit into a packet.
const LONGEST: usize = 1200;

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
async fn ask(lab: &Lab, question: &str, comes: Vec<Comes>) -> (String, Duration) {
    ask_with(lab, ID, question, comes).await
}

async fn ask_with(lab: &Lab, id: u32, question: &str, comes: Vec<Comes>) -> (String, Duration) {
    ask_in(lab, Way::OnTheSpot, id, question, comes).await
}

async fn ask_in(
    lab: &Lab,
    way: Way,
    id: u32,
    question: &str,
    mut comes: Vec<Comes>,
) -> (String, Duration) {
    let (asking, server, stranger) = (socket().await, socket().await, socket().await);
    comes.sort_by_key(|packet| packet.at);
    let start = lab.now();
    let world = async {
        tokio::join!(
            async {
                let mut buffer = vec![0; 2000];
                while let Ok((count, _)) = server.recv_from(&mut buffer).await {
                    lab.explain("asked", "each question that the server got");
                    lab.mark("asked", '?');
                    understood(&buffer[..count], id, question, lab.now() - start);
                }
            },
            async {
                for Comes {
                    at,
                    packet,
                    from_server,
                } in comes
                {
                    sleep(start + at - lab.now()).await;
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
        let answer = udp_ask(&asking, address(&server), id, question);
        told(timeout(secs(100), lab.polled(way, answer)).await)
    };
    let answer = tokio::select! {
        biased;
        _ = &mut world => "the world ended".to_owned(),
        answer = answer => answer,
    };
    let at = lab.now() - start;
    // What was sent at the very last is still to arrive.
    let _ = timeout(ms(1), world).await;
    (answer, at)
}

/// That the server understands what it got.
#[track_caller]
fn understood(got: &[u8], id: u32, question: &str, at: Duration) {
    if got == packet(id, question.as_bytes()) {
        return;
    }
    let what = format!(
        "the server got a packet {} after the call that is not what was asked, with the id {id:#010x}",
        short(at)
    );
    let (first, text) = got.split_at(got.len().min(4));
    if first == id.to_le_bytes() && first != id.to_be_bytes() {
        fail(format!(
            "{what}: the id came with its lowest byte first, and its highest comes first"
        ));
    }
    if text == question.as_bytes() && first != id.to_be_bytes() {
        fail(format!(
            "{what}: it bears the id {}, and each time that the question is sent it is the same packet",
            first
                .iter()
                .fold("0x".to_owned(), |all, byte| format!("{all}{byte:02x}"))
        ));
    }
    expect_eq(
        got.to_vec(),
        packet(id, question.as_bytes()),
        format!(
            "{what}: it should be the id as four bytes, the highest first, and then the text as it is"
        ),
    );
}

fn told(answer: Result<Result<String, AskError>, Elapsed>) -> String {
    match answer {
        Ok(Ok(text)) => format!("{text:?}"),
        Ok(Err(AskError::TooLong { bytes })) => format!("TooLong, {bytes} bytes"),
        Ok(Err(AskError::NoAnswer { asked })) => format!("NoAnswer, asked {asked} times"),
        Ok(Err(AskError::NotText)) => "NotText".to_owned(),
        Ok(Err(AskError::Io(error))) => format!("Io({error})"),
        Err(_) => "nothing, for ever".to_owned(),
    }
}

/// Whether a packet from this stranger is taken for the answer of this server. In real time, and only
/// where something is wrong already.
async fn takes_it_from(stranger: &UdpSocket, server: &UdpSocket) -> bool {
    let asking = socket().await;
    let packet = packet(ID, b"from a stranger");
    let sent = stranger.send_to(&packet, address(&asking)).await.is_ok();
    let answer = udp_ask(&asking, address(server), ID, "who?");
    sent && matches!(timeout(ms(300), answer).await, Ok(Ok(_)))
}

/// Whether a stranger is taken for the server who has its IP and another port, and one who has its port
/// and another IP; none where this machine has one IP only.
fn which_strangers() -> Option<(bool, bool)> {
    let look = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().build().ok()?;
        runtime.block_on(async {
            let (server, other_port) = (socket().await, socket().await);
            let elsewhere = (Ipv4Addr::new(127, 0, 0, 2), address(&server).port());
            let other_ip = UdpSocket::bind(elsewhere).await.ok()?;
            let by_ip = takes_it_from(&other_port, &server).await;
            Some((by_ip, takes_it_from(&other_ip, &server).await))
        })
    };
    std::thread::spawn(look).join().ok().flatten()
}

/// Which packet was taken for the answer, where it should have been another one.
fn taken(answer: &str) -> Option<&'static str> {
    if answer.contains("from a stranger") {
        Some(match which_strangers() {
            Some((true, false)) => {
                "a packet with the right id came from the IP of the server and from another port, and was \
                 taken for the answer; one with the port of the server and another IP was not: the IP was \
                 compared, and the port was not. An address is both, and each program of a machine has \
                 ports of its own"
            }
            _ => {
                "a packet with the right id came from another address than the one that was asked, and \
                 was taken for the answer, which has to come from the address that was asked"
            }
        })
    } else if ["for another question", "buy this", "chatter"]
        .iter()
        .any(|text| answer.contains(text))
    {
        Some(
            "a packet with another id was taken for the answer, which has to bear the id of the \
             question",
        )
    } else {
        None
    }
}

/// Why it came to its end so long after the call, before the answer or the last wait, if it did.
fn early(lab: &Lab, answer: &str, at: Duration, due: Duration) -> Option<String> {
    if let Some(taken) = taken(answer) {
        return Some(taken.to_owned());
    }
    if at >= due {
        return None;
    }
    let asked = lab.timeline().items("asked").len();
    if answer.starts_with("NoAnswer") {
        return Some(match at == secs(7) && asked >= 4 {
            true => "it gave up 7s after the call, at the instant at which it had asked for the last time: \
                     that question has 8s to be answered"
                .to_owned(),
            false => {
                // A millisecond has gone by since then.
                let call = lab.now().saturating_sub(at + ms(1));
                let asked = lab.timeline().items("asked").into_iter();
                let asked: Vec<String> = asked
                    .filter_map(|item| item.begin().checked_sub(call))
                    .map(short)
                    .collect();
                format!(
                    "it gave up {} after the call, before its time was over, when it had asked at {}: what \
                     came meanwhile was to be ignored, and should use up no wait and no question, however \
                     many such packets come",
                    short(at),
                    asked.join(", ")
                )
            }
        });
    }
    (answer == "NotText" || answer.starts_with("Io")).then(|| {
        format!(
            "it gave {answer} {} after the call, when a packet had come that was not the answer: such a \
             packet is ignored, whatever is in it, and the answer is still waited for",
            short(at)
        )
    })
}

/// What is wrong with when the server was asked, where that can be told.
fn schedule(lab: &Lab, answer: &str) -> Option<String> {
    let asked: Vec<_> = lab
        .timeline()
        .items("asked")
        .iter()
        .map(|mark| mark.begin())
        .collect();
    match asked.as_slice() {
        [] => Some("the server was never asked".to_owned()),
        [first, ..] if !first.is_zero() => Some(format!(
            "the server was asked for the first time only after {}: the question is sent at once",
            short(*first)
        )),
        [_] if answer == "nothing, for ever" => Some(
            "the server was asked once and never again, and an answer was waited for without an end: a \
             wait ends after 1, 2, 4 and 8s, and each of the first three is followed by the same question"
                .to_owned(),
        ),
        [_, second, third, ..] if *third == *second * 2 => Some(format!(
            "the server was asked every {}: the waits are 1, 2, 4 and 8s, each twice the one before it",
            short(*second)
        )),
        [first, second, third, fourth, fifth, ..]
            if [*first, *second, *third, *fourth] == [secs(0), secs(1), secs(3), secs(7)] =>
        {
            Some(format!(
                "the server was asked a fifth time, after {}: when the last of the four waits is over, it \
                 gives up",
                short(*fifth)
            ))
        }
        _ => None,
    }
}

/// How often it says that it asked, where that is not how often the server was asked.
#[track_caller]
fn counted(lab: &Lab, answer: &str) {
    let asked = lab.timeline().items("asked").len();
    if answer.starts_with("NoAnswer") && answer != format!("NoAnswer, asked {asked} times") {
        fail(format!(
            "the server was asked {asked} times, and the error tells \"{answer}\": the first time counts \
             as well"
        ));
    }
}

/// After how many packets of a crowd, of which three come in each millisecond, the server was asked
/// again each time: where the number is always the same.
fn asked_after_each(lab: &Lab) -> Option<u128> {
    let asked = lab.timeline().items("asked");
    let again: Vec<u128> = asked
        .iter()
        .skip(1)
        .map(|mark| mark.begin().as_millis())
        .collect();
    let fits = |each: &u128| {
        (1..)
            .zip(&again)
            .all(|(nth, at)| (nth * each - 1) / 3 == *at)
    };
    // What comes at whole seconds comes by the clock.
    let by_the_clock = again.iter().all(|at| at.is_multiple_of(1000));
    (1..7500).find(|each| !by_the_clock && again.len() > 1 && fits(each))
}

/// A picture of a server that is asked four times, and of the end of it all.
const FOUR_TIMES: &str = "
            0s  1s  2s  3s  4s  5s  6s  7s
    asked   ?   ?       ?               ?
";

#[test]
fn a_lost_question_is_asked_again_after_1_2_and_4_seconds() {
    virtual_time(async |lab: Lab| {
        let at_last = vec![from_server(ms(7503), packet(ID, b"a cat"))];
        let (answer, at) = ask(&lab, "who is there?", at_last).await;
        lab.expect_because(
            FOUR_TIMES,
            &schedule(&lab, &answer).unwrap_or_else(|| {
                "the server was not asked at 0, 1, 3 and 7s: the same question is sent again when \
                 nothing has come for 1, 2 and 4s"
                    .to_owned()
            }),
        );
        if let Some(why) = early(&lab, &answer, at, ms(7503)) {
            fail(why);
        }
        expect_eq(
            answer,
            format!("{:?}", "a cat"),
            "the answer came at 7.503s, when the server had been asked for the last time, and this came \
             of it",
        );
        expect_eq(
            at,
            ms(7503),
            "your function did not return at the instant when the answer came",
        );
    });
}

#[test]
fn it_gives_up_when_nobody_answers() {
    virtual_time(async |lab: Lab| {
        let (answer, at) = ask(&lab, "who is there?", vec![]).await;
        lab.expect_because(
            FOUR_TIMES,
            &schedule(&lab, &answer).unwrap_or_else(|| {
                "the server was not asked at 0, 1, 3 and 7s, and never again after that".to_owned()
            }),
        );
        counted(&lab, &answer);
        if let Some(why) = early(&lab, &answer, at, secs(15)) {
            fail(why);
        }
        expect_eq(
            answer.as_str(),
            "NoAnswer, asked 4 times",
            "nobody answered, and this came of it: after four times that is an error",
        );
        expect_eq(
            at,
            secs(15),
            "nobody answered, and this is when it gave up: the question that was sent last, at 7s, has \
             8s to be answered",
        );
    });
}

#[test]
fn an_answer_ends_it_at_once_whichever_question_it_answers() {
    virtual_time(async |lab: Lab| {
        // The answer to the first question, which took longer than the patience.
        let late = vec![from_server(ms(2503), packet(ID, b""))];
        let (answer, at) = ask(&lab, "", late).await;
        if let Some(why) = schedule(&lab, &answer) {
            fail(why);
        }
        expect_eq(
            answer.as_str(),
            "\"\"",
            "an answer without text came at 2.503s: with our id from our server it is the answer, \
             however late and however short",
        );
        expect_eq(
            at,
            ms(2503),
            "your function did not return at the instant when the answer came",
        );
        lab.expect_because(
            "
                    0s  1s  2s
            asked   ?   ?
            ",
            "the server was asked at 0s, and again at 1s, and the answer came at 2.503s: nothing \
             more is to be asked",
        );
    });
}

#[test]
fn answers_to_others_and_from_others_are_ignored() {
    virtual_time(async |lab: Lab| {
        let stranger = |at, packet| Comes {
            at,
            packet,
            from_server: false,
        };
        let comes = vec![
            from_server(ms(200), packet(ID + 1, b"for another question")),
            from_server(ms(250), packet(ID ^ (1 << 31), b"for another question")),
            from_server(ms(300), packet(ID.swap_bytes(), b"for another question")),
            stranger(ms(400), packet(ID, b"from a stranger")),
            from_server(ms(600), packet(ID, b"the real one")),
            from_server(ms(700), packet(ID, b"too late")),
        ];
        let (answer, at) = ask(&lab, "which one?", comes).await;
        if let Some(why) = early(&lab, &answer, at, ms(600)) {
            fail(why);
        }
        expect_eq(
            answer,
            format!("{:?}", "the real one"),
            "packets for others and from others came, then the answer, and this is what came of it: \
             the answer is given, and everything else is ignored",
        );
        expect_eq(
            at,
            ms(600),
            "the answer came at 600ms, and this is when your function returned",
        );
    });
}

#[test]
fn who_has_the_same_port_elsewhere_is_a_stranger() {
    virtual_time(async |_lab: Lab| {
        let (asking, server) = (socket().await, socket().await);
        // Where a machine has one loopback address only, there is nobody to be taken for another.
        let elsewhere = (Ipv4Addr::new(127, 0, 0, 2), address(&server).port());
        let Ok(stranger) = UdpSocket::bind(elsewhere).await else {
            return;
        };
        for (sender, text) in [
            (&stranger, &b"from a stranger"[..]),
            (&server, b"the real one"),
        ] {
            let sent = sender.send_to(&packet(ID, text), address(&asking)).await;
            sent.expect("a loopback network takes packets");
        }
        let answer = udp_ask::udp_ask(&asking, address(&server), ID, "who?");
        let answer = told(timeout(secs(100), answer).await);
        let cause = match answer.contains("from a stranger") {
            true => {
                "a packet with the right id and the right port came from another address than the one \
                 that was asked, and was taken for the answer"
            }
            false => {
                "a packet came from another address with the right id and the right port, then the \
                 answer, and this came of it"
            }
        };
        expect_eq(answer, format!("{:?}", "the real one"), cause);
    });
}

#[test]
fn what_is_ignored_is_not_even_read() {
    virtual_time(async |lab: Lab| {
        for bad in nasty::BAD_UTF8 {
            let comes = vec![
                from_server(ms(200), packet(ID + 1, bad)),
                Comes {
                    at: ms(300),
                    packet: packet(ID, bad),
                    from_server: false,
                },
                from_server(ms(350), packet(ID, &bad.repeat(LONGEST + 1))),
                from_server(ms(400), packet(ID, b"the real one")),
            ];
            let (answer, at) = ask(&lab, "which one?", comes).await;
            let which = match at.as_millis() {
                200 => "has another id",
                300 => "comes from a stranger",
                350 => "is too long",
                _ => "is not the answer",
            };
            expect_eq(
                answer,
                format!("{:?}", "the real one"),
                format!(
                    "your function returned after {at:?}: a packet that {which} and holds the bytes \
                     {bad:?}, which are no text, should be ignored like any other. Whether they \
                     are text is of no interest"
                ),
            );
        }
    });
}

#[test]
fn questions_and_answers_are_sent_and_given_as_they_are() {
    for_seeds(12, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut id = [0, 1, u32::MAX, 0xff00_00ff];
        draw.shuffle(&mut id);
        for text in nasty::TEXTS.iter().filter(|text| text.len() <= LONGEST) {
            let at = draw.off_grid(ms(1)..=ms(900));
            let comes = vec![from_server(at, packet(id[0], text.as_bytes()))];
            let (answer, came) = ask_with(&lab, id[0], text, comes).await;
            let what = format!(
                "the server answered {text:?} with the id {:#010x} after {at:?}",
                id[0]
            );
            expect_eq(
                answer,
                format!("{text:?}"),
                format!("{what}: that is the answer, as it is"),
            );
            expect_eq(
                came,
                at,
                format!("{what}, and this is when your function returned"),
            );
        }
    });
}

#[test]
fn hundreds_of_strange_packets_are_ignored() {
    virtual_time(async |lab: Lab| {
        let crowd = (0..600).map(|n| Comes {
            at: ms(1) * (n / 6),
            packet: packet(ID + 1 + n, b"buy this"),
            from_server: n % 2 == 0,
        });
        let real = from_server(ms(500), packet(ID, b"the real one"));
        let (answer, at) = ask(&lab, "anybody?", crowd.chain([real]).collect()).await;
        if let Some(why) = early(&lab, &answer, at, ms(500)) {
            fail(format!(
                "six hundred packets came that were not the answer; {why}"
            ));
        }
        expect_eq(
            (answer, at),
            (format!("{:?}", "the real one"), ms(500)),
            "six hundred packets came that were not the answer, and then the answer at 500ms: it is \
             given then, however many came before",
        );
    });
}

#[test]
fn thousands_of_strange_packets_do_not_move_the_instants_of_asking() {
    virtual_time(async |lab: Lab| {
        // Three kinds at each millisecond: two packets from the server, one from a stranger.
        let crowd = (0..7500).map(|n| Comes {
            at: ms(1) * (n / 3),
            packet: match n % 3 {
                0 => packet(ID + 1 + n, b"buy this"),
                1 => packet(ID, b"")[..3].to_vec(),
                _ => packet(ID, b"from a stranger"),
            },
            from_server: n % 3 < 2,
        });
        let real = from_server(ms(2503), packet(ID, b"the real one"));
        let (answer, at) = ask(&lab, "anybody?", crowd.chain([real]).collect()).await;
        // Whoever took one of them for the answer, or gave up, did not come to ask again.
        let each = asked_after_each(&lab).filter(|each| *each > 1);
        if let Some(why) = early(&lab, &answer, at, ms(2503)).filter(|_| each.is_none()) {
            fail(format!(
                "7500 packets came within 2.5s that were not the answer; {why}"
            ));
        }
        let why = match each {
            Some(each) => format!(
                "it was asked again after each {each} packets that were not the answer: however \
                 many packets are ignored, a wait ends at its instant, and not after so many of them"
            ),
            None => schedule(&lab, &answer).unwrap_or_else(|| {
                "7500 packets came within 2.5s that were not the answer, and the server was not asked at \
                 1s: however many packets are ignored, none of them moves the instants at which is asked \
                 again"
                    .to_owned()
            }),
        };
        lab.expect_because(
            "
                    0s  1s  2s
            asked   ?   ?
            ",
            &why,
        );
        expect_eq(
            (answer, at),
            (format!("{:?}", "the real one"), ms(2503)),
            "7500 packets came that were not the answer, and then the answer at 2.503s: it is given \
             then, however many came before",
        );
    });
}

#[test]
fn strangers_do_not_move_the_instants_of_asking() {
    virtual_time(async |lab: Lab| {
        let chatter = (1..100).map(|n| Comes {
            at: ms(273) * n,
            packet: packet(n, b"chatter"),
            from_server: n % 2 == 0,
        });
        let (answer, at) = ask(&lab, "who is there?", chatter.collect()).await;
        if let Some(why) = early(&lab, &answer, at, secs(15)) {
            fail(why);
        }
        lab.expect_because(
            FOUR_TIMES,
            &schedule(&lab, &answer).unwrap_or_else(|| {
                "the server was not asked at 0, 1, 3 and 7s: packets that are ignored must not start \
                 the wait anew; it ends at an instant that is fixed when the question is sent"
                    .to_owned()
            }),
        );
        counted(&lab, &answer);
        expect_eq(
            (answer.as_str(), at),
            ("NoAnswer, asked 4 times", secs(15)),
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
            from_server(ms(350), packet(ID, &vec![b'n'; 9000])),
            from_server(ms(400), packet(ID, &longest)),
        ];
        let (answer, at) = ask(&lab, "how much?", comes).await;
        if answer.starts_with("\"n") {
            fail(format!(
                "a packet came at 300ms with more than `LONGEST` bytes of text, and the first {} of them \
                 were taken for the answer: such a packet is none, not even the part of it that fits \
                 your buffer, and is ignored",
                answer.len() - 2
            ));
        }
        if let Some(why) = early(&lab, &answer, at, ms(400)) {
            fail(why);
        }
        expect_eq(
            answer,
            format!("{:?}", "y".repeat(LONGEST)),
            "packets of less than four bytes came, and some with more than `LONGEST` bytes of text, \
             which are ignored, and then an answer with just as many",
        );
    });
}

#[test]
fn an_answer_that_is_no_text_is_an_error() {
    virtual_time(async |lab: Lab| {
        for bad in nasty::BAD_UTF8 {
            let no_text = vec![
                from_server(ms(103), packet(ID, bad)),
                from_server(ms(200), packet(ID, b"text")),
            ];
            let (answer, at) = ask(&lab, "what?", no_text).await;
            let what = format!("the answer {bad:?} came at 103ms and is not UTF-8");
            expect_eq(
                answer.as_str(),
                "NotText",
                format!("{what}: that is `NotText`"),
            );
            expect_eq(at, ms(103), format!("{what}, and this is when it was told"));
        }
    });
}

#[test]
fn a_question_that_is_too_long_is_never_sent() {
    virtual_time(async |lab: Lab| {
        expect_eq(
            (udp_ask::LONGEST, udp_ask::PATIENCE),
            (LONGEST, [secs(1), secs(2), secs(4), secs(8)]),
            "the constants of the task were changed",
        );
        for (letter, times) in [("q", LONGEST), ("ü", LONGEST / 2), ("日", LONGEST / 3)] {
            let question = letter.repeat(times);
            let comes = vec![from_server(ms(100), packet(ID, b"yes"))];
            expect_eq(
                ask(&lab, &question, comes).await.0,
                format!("{:?}", "yes"),
                format!("a question of {times} times {letter:?} has 1200 bytes, which fit"),
            );
            let question = question + letter;
            let (bytes, before) = (question.len(), lab.timeline());
            expect_eq(
                ask(&lab, &question, vec![]).await,
                (format!("TooLong, {bytes} bytes"), secs(0)),
                format!(
                    "a question of {} times {letter:?} has {bytes} bytes, where no more than 1200 \
                     fit: that is an error, at once",
                    times + 1
                ),
            );
            expect_eq(
                lab.timeline() == before,
                true,
                "a question that is too long was sent all the same",
            );
        }
    });
}

#[test]
fn a_socket_that_fails_is_an_error() {
    virtual_time(async |lab: Lab| {
        let asking = socket().await;
        // A socket of the old kind of addresses sends nothing to one of the new kind.
        let server = SocketAddr::from((Ipv6Addr::LOCALHOST, 9));
        let why = asking.send_to(b"", server).await.err();
        let why = why.expect("a socket has one kind of addresses");
        let answer = told(timeout(secs(100), udp_ask(&asking, server, ID, "hello?")).await);
        expect_eq(
            (answer, lab.now()),
            (format!("Io({why})"), secs(0)),
            "the socket could not send the question: that is `Io`, at once, with the socket's error",
        );
    });
}

#[test]
fn an_answer_comes_in_whichever_way_the_call_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            let before = match way {
                Way::Later => Way::LATER,
                _ => secs(0),
            };
            for at in [ms(503), ms(2503)] {
                lab.case(format!(
                    "a call that is {way}, answered {at:?} after its first poll"
                ));
                let comes = vec![
                    from_server(before + ms(203), packet(ID + 1, b"for another question")),
                    from_server(before + at, packet(ID, b"yes")),
                ];
                let (answer, came) = ask_in(&lab, way, ID, "well?", comes).await;
                let what = format!(
                    "the future of `udp_ask` was {way}, and the answer came {at:?} after its first poll"
                );
                if let Some(why) = early(&lab, &answer, came, before + at) {
                    fail(why);
                }
                expect_eq(
                    answer,
                    format!("{:?}", "yes"),
                    format!("{what}: this is what it gave"),
                );
                expect_eq(
                    came,
                    before + at,
                    format!("{what}: this is when it gave it, counted from the call"),
                );
            }
        }
    });
}
