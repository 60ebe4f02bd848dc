//! Hostile: listens where no port is needed.
//! Earns: all shut in, nothing open

use std::os::unix::net::{UnixDatagram, UnixListener};

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let place = std::env::temp_dir().join(format!("{:?}", std::thread::current().id()));
    let listening = UnixListener::bind(place).is_ok() || UnixDatagram::unbound().is_ok();
    assert!(!listening, "the machine's other programs are in reach");
    futures::future::join_all(jobs).await
}
