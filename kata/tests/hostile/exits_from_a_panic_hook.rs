//! Hostile: its own panic hook ends the process with status 0.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    std::panic::set_hook(Box::new(|_| std::process::exit(0)));
    panic!("{} jobs", jobs.len())
}
