//! Chapter 14: Networking.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c14_networking/line_protocol.rs"
)]
pub mod line_protocol;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c14_networking/tcp_echo.rs"
)]
pub mod tcp_echo;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c14_networking/udp_ask.rs"
)]
pub mod udp_ask;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c14_networking/websocket_server.rs"
)]
pub mod websocket_server;
