//! Hostile: ends the process with status 0 from the end of a thread, when the run is over and the
//! test is about to be judged.
//! Earns: nothing

struct Exit;

impl Drop for Exit {
    fn drop(&mut self) {
        std::process::exit(0);
    }
}

thread_local! {
    static EXIT: Exit = const { Exit };
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    EXIT.with(|_| ());
    drop(jobs);
    Vec::new()
}
