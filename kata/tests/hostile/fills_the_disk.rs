//! Hostile: writes one file of 60 MiB after another where it may, until there is no room.
//! Only: shut in
//! Earns: all

use std::fs;

fn fill() -> usize {
    let piece = vec![7_u8; 1 << 20];
    let mut written = 0;
    for number in 0.. {
        let path = std::env::temp_dir().join(format!("large-{number}"));
        let mut file = match fs::File::create(path) {
            Ok(file) => file,
            Err(_) => break,
        };
        for _ in 0..60 {
            if std::io::Write::write_all(&mut file, &piece).is_err() {
                return written;
            }
            written += 1;
        }
        if written > 600 {
            break;
        }
    }
    written
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| assert!(fill() < 200, "there was room for 200 MiB"));
    futures::future::join_all(jobs).await
}
