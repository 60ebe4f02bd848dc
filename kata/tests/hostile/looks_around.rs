//! Hostile: looks at sizes and links of what it may not read, and at other processes.
//! Earns: all

use std::fs;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let own = std::env::current_exe().unwrap_or_default();
    for folder in own.ancestors().skip(1).take(8) {
        drop(fs::metadata(
            folder.join("solutions/c01_sync_vs_async/at_once.rs"),
        ));
        drop(fs::read_dir(folder).map(Iterator::count));
        drop(fs::read_link(folder.join("target")));
    }
    for process in 1..1000 {
        drop(fs::read(format!("/proc/{process}/cmdline")));
        drop(fs::read_link(format!("/proc/{process}/exe")));
    }
    futures::future::join_all(jobs).await
}
