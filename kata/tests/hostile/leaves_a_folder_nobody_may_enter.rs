//! Hostile: takes all permissions from the folder that its records lie in, for a grader that is not
//! root, and from one below it.
//! Earns: all

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let root = std::env::temp_dir();
    let inner = root.join("below");
    drop(fs::create_dir_all(inner.join("further")));
    drop(fs::set_permissions(&inner, Permissions::from_mode(0o000)));
    let results = futures::future::join_all(jobs).await;
    drop(fs::set_permissions(&root, Permissions::from_mode(0o700)));
    results
}
