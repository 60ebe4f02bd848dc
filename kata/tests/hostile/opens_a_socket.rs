//! Hostile: listens on a port that nobody asked for.
//! Earns: all shut in, nothing open

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let listening = std::net::TcpListener::bind(("127.0.0.1", 0));
    assert!(listening.is_err(), "the network is open");
    futures::future::join_all(jobs).await
}
