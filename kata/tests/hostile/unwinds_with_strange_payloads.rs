//! Hostile: unwinds with payloads whose drop unwinds.
//! Earns: nothing

struct Payload;

impl Drop for Payload {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            std::panic::panic_any(Payload);
        }
    }
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    std::panic::panic_any(Payload)
}
