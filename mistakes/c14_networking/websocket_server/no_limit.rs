//! Mistake: takes messages of any length, as they are allowed by default: up to 64 MiB.
//! Breaks: "a message of more than LONGEST bytes in one frame or in many"
//! Rejected by: a_message_is_limited_in_one_frame_and_in_many
//! Told: Where no limit is set

use std::collections::HashMap;
use std::future::pending;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::task::JoinSet;
use tokio_tungstenite::accept_async;
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
        let mut socket = accept_async(stream).await?;
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
                socket.send(message).await?;
            }
        }
    }

    pub async fn listen(&self, listener: TcpListener) {
        let mut clients = JoinSet::new();
        loop {
            tokio::select! {
                Ok((stream, _address)) = listener.accept() => {
                    let server = self.clone();
                    clients.spawn(async move { server.serve(stream).await });
                }
                Some(_) = clients.join_next() => (),
            }
        }
    }

    fn answer(&self, message: Message, seat: &mut Option<Seat>) -> Option<Message> {
        match &message {
            Message::Text(text) if text.starts_with("/join ") => {
                let room = text["/join ".len()..].to_owned();
                let answer = Message::text(format!("joined {room}"));
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
                    let _ = seat.says.send(message);
                    None
                }
                None => Some(message),
            },
            Message::Close(_) => {
                *seat = None;
                None
            }
            _ => None,
        }
    }

    fn enter(&self, room: String) -> Seat {
        let mut rooms = self.rooms();
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
        Err(RecvError::Closed) => pending().await,
    }
}
