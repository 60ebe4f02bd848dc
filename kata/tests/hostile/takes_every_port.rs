//! Hostile: binds every free port, of TCP and of UDP, so that a neighbour finds none.
//! Kata: tcp_echo
//! Beside: udp_ask
//! Like: solutions/c14_networking/tcp_echo.rs
//! Instead of: let mut clients = JoinSet::new();
//! Says: take(); let mut clients = JoinSet::new();
//! Earns: whatever

fn take() {
    use std::net::{TcpListener, UdpSocket};
    let udp = || UdpSocket::bind(("127.0.0.1", 0));
    let udp: Vec<UdpSocket> = std::iter::repeat_with(udp)
        .take(16_000)
        .map_while(Result::ok)
        .collect();
    let tcp = || TcpListener::bind(("127.0.0.1", 0));
    let tcp: Vec<TcpListener> = std::iter::repeat_with(tcp)
        .take(16_000)
        .map_while(Result::ok)
        .collect();
    std::mem::forget((udp, tcp));
}
