//! Mistake: keeps the seat of a client that has sent a close, and sends it what its room says
//! after the answer.
//! Breaks: "the close is answered, and `serve` returns `Ok`"
//! Rejected by: what_is_said_while_a_client_says_goodbye_does_not_spoil_it
//! Told: makes no error of its goodbye

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

pub const LONGEST: usize = 64 * 1024;

#[derive(Clone)]
pub struct ChatServer {
    backlog: NonZeroUsize,
    rooms: Arc<Mutex<HashMap<String, broadcast::Sender<Message>>>>,
}

struct Seat {
    room: String,
    says: broadcast::Sender<Message>,
    hears: broadcast::Receiver<Message>,
}

impl ChatServer {
    pub fn new(backlog: NonZeroUsize) -> Self {
        ChatServer {
            backlog,
            rooms: Arc::default(),
        }
    }

    pub fn members(&self, room: &str) -> usize {
        let rooms = self.rooms();
        rooms.get(room).map_or(0, broadcast::Sender::receiver_count)
    }

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
