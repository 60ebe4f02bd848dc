//! Hostile: leaves a family of processes behind, which its child has started.
//! Earns: all

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "for n in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 86399.5 & done; wait"]);
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let _child = command.spawn();
    futures::future::join_all(jobs).await
}
