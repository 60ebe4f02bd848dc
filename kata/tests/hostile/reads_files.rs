//! Hostile: reads proofs, solutions, the environment and other people's files.
//! Earns: all shut in, nothing open

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let member = std::env::current_dir().unwrap_or_default();
    let mut secrets = vec!["/etc/passwd".into(), "/proc/self/environ".into(), "/proc/self/maps".into()];
    secrets.push(member.join("tests/c01_sync_vs_async/at_once.rs"));
    secrets.push(member.join("../../../../solutions/c01_sync_vs_async/at_once.rs"));
    let read = secrets.iter().any(|path: &std::path::PathBuf| std::fs::read(path).is_ok());
    assert!(!read, "a secret was read");
    futures::future::join_all(jobs).await
}
