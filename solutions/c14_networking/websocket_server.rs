//! A room is a broadcast channel: it keeps the last messages once, for all, and counts for each
//! receiver what it has missed. Each client's loop writes to its own connection only.

use std::collections::HashMap;
use std::future::pending;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::broadcast::{self, error::RecvError};
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
    rooms: Arc<Mutex<HashMap<String, broadcast::Sender<Message>>>>,
}

/// A client's place in a room: it is a member as long as it holds one.
struct Seat {
    room: String,
    says: broadcast::Sender<Message>,
    hears: broadcast::Receiver<Message>,
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
        rooms.get(room).map_or(0, broadcast::Sender::receiver_count)
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
                    // Comes back through this client's own receiver, in its turn.
                    let _ = seat.says.send(message);
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
        rooms.retain(|_, says| says.receiver_count() > 0);
        let says = rooms
            .entry(room.clone())
            .or_insert_with(|| broadcast::Sender::new(self.backlog.get()))
            .clone();
        Seat {
            room,
            hears: says.subscribe(),
            says,
        }
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<String, broadcast::Sender<Message>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next thing that the room says, if the client is in one. Cancel safe, as `recv` is.
async fn hear(seat: &mut Option<Seat>) -> Message {
    let Some(seat) = seat else {
        return pending().await;
    };
    match seat.hears.recv().await {
        Ok(message) => message,
        Err(RecvError::Lagged(missed)) => Message::text(format!("missed {missed}")),
        // The seat itself holds a sender.
        Err(RecvError::Closed) => pending().await,
    }
}
