//! Hostile: speaks HTTP to every port of this machine while its neighbour counts who asks.
//! Kata: tcp_echo
//! Beside: fetch_text
//! Like: solutions/c14_networking/tcp_echo.rs
//! Instead of: let mut clients = JoinSet::new();
//! Says: knock(); let mut clients = JoinSet::new();
//! Earns: whatever

fn knock() {
    use std::io::Write;
    use std::net::{SocketAddr, TcpStream};
    std::thread::spawn(|| {
        for port in (1024..=65535).rev() {
            let at = SocketAddr::from(([127, 0, 0, 1], port));
            if let Ok(mut stream) = TcpStream::connect_timeout(&at, Duration::from_millis(50)) {
                drop(stream.write_all(b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"));
            }
        }
    });
}
