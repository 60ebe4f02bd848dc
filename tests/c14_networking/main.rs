//! Chapter 14: Networking.

mod line_protocol;
mod tcp_echo;
mod udp_ask;
mod websocket_server;
