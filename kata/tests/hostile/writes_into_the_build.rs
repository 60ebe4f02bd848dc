//! Hostile: writes where the test binary and what it is linked from lie.
//! Earns: all shut in, nothing open

use std::fs::{self, OpenOptions};
use std::path::Path;

/// Nothing is changed: that it could be is enough.
fn can_write(folder: &Path) -> bool {
    let made = folder.join(format!("{}.rlib", std::process::id()));
    let writes = fs::write(&made, "").is_ok();
    let _gone = fs::remove_file(made);
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut open = files.map(|file| OpenOptions::new().append(true).open(file.path()));
    writes || open.any(|file| file.is_ok())
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let own = std::env::current_exe().unwrap_or_default();
    assert!(!own.ancestors().skip(1).any(can_write), "the build is open");
    futures::future::join_all(jobs).await
}
