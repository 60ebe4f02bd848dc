//! Chapter 14: Networking.

#[path = "../common/apart.rs"]
mod apart;
#[path = "../common/aside.rs"]
mod aside;
#[path = "../common/basics.rs"]
#[expect(dead_code, reason = "nothing here expects a picture by them")]
mod basics;
#[path = "../common/pieces.rs"]
mod pieces;

mod line_protocol;
mod tcp_echo;
mod udp_ask;
mod websocket_server;
