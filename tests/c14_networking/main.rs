//! Chapter 14: Networking.

mod tcp_echo;
