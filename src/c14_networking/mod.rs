//! Chapter 14: Networking.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c14_networking/tcp_echo.rs"
)]
pub mod tcp_echo;
