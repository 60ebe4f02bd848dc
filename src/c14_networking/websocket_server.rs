//! # websocket_server: rooms where all hear all
//!
//! Why: a chat is a small thing until somebody on a train stops reading. Then either all wait for
//! that one, or the server keeps everything for them until its memory is full, or it has been
//! thought about before. This is the larger exercise of the chapter; the frames, the handshake and
//! the pongs are the work of `tokio_tungstenite`, and who hears what is yours.
//!
//! Build a [`ChatServer`]:
//!
//! - [`serve`](ChatServer::serve) talks to one client over any stream, from the WebSocket handshake
//!   until the client has left, however long that takes. A client whose `serve` is dropped has left
//!   its room.
//! - [`listen`](ChatServer::listen) accepts any number of clients and serves them all at once, also
//!   while one of them takes its time over the handshake. It never returns, whatever goes wrong with
//!   a client or in accepting one. When its future is dropped, all its connections are dropped with
//!   it, a turn of the runtime later at the latest.
//! - [`members`](ChatServer::members) tells how many clients are in a room at this moment.
//!
//! What a client sends, and what becomes of it:
//!
//! | message | outside of a room | in a room |
//! | --- | --- | --- |
//! | text `/join tea` | enters `tea`, answer `joined tea` | leaves its room and enters `tea`, the same answer |
//! | text `/leave` | answer `not in a room` | leaves, answer `left tea` |
//! | other text, binary | comes back as it is | goes to all in the room, also to the one who sent it |
//!
//! All behind the space after `/join` is the name of the room. A room's messages go to its members
//! alone, and everybody in it hears the same messages in the same order. What is still on its way to
//! a client who leaves a room comes before the answer or not at all. Pings are answered with pongs,
//! and neither goes to anybody else. When a client sends a close, it has left its room, the close
//! is answered, and `serve` returns `Ok`.
//!
//! A client who does not read holds up nobody. For one who is behind, the server keeps the last
//! `backlog` messages of its room, or up to twice as many, and forgets the older ones. As soon as it
//! reads on, it gets what was already on its way, then the text `missed 17` with the right number,
//! and then what was kept.
//!
//! Bad input: a handshake that is none, broken frames, text that is not UTF-8, a message of more
//! than [`LONGEST`] bytes in one frame or in many, and a connection that ends without a close are
//! errors. Then `serve` returns the error, the client has left its room, and nobody else notices.
//!
//! Left open: the answers to a bare `/join` and to a room without a name. What is on its way to a
//! client who joins the room that it is in. Whether one who does not read is listened to meanwhile.
//! What `serve` returns for a client that hangs up before it reads the answer to its close. A
//! `backlog` of more than a million.
//!
//! Good to know: tungstenite queues the answers to pings and closes by itself, and sends them while
//! you read on or flush.
//!
//! In asyncio's `websockets` you loop over the clients and await each `send`, so that the slowest
//! sets the pace for all; the library then drops it when its buffers are full.
//!
//! Rule of thumb: never write to somebody else's connection. Put it where they can fetch it.

use std::num::NonZeroUsize;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite;

/// So many bytes a message may have.
pub const LONGEST: usize = 64 * 1024;

/// A chat server with any number of rooms. Its clones are the same server.
#[derive(Clone)]
pub struct ChatServer {/* yours */}

impl ChatServer {
    /// A server without clients, that keeps so many messages of a room for those who are behind.
    pub fn new(backlog: NonZeroUsize) -> Self {
        todo!("where do {backlog} messages of each room stand, and who takes them from there?")
    }

    /// How many clients are in this room.
    pub fn members(&self, room: &str) -> usize {
        todo!("count who is in {room:?}")
    }

    /// Talks to one client until it has left.
    ///
    /// # Errors
    /// Whatever ends the connection before a close does.
    pub async fn serve<S>(&self, stream: S) -> Result<(), tungstenite::Error>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        todo!("a handshake, then what the client sends and what its room says", with stream)
    }

    /// Serves all who come, until its future is dropped.
    pub async fn listen(&self, listener: TcpListener) {
        todo!("serve everybody who comes to {listener:?}, all at once")
    }
}
