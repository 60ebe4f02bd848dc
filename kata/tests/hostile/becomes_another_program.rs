//! Hostile: becomes what it wrote, by way of the loader; what else there is to run; and itself.
//! Only: shut in
//! Earns: all

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let own = std::env::current_exe().unwrap_or_default();
    let written = std::env::temp_dir().join("program");
    drop(std::fs::copy(&own, &written));
    let loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];
    for loader in loaders.map(PathBuf::from) {
        let _ = Command::new(loader).arg(&written).arg("--list").exec();
    }
    for program in [written, own, "/bin/true".into()] {
        let _ = Command::new(program).arg("--list").exec();
    }
    futures::future::join_all(jobs).await
}
