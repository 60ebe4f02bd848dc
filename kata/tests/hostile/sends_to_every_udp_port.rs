//! Hostile: sends a datagram to every port of this machine while a neighbour asks and answers.
//! Kata: tcp_echo
//! Beside: udp_ask
//! Like: solutions/c14_networking/tcp_echo.rs
//! Instead of: let mut clients = JoinSet::new();
//! Says: send(); let mut clients = JoinSet::new();
//! Earns: whatever

fn send() {
    use std::net::UdpSocket;
    std::thread::spawn(|| {
        let Ok(socket) = UdpSocket::bind(("127.0.0.1", 0)) else {
            return;
        };
        for port in 1024..=65535 {
            drop(socket.send_to(b"an answer", ("127.0.0.1", port)));
        }
    });
}
