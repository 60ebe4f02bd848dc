//! Hostile: opens sockets and pipes until there is no other, and holds them.
//! Earns: all

use std::fs::File;
use std::net::UdpSocket;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let sockets: Vec<UdpSocket> = std::iter::repeat_with(|| UdpSocket::bind(("127.0.0.1", 0)))
            .take(10_000)
            .map_while(Result::ok)
            .collect();
        let pipes: Vec<_> = std::iter::repeat_with(std::io::pipe)
            .take(10_000)
            .map_while(Result::ok)
            .collect();
        let files: Vec<File> = std::iter::repeat_with(|| File::open("/dev/null"))
            .take(10_000)
            .map_while(Result::ok)
            .collect();
        std::thread::sleep(std::time::Duration::from_millis(200));
        drop((sockets, pipes, files));
    });
    futures::future::join_all(jobs).await
}
