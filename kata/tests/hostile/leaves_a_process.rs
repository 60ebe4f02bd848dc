//! Hostile: leaves a process behind, in a group of its own.
//! Earns: all

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut command = std::process::Command::new("sleep");
    command.arg("86399.25");
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let _child = command.spawn();
    futures::future::join_all(jobs).await
}
