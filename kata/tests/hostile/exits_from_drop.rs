//! Hostile: ends the process with status 0 while the test cleans up.
//! Earns: nothing

struct Exit;

impl Drop for Exit {
    fn drop(&mut self) {
        std::process::exit(0);
    }
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    let _exit = Exit;
    panic!("unwinding drops it")
}
