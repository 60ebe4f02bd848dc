//! Instead of a broadcast channel a room, a mailbox a client: a short list that forgets its oldest
//! message when it is full, and counts what it has forgotten.

use std::collections::{HashMap, VecDeque};
use std::future::pending;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_tungstenite::accept_async_with_config;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};

/// So many bytes a message may have.
pub const LONGEST: usize = 64 * 1024;

/// A chat server with any number of rooms. Its clones are the same server.
#[derive(Clone)]
pub struct ChatServer {
    backlog: NonZeroUsize,
    rooms: Arc<Mutex<Rooms>>,
}

/// Who is in which room: those whose mailbox is still there.
type Rooms = HashMap<String, Vec<Weak<Mailbox>>>;

/// A client's place in a room: it is a member as long as it holds one.
struct Seat {
    room: String,
    mailbox: Arc<Mailbox>,
}

/// What was said and is still to be heard, and how much was forgotten before that.
#[derive(Default)]
struct Mailbox {
    kept: Mutex<(u64, VecDeque<Message>)>,
    something: Notify,
}

impl Mailbox {
    fn kept(&self) -> MutexGuard<'_, (u64, VecDeque<Message>)> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, message: Message, backlog: NonZeroUsize) {
        let mut kept = self.kept();
        if kept.1.len() == backlog.get() {
            kept.1.pop_front();
            kept.0 += 1;
        }
        kept.1.push_back(message);
        self.something.notify_one();
    }

    fn take(&self) -> Option<Message> {
        let mut kept = self.kept();
        match std::mem::take(&mut kept.0) {
            0 => kept.1.pop_front(),
            missed => Some(Message::text(format!("missed {missed}"))),
        }
    }
}

impl ChatServer {
    /// A server without clients, that keeps so many messages of a room for those who are behind.
    pub fn new(backlog: NonZeroUsize) -> Self {
        ChatServer {
            backlog,
            rooms: Arc::default(),
        }
    }

    /// How many clients are in this room.
    pub fn members(&self, room: &str) -> usize {
        let rooms = self.rooms();
        let members = rooms.get(room).into_iter().flatten();
        members.filter(|member| member.strong_count() > 0).count()
    }

    /// Talks to one client until it has left.
    ///
    /// # Errors
    /// Whatever ends the connection before a close does.
    pub async fn serve<S>(&self, stream: S) -> Result<(), tungstenite::Error>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let config = WebSocketConfig::default()
            .max_message_size(Some(LONGEST))
            .max_frame_size(Some(LONGEST));
        let mut socket = accept_async_with_config(stream, Some(config)).await?;
        let mut seat = None;
        loop {
            let answer = tokio::select! {
                message = socket.next() => match message {
                    Some(message) => self.answer(message?, &mut seat),
                    None => return Ok(()),
                },
                heard = hear(&mut seat) => Some(heard),
            };
            if let Some(message) = answer {
                // If this client does not read, this waits, and nobody but this client.
                socket.send(message).await?;
            }
        }
    }

    /// Serves all who come, until its future is dropped.
    pub async fn listen(&self, listener: TcpListener) {
        let mut clients = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _address)) => {
                        let server = self.clone();
                        // The handshake is part of it: it may take as long as the client likes.
                        clients.spawn(async move { server.serve(stream).await });
                    }
                    // Out of file handles, say. It would fail again at once.
                    Err(_) => sleep(Duration::from_millis(10)).await,
                },
                Some(_) = clients.join_next() => (),
            }
        }
    }

    /// What a message of a client brings that client at once.
    fn answer(&self, message: Message, seat: &mut Option<Seat>) -> Option<Message> {
        match &message {
            Message::Text(text) if text.starts_with("/join ") => {
                let room = text["/join ".len()..].to_owned();
                let answer = Message::text(format!("joined {room}"));
                // The old seat first: it may be in the same room.
                *seat = None;
                *seat = Some(self.enter(room));
                Some(answer)
            }
            Message::Text(text) if text.as_str() == "/leave" => Some(match seat.take() {
                Some(seat) => Message::text(format!("left {}", seat.room)),
                None => Message::text("not in a room"),
            }),
            Message::Text(_) | Message::Binary(_) => match seat {
                Some(seat) => {
                    // One speaks at a time, so that all hear the same order.
                    let rooms = self.rooms();
                    let members = rooms.get(&seat.room).into_iter().flatten();
                    for mailbox in members.filter_map(Weak::upgrade) {
                        mailbox.put(message.clone(), self.backlog);
                    }
                    None
                }
                None => Some(message),
            },
            // Nothing may be written any more, but the answer goes out while we read on.
            Message::Close(_) => {
                *seat = None;
                None
            }
            // A ping has its pong already.
            _ => None,
        }
    }

    fn enter(&self, room: String) -> Seat {
        let mut rooms = self.rooms();
        // An empty room costs nothing any more.
        rooms.retain(|_, members| {
            members.retain(|member| member.strong_count() > 0);
            !members.is_empty()
        });
        let mailbox = Arc::<Mailbox>::default();
        let members = rooms.entry(room.clone()).or_default();
        members.push(Arc::downgrade(&mailbox));
        Seat { room, mailbox }
    }

    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next thing that the room says, if the client is in one. Cancel safe: it takes nothing before
/// its last step.
async fn hear(seat: &mut Option<Seat>) -> Message {
    let Some(seat) = seat else {
        return pending().await;
    };
    loop {
        match seat.mailbox.take() {
            Some(message) => return message,
            None => seat.mailbox.something.notified().await,
        }
    }
}
