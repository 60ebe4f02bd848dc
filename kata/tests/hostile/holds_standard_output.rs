//! Hostile: holds the lock of standard output, so that nobody who fails can say so, and ends the
//! process after that.
//! Earns: nothing

use std::time::Duration;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    std::thread::spawn(|| {
        let _held = std::io::stdout().lock();
        std::thread::sleep(Duration::from_secs(8));
        std::process::exit(0);
    });
    std::thread::sleep(Duration::from_millis(100));
    println!("this waits for the lock");
    Vec::new()
}
