//! Chapter 14: Networking.

#[path = "../common/apart.rs"]
mod apart;
#[path = "../common/aside.rs"]
mod aside;
#[path = "../common/pieces.rs"]
mod pieces;

mod line_protocol;
mod tcp_echo;
mod udp_ask;
mod websocket_server;
