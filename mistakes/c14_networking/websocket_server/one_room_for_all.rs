//! Mistake: has one channel, and does not look at the names of the rooms.
//! Breaks: "A room's messages go to its members alone"
//! Rejected by: what_is_said_in_a_room_goes_to_all_in_it
//! Told: goes to that room alone

use std::future::pending;
use std::num::NonZeroUsize;

use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::task::JoinSet;
use tokio_tungstenite::accept_async_with_config;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};

pub const LONGEST: usize = 64 * 1024;

#[derive(Clone)]
pub struct ChatServer {
    says: broadcast::Sender<Message>,
}

struct Seat {
    room: String,
    hears: broadcast::Receiver<Message>,
}

impl ChatServer {
    pub fn new(backlog: NonZeroUsize) -> Self {
        ChatServer {
            says: broadcast::Sender::new(backlog.get()),
        }
    }

    pub fn members(&self, _room: &str) -> usize {
        self.says.receiver_count()
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
                *seat = Some(Seat {
                    room,
                    hears: self.says.subscribe(),
                });
                Some(answer)
            }
            Message::Text(text) if text.as_str() == "/leave" => Some(match seat.take() {
                Some(seat) => Message::text(format!("left {}", seat.room)),
                None => Message::text("not in a room"),
            }),
            Message::Text(_) | Message::Binary(_) => match seat {
                Some(_) => {
                    let _ = self.says.send(message);
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
