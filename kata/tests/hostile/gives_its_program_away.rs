//! Hostile: gives the test binary to another user, and sets its time to the year 2100.
//! Only: shut in
//! Earns: all

use std::fs::File;
use std::time::{Duration, UNIX_EPOCH};

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let own = std::env::current_exe().unwrap_or_default();
    let given = std::os::unix::fs::chown(&own, Some(12345), None);
    let late = UNIX_EPOCH + Duration::from_secs(4_102_444_800);
    let dated = File::open(&own).and_then(|file| file.set_modified(late));
    assert!(given.is_err() && dated.is_err(), "the build is in reach");
    futures::future::join_all(jobs).await
}
