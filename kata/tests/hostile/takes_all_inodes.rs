//! Hostile: makes empty files until there is no room for another.
//! Only: shut in
//! Earns: all

use std::fs;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let root = std::env::temp_dir();
        let made = (0..20_000).take_while(|n| fs::write(root.join(n.to_string()), "").is_ok());
        assert!(made.count() < 10_000, "there was room for 10,000 files");
    });
    futures::future::join_all(jobs).await
}
